package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Repository;
import org.mast4j.testkit.Run;

/** The archive of classes that the launcher makes, with a build of two classes. */
@EnabledOnOs(OS.LINUX)
class LauncherArchiveTest {
  private static final String PREPARING = "Preparing MAST4J for fast starts";
  private static final String FROM_ARCHIVE = "org.mast4j.cli.Mast4j source: shared objects file";
  private static final String FROM_JAR = "org.mast4j.cli.Mast4j source: file:";

  @TempDir Path folder;

  private Path target;
  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void writeBuild() throws IOException {
    target = folder.resolve("cli/target");
    Files.copy(Repository.root().resolve("mast4j"), folder.resolve("mast4j"));
    Files.createDirectories(folder.resolve("cli/src/main"));
    Files.createDirectories(target);
    Files.writeString(target.resolve("mast4j.stamp"), "cpu\n");
    writeJar(target.resolve("lib/a.jar"), Map.of());
    writeJar(target.resolve("native/base/nd4j.jar"), Map.of());
    writeJar(
        target.resolve("cli.jar"),
        compile(
            Map.of(
                "Mast4j", "System.out.println(\"ran \" + arguments[0]);",
                "Rehearsal", "Mast4j.main(new String[] {\"rehearsal\"});")));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MAST4J_OPTS", "-Xlog:class+load:file=" + classes());
  }

  private Path classes() {
    return folder.resolve("classes.log");
  }

  /** Main classes of {@code org.mast4j.cli} with these bodies, by the path of the class file. */
  private Map<String, Path> compile(Map<String, String> bodies) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    List<String> arguments = new ArrayList<>(List.of("-d", folder.resolve("made").toString()));
    Map<String, Path> made = new LinkedHashMap<>();
    for (Map.Entry<String, String> body : bodies.entrySet()) {
      String name = body.getKey();
      Path source =
          Files.writeString(
              sources.resolve(name + ".java"),
              "package org.mast4j.cli; class %s { public static void main(String[] arguments) { %s } }"
                  .formatted(name, body.getValue()));
      arguments.add(source.toString());
      String entry = "org/mast4j/cli/" + name + ".class";
      made.put(entry, folder.resolve("made").resolve(entry));
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).isZero();
    return made;
  }

  private static void writeJar(Path jar, Map<String, Path> files) throws IOException {
    Files.createDirectories(jar.getParent());
    try (OutputStream stream = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(stream)) {
      entries.putNextEntry(new JarEntry("META-INF/"));
      for (Map.Entry<String, Path> file : files.entrySet()) {
        entries.putNextEntry(new JarEntry(file.getKey()));
        Files.copy(file.getValue(), entries);
      }
    }
  }

  private Run launch() throws Exception {
    return ChildProcess.of(List.of("bash", folder.resolve("mast4j").toString(), "it"))
        .in(folder)
        .with(environment)
        .run()
        .succeeded();
  }

  /** It says what it would without an archive, and nothing on the error stream. */
  private void assertRunsWithoutAWord() throws Exception {
    Run run = launch();
    assertThat(run.out()).isEqualTo("ran it\n");
    assertThat(run.err()).isEmpty();
  }

  private List<Path> archives() {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("mast4j-.*\\.jsa.*"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path makeArchive() throws Exception {
    Run first = launch();
    assertThat(first.out()).isEqualTo("ran it\n");
    assertThat(first.err()).startsWith(PREPARING).hasLineCount(1);
    return archives().stream().filter(file -> file.toString().endsWith(".jsa")).findFirst().get();
  }

  @Test
  void classesComeFromIt() throws Exception {
    Path archive = makeArchive();
    assertThat(archive).isNotEmptyFile();
    assertRunsWithoutAWord();
    assertThat(classes()).content().contains(FROM_ARCHIVE);
  }

  @Test
  void oneOfOtherJarsIsLeftAlone() throws Exception {
    makeArchive();
    Files.setLastModifiedTime(
        target.resolve("cli.jar"), FileTime.from(Instant.now().minusSeconds(900)));
    assertRunsWithoutAWord();
    assertThat(classes()).content().contains(FROM_JAR);
  }

  @Test
  void aDamagedOneIsLeftAlone() throws Exception {
    Path archive = makeArchive();
    byte[] bytes = Files.readAllBytes(archive);
    Files.delete(archive); // it is for reading alone
    Files.write(archive, new byte[] {bytes[0], bytes[1], bytes[2], 0, 0, 0});
    assertRunsWithoutAWord();
    assertThat(classes()).content().contains(FROM_JAR);
  }

  @Test
  void anotherJdkHasItsOwn() throws Exception {
    Path newest = Jdks.newest();
    assumeTrue(
        Jdks.version(newest) > Runtime.version().feature(), "no JDK newer than the one that tests");
    Path ours = makeArchive();
    environment.put("JAVA_HOME", newest.toString());
    assertThat(launch().err()).startsWith(PREPARING).hasLineCount(1);
    assertRunsWithoutAWord();
    assertThat(classes()).content().contains(FROM_ARCHIVE);
    Path theirs = archives().stream().filter(file -> !file.equals(ours)).findFirst().get();
    Files.delete(theirs);
    Files.copy(ours, theirs);
    assertRunsWithoutAWord(); // with one that isn't its own
    assertThat(classes()).content().contains(FROM_JAR);
  }

  @Test
  void whereItCannotBeMadeIsNotedOnce() throws Exception {
    writeJar(
        target.resolve("cli.jar"), compile(Map.of("Mast4j", "System.out.println(\"ran it\");")));
    assertThat(makeArchive()).isEmptyFile();
    assertThat(archives()).hasSize(1); // nothing half done is left
    assertRunsWithoutAWord();
  }

  @Test
  void aFolderThatCannotBeWrittenDoesWithout() throws Exception {
    assertThat(target.toFile().setWritable(false)).isTrue();
    try {
      assumeTrue(!Files.isWritable(target), "root may write anywhere");
      assertRunsWithoutAWord();
      assertThat(archives()).isEmpty();
    } finally {
      assertThat(target.toFile().setWritable(true)).isTrue();
    }
  }
}
