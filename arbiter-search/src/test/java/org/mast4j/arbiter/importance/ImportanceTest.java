package org.mast4j.arbiter.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImportanceTest {
  private static double[] shares(int count, int axes, ToDoubleFunction<double[]> score) {
    Random random = new Random(1);
    List<double[]> points =
        Stream.generate(() -> random.doubles(axes).toArray()).limit(count).toList();
    return Importance.of(points, points.stream().mapToDouble(score).toArray(), 1);
  }

  @Test
  void aSumsPartsExplainWhatTheirVarianceIs() {
    // variances 4/12 : 1/12 : 0
    double[] shares = shares(400, 3, x -> 2 * x[0] - x[1]);
    assertThat(shares[0]).isCloseTo(0.8, within(0.05));
    assertThat(shares[1]).isCloseTo(0.2, within(0.05));
    assertThat(shares[2]).isLessThan(0.02);
  }

  @Test
  void whatActsTogetherIsNobodysOwn() {
    // (x - 1/2)(y - 1/2) has the mean 0 along either axis
    double[] shares = shares(400, 2, x -> (x[0] - 0.5) * (x[1] - 0.5));
    assertThat(shares[0] + shares[1]).isLessThan(0.3);
  }

  @Test
  void aFewCandidatesTellTheMainThingAlready() {
    double[] shares = shares(20, 4, x -> Math.sin(3 * x[2]) + 0.1 * x[0]);
    assertThat(shares[2]).isGreaterThan(0.5);
  }

  @Test
  void equalScoresDependOnNothing() {
    assertThat(shares(20, 2, x -> 0.5)).containsExactly(0, 0);
  }

  @Test
  void tooFewAreRefused() {
    assertThatThrownBy(() -> shares(3, 2, x -> x[0]))
        .hasMessage("3 points with 3 scores; expected as many, and 4 at least");
  }
}
