package org.mast4j.samediff.onednn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

class FlatOptimizerTest {
  /** More than a task's, and no multiple of a piece's. */
  private static final int LENGTH = 100_003;

  private static INDArray random() {
    return Nd4j.randn(DataType.FLOAT, LENGTH);
  }

  private static Slot slot(INDArray parameter, int states, INDArray average) {
    return new Slot(
        parameter,
        IntStream.range(0, states).mapToObj(i -> Nd4j.zeros(DataType.FLOAT, LENGTH)).toList(),
        Optional.of(average),
        true);
  }

  /** One step from no state, where the formulas are short, over every piece. */
  private static void assertFirstStep(
      int states, Function<List<Slot>, FlatOptimizer> optimizer, BinaryOperator<Double> expected) {
    INDArray parameter = random();
    INDArray before = parameter.dup();
    INDArray average = random();
    INDArray averageBefore = average.dup();
    INDArray gradient = random();
    optimizer.apply(List.of(slot(parameter, states, average))).step(List.of(gradient), 0.5, 0.1, 1);
    for (int i = 0; i < LENGTH; i++) {
      double p = expected.apply(before.getDouble(i), 0.5 * gradient.getDouble(i));
      assertThat(Math.abs(parameter.getDouble(i) - p)).isLessThan(1e-5);
      double mean = 0.9 * averageBefore.getDouble(i) + 0.1 * p;
      assertThat(Math.abs(average.getDouble(i) - mean)).isLessThan(1e-5);
    }
  }

  @Test
  void adamWStepsEveryPiece() {
    FlatAdamW.Settings settings = new FlatAdamW.Settings(0.9, 0.999, 1e-8, 0.2);
    assertFirstStep(
        2,
        slots -> new FlatAdamW(slots, settings, 0.9),
        (p, g) -> (1 - 0.1 * 0.2) * p - 0.1 * g / (Math.abs(g) + 1e-8));
  }

  @Test
  void adamLikeNd4jHasItsEpsilon() {
    INDArray parameter = random();
    INDArray expected = parameter.dup();
    Slot slot = slot(parameter, 2, random());
    FlatOptimizer flat = FlatAdamW.likeNd4j(List.of(slot), 0.8, 0.99, 0.1);
    Adam adam = new Adam(0.05, 0.8, 0.99, 0.1);
    INDArray state = Nd4j.zeros(DataType.FLOAT, 1, 2 * LENGTH);
    GradientUpdater<?> updater = adam.instantiate(state, false);
    updater.setStateViewArray(state, parameter.shape(), 'c', true);
    for (int step = 1; step <= 3; step++) {
      INDArray gradient = random();
      flat.step(List.of(gradient), 1, 0.05, step);
      updater.applyUpdater(gradient, step - 1, 0);
      expected.subi(gradient);
      assertThat(parameter.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
    }
  }

  @Test
  void sgdStepsEveryPiece() {
    assertFirstStep(
        1,
        slots -> new FlatSgd(slots, new FlatSgd.Settings(0.9, false, 0.2), 0.9),
        (p, g) -> p - 0.1 * (g + 0.2 * p));
    assertFirstStep(
        1,
        slots -> new FlatSgd(slots, new FlatSgd.Settings(0.9, true, 0.2), 0.9),
        (p, g) -> p - 0.1 * 1.9 * (g + 0.2 * p));
  }

  @Test
  void theNormIsOverAllSlots() {
    List<Slot> slots = List.of(slot(random(), 1, random()), slot(random(), 1, random()));
    FlatSgd optimizer = new FlatSgd(slots, new FlatSgd.Settings(0, false, 0), 0);
    INDArray a = random();
    INDArray b = random();
    double norm = Math.hypot(a.norm2Number().doubleValue(), b.norm2Number().doubleValue());
    assertThat(Math.abs(optimizer.norm(List.of(a, b)) / norm - 1)).isLessThan(1e-5);
  }

  @Test
  void aSlotWithoutItsStateIsRefused() {
    List<Slot> slots = List.of(slot(random(), 1, random()));
    FlatAdamW.Settings settings = new FlatAdamW.Settings(0.9, 0.999, 1e-8, 0);
    assertThatThrownBy(() -> new FlatAdamW(slots, settings, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 arrays of state in a slot; expected 2");
    assertThatThrownBy(
            () ->
                new Slot(random(), List.of(Nd4j.zeros(DataType.FLOAT, 3)), Optional.empty(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3]; expected a dense FLOAT one of 100003 values");
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, false, 0, momentum is -0.1",
    "1, true, 0, momentum is 1.0",
    "NaN, false, 0, momentum is NaN",
    "0, true, 0, momentum is 0.0; Nesterov",
    "0.9, true, -1, weight decay is -1.0"
  })
  void sgdRefusesSettings(double momentum, boolean nesterov, double decay, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FlatSgd.Settings(momentum, nesterov, decay))
        .withMessageStartingWith(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.999, 1e-8, 0, beta1 is 1.0",
    "0.9, -0.5, 1e-8, 0, beta2 is -0.5",
    "0.9, 0.999, 0, 0, epsilon is 0.0",
    "0.9, 0.999, 1e-8, -0.01, weight decay is -0.01"
  })
  void adamWRefusesSettings(
      double beta1, double beta2, double epsilon, double decay, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FlatAdamW.Settings(beta1, beta2, epsilon, decay))
        .withMessageStartingWith(reason);
  }
}
