package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RateFactorsTest {
  private static final double NO_CLIPPING = 1e9;
  private static final WeightDecay DECAY = WeightDecay.ofMatrices(0.1);

  /** FLOAT is swept, DOUBLE isn't. */
  static Stream<Arguments> kinds() {
    return Stream.of(OptimizerKind.values())
        .flatMap(
            kind ->
                Stream.of(DataType.FLOAT, DataType.DOUBLE).map(type -> Arguments.of(kind, type)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFactorIsThatParametersLearningRate(OptimizerKind kind, DataType type) {
    INDArray start = Nd4j.randn(type, 3, 4);
    INDArray gradient = Nd4j.randn(type, 3, 4);
    Map<String, INDArray> both = Map.of("slow", start.dup(), "usual", start.dup());
    OptimizerSettings settings =
        new OptimizerSettings(DECAY, NO_CLIPPING, name -> name.equals("slow") ? 0.25 : 1);
    step(kind.create(both, settings), Map.of("slow", gradient, "usual", gradient), 0.1);
    assertThat(both.get("slow")).isEqualTo(alone(kind, start, gradient, 0.1 * 0.25));
    assertThat(both.get("usual")).isEqualTo(alone(kind, start, gradient, 0.1));
    assertThat(both.get("slow")).isNotEqualTo(both.get("usual"));
  }

  private static INDArray alone(
      OptimizerKind kind, INDArray start, INDArray gradient, double rate) {
    INDArray parameter = start.dup();
    step(kind.create(Map.of("p", parameter), DECAY, NO_CLIPPING), Map.of("p", gradient), rate);
    return parameter;
  }

  private static void step(Optimizer optimizer, Map<String, INDArray> gradients, double rate) {
    for (int i = 0; i < 3; i++) {
      optimizer.step(gradients, rate);
    }
  }
}
