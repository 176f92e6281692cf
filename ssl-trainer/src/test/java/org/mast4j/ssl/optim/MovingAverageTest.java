package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MovingAverageTest {
  /** FLOAT is swept, DOUBLE isn't. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void updatedWithTheParametersOrAfterThemItIsTheSame(DataType type) {
    INDArray gradient = Nd4j.randn(type, 3, 40_001);
    INDArray start = Nd4j.randn(type, 3, 40_001);
    INDArray first = Nd4j.randn(type, 3, 40_001);
    INDArray fused = first.dup();
    INDArray apart = first.dup();
    for (boolean together : new boolean[] {true, false}) {
      Map<String, INDArray> parameters = Map.of("a", start.dup(), "none", Nd4j.ones(type, 2));
      Map<String, INDArray> gradients = Map.of("a", gradient, "none", Nd4j.ones(type, 2));
      MovingAverage average =
          new MovingAverage(Map.of("a", together ? fused : apart), parameters, 0.9);
      AdamW optimizer = new AdamW(parameters, 0.1, 1);
      for (int step = 0; step < 3; step++) {
        if (together) {
          optimizer.step(gradients, 0.1, average);
        } else {
          optimizer.step(gradients, 0.1);
          average.update();
        }
      }
    }
    assertThat(fused).isEqualTo(apart).isNotEqualTo(first);
    assertThat(fused.data().asFloat()).containsExactly(apart.data().asFloat());
  }

  @Test
  void keepsItsMomentumOfItself() {
    INDArray average = Nd4j.ones(DataType.FLOAT, 2, 2);
    Map<String, INDArray> parameters = Map.of("p", Nd4j.valueArrayOf(new long[] {2, 2}, 3f));
    new MovingAverage(Map.of("p", average), parameters, 0.75).update();
    assertThat(average).isEqualTo(Nd4j.valueArrayOf(new long[] {2, 2}, 1.5f));
  }

  @Test
  void anAverageOfNothingIsNamed() {
    INDArray ones = Nd4j.ones(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MovingAverage(Map.of("x", ones), Map.of("p", ones), 0.5))
        .withMessage("no parameter x to average; there are [p]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MovingAverage(Map.of(), Map.of(), 1.5))
        .withMessage("momentum 1.5; expected 0 to 1");
  }
}
