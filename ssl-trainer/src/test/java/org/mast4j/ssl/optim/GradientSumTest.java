package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** FLOAT goes by the sweep over memory, DOUBLE by ND4J. */
class GradientSumTest {
  private static Map<String, INDArray> gradients(DataType type, double weight, double bias) {
    return Map.of(
        "weight", Nd4j.valueArrayOf(new long[] {2, 3}, weight).castTo(type),
        "bias", Nd4j.valueArrayOf(new long[] {3}, bias).castTo(type));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void addsSharesInTheSameArraysStepAfterStep(DataType type) {
    try (GradientSum sum = new GradientSum(gradients(type, 0, 0))) {
      Map<String, INDArray> lent = sum.byParameter();
      sum.add(gradients(type, 1, 2), 0.5);
      sum.add(gradients(type, 3, -2), 0.25);
      assertThat(lent).isEqualTo(gradients(type, 1.25, 0.5));
      sum.clear();
      sum.add(gradients(type, Double.POSITIVE_INFINITY, 1), 1);
      sum.clear();
      sum.add(gradients(type, 4, 8), 1);
      assertThat(lent).isEqualTo(gradients(type, 4, 8));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void gradientsThatLieOtherwiseAreAddedByElement(DataType type) {
    INDArray parameter = Nd4j.zeros(type, 2, 3);
    INDArray gradient = Nd4j.arange(6).castTo(type).reshape(3, 2).transpose();
    try (GradientSum sum = new GradientSum(Map.of("weight", parameter))) {
      sum.add(Map.of("weight", gradient), 1);
      sum.add(Map.of("weight", gradient), 1);
      assertThat(sum.byParameter().get("weight")).isEqualTo(gradient.mul(2));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void aMissingGradientIsNamed(DataType type) {
    try (GradientSum sum = new GradientSum(gradients(type, 0, 0))) {
      assertThatThrownBy(() -> sum.add(Map.of("bias", Nd4j.zeros(type, 3)), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no gradient of parameter weight");
    }
  }
}
