package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Library;
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
    List<String> lines =
        child(entry -> name(entry).matches(missing) ? Optional.empty() : entry(entry));
    List<String> results = results(lines);
    assertThat(results).hasSize(5);
    assertThat(results.subList(0, 3)).containsExactly("18.0", "18.0", "0 plans");
    assertThat(results.subList(3, 5))
        .allMatch(reason -> reason.matches("oneDNN can't be loaded \\(.+\\); add .*dnnl.*"));
    assertThat(warnings(lines)).singleElement().asString().endsWith(results.get(3));
  }

  /** A class that the plan needs, and one that all of oneDNN needs. */
  @ParameterizedTest
  @ValueSource(strings = {"org/bytedeco/dnnl/matmul.class", "org/bytedeco/dnnl/engine.class"})
  void aLinkageErrorInAPlanFallsBackAndIsToldOnce(String lacking) throws Exception {
    List<String> lines =
        child(
            entry ->
                name(entry).matches("dnnl-[^-]+-[^-]+jar")
                    ? Optional.of(copyWithout(lacking, entry))
                    : entry(entry));
    List<String> results = results(lines);
    assertThat(results.subList(0, 3)).containsExactly("18.0", "18.0", "0 plans");
    assertThat(results.get(3))
        .startsWith("oneDNN failed (java.lang.NoClassDefFoundError: ")
        .endsWith("that mast4j-bom names, and no other");
    assertThat(warnings(lines)).singleElement().asString().endsWith(results.get(3));
  }

  private static String name(String entry) {
    return Path.of(entry).getFileName().toString();
  }

  private static Optional<String> entry(String entry) {
    return Optional.of(entry);
  }

  private String copyWithout(String lacking, String jar) {
    Path copy = folder.resolve(name(jar));
    try (JarFile source = new JarFile(jar);
        JarOutputStream target = new JarOutputStream(Files.newOutputStream(copy))) {
      for (JarEntry entry : Collections.list(source.entries())) {
        if (!entry.getName().equals(lacking)) {
          target.putNextEntry(new JarEntry(entry.getName()));
          source.getInputStream(entry).transferTo(target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy.toString();
  }

  private static List<String> warnings(List<String> lines) {
    return lines.stream().filter(line -> line.contains("run in the stock session")).toList();
  }

  /** What {@link Child} says, without the log. */
  private static List<String> results(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(Child.MARK))
        .map(line -> line.substring(Child.MARK.length()))
        .toList();
  }

  /** All that {@link Child} prints with this class path's entries replaced, or left out. */
  private List<String> child(Function<String, Optional<String>> entries)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .flatMap(entry -> entries.apply(entry).stream())
            .collect(Collectors.joining(File.pathSeparator));
    return ChildJvm.run(folder, classPath, Child.class);
  }

  /** Runs a graph twice, and asks twice why it isn't planned. */
  static final class Child {
    static final String MARK = "RESULT ";

    private Child() {}

    public static void main(String[] arguments) {
      SameDiff graph = SameDiff.create();
      SDVariable x = graph.placeHolder("x", DataType.FLOAT, 2, 3);
      graph.mmul(x, graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 3))).sum("y");
      Map<String, INDArray> inputs = Map.of("x", Nd4j.ones(DataType.FLOAT, 2, 3));
      say(graph.output(inputs, "y").get("y").getDouble(0));
      say(graph.output(inputs, "y").get("y").getDouble(0));
      say(Engines.status(graph).plans() + " plans");
      say(Engines.obstacle().orElse("none"));
      say(Dnnl.find().map(Library::version).or(Dnnl::obstacle).orElse("none"));
    }

    private static void say(Object result) {
      System.out.println(MARK + result);
    }
  }
}
