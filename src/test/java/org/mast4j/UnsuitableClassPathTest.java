package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.mast4j.classpath.ClassPath;
import org.mast4j.classpath.UnsuitableClassPathException;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.patch.PatchArray;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.mast.MAST;

/**
 * JVMs whose class path is what Maven makes of stock dependencies: the first use of ours says so.
 */
class UnsuitableClassPathTest {
  private static final Path OLD = Path.of("target/old");
  private static final String OGG = "../../datavec-audio/src/test/resources/samples/tone.ogg";

  @TempDir private Path folder;

  /** What an application may do first. */
  enum Door {
    BUILDER {
      @Override
      void open() {
        MAST.builder();
      }
    },
    GRAPH {
      @Override
      void open() {
        Graphs.create();
      }
    },
    MODEL {
      @Override
      void open() throws IOException {
        BundledModels.read("mast-nano");
      }
    },
    /** As classify and embed open one. */
    MODEL_AHEAD {
      @Override
      void open() throws IOException {
        ClassPath.startNd4jAhead();
        BundledModels.read("mast-nano");
      }
    },
    /** It leaves graphs to ND4J, and tells why. */
    ENGINE {
      @Override
      void open() {
        ChildJvm.say(Engines.obstacle().orElseThrow());
      }
    },
    READER {
      @Override
      void open() {
        new PatchArray(1, PatchGrid.of(32, 96));
      }
    },
    FILE {
      @Override
      void open() throws IOException {
        AudioFiles.read(Path.of(OGG));
      }
    };

    abstract void open() throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void namesAnOldJavaCpp(Door door) throws Exception {
    assertThat(firstUse(door, "javacpp-[0-9.]+\\.jar", old("javacpp-1.5.7.jar")))
        .startsWith("javacpp-1.5.7.jar is too old: MAST4J needs org.bytedeco:javacpp 1.5.13")
        .contains("import org.mast4j:mast4j-bom");
  }

  @ParameterizedTest
  @EnumSource
  void namesAnOldNativeLibraryOfJavaCpp(Door door) throws Exception {
    String jar = name("javacpp-1.5.7-.+");
    assertThat(firstUse(door, "javacpp-[0-9.]+-.+\\.jar", old(jar)))
        .startsWith(jar + " is too old: MAST4J needs org.bytedeco:javacpp 1.5.13")
        .contains("import org.mast4j:mast4j-bom");
  }

  @Test
  void namesAnOldFfmpeg() throws Exception {
    assertThat(firstUse(Door.FILE, "ffmpeg-[0-9.]+-[0-9.]+\\.jar", old("ffmpeg-5.0-1.5.7.jar")))
        .startsWith("ffmpeg-5.0-1.5.7.jar is too old: MAST4J needs org.bytedeco:ffmpeg 8.0.1")
        .contains("import org.mast4j:mast4j-bom");
  }

  @ParameterizedTest
  @EnumSource(names = "FILE", mode = Mode.EXCLUDE)
  void saysWhatToAddWithoutABackend(Door door) throws Exception {
    assertThat(firstUse(door, "nd4j-native-1.*", Stream.empty()))
        .startsWith("there is no ND4J backend on the class path; add org.mast4j:mast4j-cpu");
  }

  /** The class path of another platform: Java's part alone is of use. */
  @ParameterizedTest
  @EnumSource(names = "FILE", mode = Mode.EXCLUDE)
  void saysWhatToAddWithoutThisPlatformsLibraries(Door door) throws Exception {
    assertThat(firstUse(door, "nd4j-native-1.0.0-M2.1-.+", Stream.empty()))
        .startsWith("ND4J doesn't start (")
        .contains("add org.mast4j:mast4j-cpu");
  }

  /** What a door says where some jars of this class path are replaced by others. */
  private String firstUse(Door door, String replaced, Stream<Path> by) throws Exception {
    ChildJvm rest = ChildJvm.of(Child.class).withoutJars(replaced);
    List<String> classPath = new ArrayList<>(by.map(Path::toString).toList());
    classPath.add(rest.classPath());
    Run run =
        rest.classPath(String.join(File.pathSeparator, classPath))
            // Libraries that other tests have unpacked aren't found.
            .options("-Dorg.bytedeco.javacpp.cachedir=" + folder)
            .run(door.name())
            .succeeded();
    return String.join("\n", run.said());
  }

  private static Stream<Path> old(String jar) {
    return Stream.of(OLD.resolve(jar).toAbsolutePath());
  }

  private static String name(String pattern) throws IOException {
    try (Stream<Path> jars = Files.list(OLD)) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(jar -> jar.matches(pattern))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Goes through a door, and prints what keeps it shut. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try {
        Door.valueOf(arguments[0]).open();
        ChildJvm.say("open");
      } catch (UnsuitableClassPathException e) {
        ChildJvm.say(e.getMessage());
      }
    }
  }
}
