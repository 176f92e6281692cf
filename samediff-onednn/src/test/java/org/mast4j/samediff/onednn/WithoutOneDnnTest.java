package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Library;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A JVM whose class path lacks oneDNN, only its native library, or a part of it. */
class WithoutOneDnnTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"dnnl-.*", "dnnl-[^-]+-[^-]+-.+"})
  void graphsRunInTheStockSessionAndTheReasonIsGivenEachTime(String missing) throws Exception {
    Run run = ChildJvm.of(Child.class).withoutJars(missing).run().succeeded();
    List<String> results = run.said();
    assertThat(results).hasSize(5);
    assertThat(results.subList(0, 3)).containsExactly("18.0", "18.0", "0 plans");
    assertThat(results.subList(3, 5))
        .allMatch(reason -> reason.matches("oneDNN can't be loaded \\(.+\\); add .*dnnl.*"));
    assertThat(warnings(run.lines())).singleElement().asString().endsWith(results.get(3));
  }

  /** A class that the plan needs, and one that all of oneDNN needs. */
  @ParameterizedTest
  @ValueSource(strings = {"org/bytedeco/dnnl/matmul.class", "org/bytedeco/dnnl/engine.class"})
  void aLinkageErrorInAPlanFallsBackAndIsToldOnce(String lacking) throws Exception {
    Path jar = jar("dnnl-[^-]+-[^-]+jar");
    Run run =
        ChildJvm.of(Child.class)
            .classPath(ChildJvm.ownClassPath().replace(jar.toString(), copyWithout(lacking, jar)))
            .run()
            .succeeded();
    List<String> results = run.said();
    assertThat(results.subList(0, 3)).containsExactly("18.0", "18.0", "0 plans");
    assertThat(results.get(3))
        .startsWith("oneDNN failed (java.lang.NoClassDefFoundError: ")
        .endsWith("that mast4j-bom names, and no other");
    assertThat(warnings(run.lines())).singleElement().asString().endsWith(results.get(3));
  }

  private static Path jar(String fileName) {
    return Arrays.stream(ChildJvm.ownClassPath().split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> entry.getFileName().toString().matches(fileName))
        .findFirst()
        .orElseThrow();
  }

  private String copyWithout(String lacking, Path jar) throws IOException {
    Path copy = folder.resolve(jar.getFileName());
    try (JarFile source = new JarFile(jar.toFile());
        JarOutputStream target = new JarOutputStream(Files.newOutputStream(copy))) {
      for (JarEntry entry : Collections.list(source.entries())) {
        if (!entry.getName().equals(lacking)) {
          target.putNextEntry(new JarEntry(entry.getName()));
          source.getInputStream(entry).transferTo(target);
        }
      }
    }
    return copy.toString();
  }

  private static List<String> warnings(List<String> lines) {
    return lines.stream().filter(line -> line.contains("run in the stock session")).toList();
  }

  /** Runs a graph twice, and asks twice why it isn't planned. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      SameDiff graph = SameDiff.create();
      SDVariable x = graph.placeHolder("x", DataType.FLOAT, 2, 3);
      graph.mmul(x, graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 3))).sum("y");
      Map<String, INDArray> inputs = Map.of("x", Nd4j.ones(DataType.FLOAT, 2, 3));
      ChildJvm.say(graph.output(inputs, "y").get("y").getDouble(0));
      ChildJvm.say(graph.output(inputs, "y").get("y").getDouble(0));
      ChildJvm.say(Engines.status(graph).plans() + " plans");
      ChildJvm.say(Engines.obstacle().orElse("none"));
      ChildJvm.say(Dnnl.find().map(Library::version).or(Dnnl::obstacle).orElse("none"));
    }
  }
}
