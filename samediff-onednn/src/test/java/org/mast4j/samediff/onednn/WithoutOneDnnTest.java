package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A JVM whose class path lacks oneDNN, or only its native library. */
class WithoutOneDnnTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"dnnl-.*", "dnnl-[^-]+-[^-]+-.+"})
  void graphsRunInTheStockSessionAndTheReasonIsGivenEachTime(String missing) throws Exception {
    List<String> results = child(missing);
    assertThat(results).hasSize(4);
    assertThat(results.subList(0, 2)).containsExactly("18.0", "0 plans");
    assertThat(results.subList(2, 4))
        .allMatch(reason -> reason.matches("oneDNN can't be loaded \\(.+\\); add .*dnnl.*"));
  }

  /** What {@link Child} prints, without the log. */
  private List<String> child(String missing) throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().matches(missing))
            .collect(Collectors.joining(File.pathSeparator));
    return ChildJvm.run(folder, classPath, Child.class).stream()
        .filter(line -> line.startsWith(Child.MARK))
        .map(line -> line.substring(Child.MARK.length()))
        .toList();
  }

  /** Runs a graph, and asks twice why it isn't planned. */
  static final class Child {
    static final String MARK = "RESULT ";

    private Child() {}

    public static void main(String[] arguments) {
      OneDnn.install();
      SameDiff graph = SameDiff.create();
      SDVariable x = graph.placeHolder("x", DataType.FLOAT, 2, 3);
      graph.mmul(x, graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 3))).sum("y");
      Map<String, INDArray> inputs = Map.of("x", Nd4j.ones(DataType.FLOAT, 2, 3));
      say(graph.output(inputs, "y").get("y").getDouble(0));
      say(OneDnn.status(graph).plans() + " plans");
      say(OneDnn.obstacle().orElse("none"));
      say(Library.find().map(Library::version).or(Library::obstacle).orElse("none"));
    }

    private static void say(Object result) {
      System.out.println(MARK + result);
    }
  }
}
