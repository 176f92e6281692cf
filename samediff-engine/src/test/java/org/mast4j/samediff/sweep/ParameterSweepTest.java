package org.mast4j.samediff.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

class ParameterSweepTest {
  /** More than a task's, and no multiple of a piece's. */
  private static final int LENGTH = 100_003;

  private static INDArray random() {
    return Nd4j.randn(DataType.FLOAT, LENGTH);
  }

  private static Slot slot(INDArray parameter, int states) {
    return new Slot(
        parameter,
        IntStream.range(0, states).mapToObj(i -> Nd4j.zeros(DataType.FLOAT, LENGTH)).toList());
  }

  /** One step from no state, where the formula is short, over every piece. */
  @Test
  void everyPieceIsSteppedAndFollowed() {
    INDArray parameter = random();
    INDArray before = parameter.dup();
    INDArray average = random();
    INDArray averageBefore = average.dup();
    INDArray gradient = random();
    Rule halfway =
        (a, p, state, count) -> {
          for (int i = 0; i < count; i++) {
            a[i] = (a[i] + p[i]) / 2;
          }
        };
    new ParameterSweep(List.of(slot(parameter, 2)))
        .step(
            List.of(gradient),
            AdamRule.USUAL.rule(new OptimizerStep(1, 0.5, 0.1), 0.98),
            Optional.of(new Follower(List.of(Optional.of(average)), halfway)));
    for (int i = 0; i < LENGTH; i++) {
      double g = 0.5 * gradient.getDouble(i);
      double p = 0.98 * before.getDouble(i) - 0.1 * g / (Math.abs(g) + 1e-8);
      assertThat(Math.abs(parameter.getDouble(i) - p)).isLessThan(1e-5);
      double mean = (averageBefore.getDouble(i) + p) / 2;
      assertThat(Math.abs(average.getDouble(i) - mean)).isLessThan(1e-5);
    }
  }

  @Test
  void adamLikeNd4jHasItsEpsilon() {
    INDArray parameter = random();
    INDArray expected = parameter.dup();
    ParameterSweep sweep = new ParameterSweep(List.of(slot(parameter, 2)));
    AdamRule rule = new AdamRule(0.8, 0.99, 0.1);
    INDArray state = Nd4j.zeros(DataType.FLOAT, 1, 2 * LENGTH);
    GradientUpdater<?> updater = new Adam(0.05, 0.8, 0.99, 0.1).instantiate(state, false);
    updater.setStateViewArray(state, parameter.shape(), 'c', true);
    for (int step = 1; step <= 3; step++) {
      INDArray gradient = random();
      sweep.step(
          List.of(gradient), rule.likeNd4j(new OptimizerStep(step, 1, 0.05)), Optional.empty());
      updater.applyUpdater(gradient, step - 1, 0);
      expected.subi(gradient);
      assertThat(parameter.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
    }
  }

  @Test
  void eachSlotHasItsRule() {
    INDArray first = Nd4j.ones(DataType.FLOAT, LENGTH);
    INDArray second = Nd4j.ones(DataType.FLOAT, LENGTH);
    List<Rule> rules = List.of(adding(1), adding(2));
    new ParameterSweep(List.of(slot(first, 0), slot(second, 0)))
        .step(List.of(random(), random()), rules, Optional.empty());
    assertThat(first).isEqualTo(Nd4j.ones(DataType.FLOAT, LENGTH).addi(1));
    assertThat(second).isEqualTo(Nd4j.ones(DataType.FLOAT, LENGTH).addi(2));
  }

  private static Rule adding(float value) {
    return (p, g, state, count) -> {
      for (int i = 0; i < count; i++) {
        p[i] += value;
      }
    };
  }

  @Test
  void theNormIsOverAllSlots() {
    ParameterSweep sweep = new ParameterSweep(List.of(slot(random(), 1), slot(random(), 1)));
    INDArray a = random();
    INDArray b = random();
    double norm = Math.hypot(a.norm2Number().doubleValue(), b.norm2Number().doubleValue());
    assertThat(Math.abs(sweep.norm(List.of(a, b)) / norm - 1)).isLessThan(1e-5);
  }

  @Test
  void arraysThatDoNotFitTheirParameterAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParameterSweep(List.of(slot(random(), 2), slot(random(), 1))))
        .withMessage("1 arrays of state in slot 1; expected 2");
    INDArray three = Nd4j.zeros(DataType.FLOAT, 3);
    String reason = "[3]; expected a dense FLOAT one of 100003 values";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Slot(random(), List.of(three)))
        .withMessageContaining(reason);
    ParameterSweep sweep = new ParameterSweep(List.of(slot(random(), 0)));
    Rule nothing = (p, g, state, count) -> {};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sweep.step(List.of(three), nothing, Optional.empty()))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.999, 1e-8, beta1 1.0",
    "0.9, -0.5, 1e-8, beta2 -0.5",
    "0.9, 0.999, 0, epsilon 0.0"
  })
  void adamRefusesSettings(double beta1, double beta2, double epsilon, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamRule(beta1, beta2, epsilon))
        .withMessageStartingWith(reason);
  }
}
