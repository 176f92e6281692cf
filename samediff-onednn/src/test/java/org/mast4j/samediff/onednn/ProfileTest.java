package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.testkit.ChildJvm;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ProfileTest {
  @Test
  void theTableIsPrintedWhenTheJvmEnds() throws Exception {
    List<String> lines =
        ChildJvm.of(Child.class)
            .options("-Dorg.mast4j.onednn.profile=true")
            .run()
            .succeeded()
            .lines();
    assertThat(lines).containsOnlyOnce("y: mean of 2 calls");
    assertThat(lines.get(lines.indexOf("y: mean of 2 calls") + 1)).contains("ms", "GFLOP/s");
    assertThat(lines).anyMatch(line -> line.matches(" +[\\d.]+ +1 +[\\d.]+  matmul .*"));
  }

  /** Calls a graph twice. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Engines.bind();
      SameDiff graph = SameDiff.create();
      SDVariable x = graph.placeHolder("x", DataType.FLOAT, 2, 3);
      graph.mmul(x, graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 3))).rename("y");
      Map<String, INDArray> inputs = Map.of("x", Nd4j.ones(DataType.FLOAT, 2, 3));
      graph.output(inputs, "y");
      graph.output(inputs, "y");
    }
  }
}
