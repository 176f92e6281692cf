package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of numpy 2 for the same matrices: std(ddof=1), norms, log(mean(exp)), linalg.svd. */
class RepresentationTest {
  private static final double TOLERANCE = 1e-12;

  @ParameterizedTest
  @CsvSource({
    "6, 4, 0.9733633847803815, 2.4643623151262903, -2.0475053343943292, 3.924573778577683",
    "4, 6, 1.004456256386416, 2.3087217207241006, -3.8733481789557493, 3.9359543199605107"
  })
  void valuesAreThoseOfTheirFormulas(
      int rows, int width, double spread, double alignment, double uniformity, double rank) {
    double[][] first = matrix(rows, width, 0);
    double[][] unit = Representation.unit(first);
    double[][] other = Representation.unit(matrix(rows, width, 1));
    assertThat(Representation.spread(unit)).isCloseTo(spread, within(TOLERANCE));
    assertThat(Representation.alignment(unit, other)).isCloseTo(alignment, within(TOLERANCE));
    assertThat(Representation.uniformity(unit)).isCloseTo(uniformity, within(TOLERANCE));
    assertThat(Representation.effectiveRank(first)).isCloseTo(rank, within(TOLERANCE));
  }

  private static double[][] matrix(int rows, int width, int which) {
    double[][] matrix = new double[rows][width];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        matrix[i][j] = ((i * 7 + j * 3 + which * 5) % 11 - 4) / 3.0 + 0.1 * j;
      }
    }
    return matrix;
  }

  @Test
  void collapsedEmbeddingsAreToldAsSuch() {
    double[][] alike = {{3, 4}, {3, 4}, {3, 4}};
    double[][] unit = Representation.unit(alike);
    assertThat(unit[0]).containsExactly(0.6, 0.8);
    assertThat(Representation.spread(unit)).isZero();
    assertThat(Representation.uniformity(unit)).isZero();
    assertThat(Representation.effectiveRank(alike)).isCloseTo(1, within(1e-6));
    assertThat(Representation.effectiveRank(new double[2][2])).isZero();
  }

  @Test
  void aRowIsOfTheClassOfMostOfItsTenNeighboursByAngle() {
    double[][] known = {{1, 0}, {9, 1}, {0, 1}, {1, 9}, {0, 5}};
    int[] labels = {0, 0, 1, 1, 1};
    assertThat(NearestNeighbours.predict(known, labels, new double[][] {{1, 0}}))
        .as("of all five, as there are no ten")
        .containsExactly(1);
    double[][] many = new double[24][];
    int[] halves = new int[many.length];
    for (int i = 0; i < many.length; i++) {
      many[i] = i % 2 == 0 ? new double[] {1, 0.01 * i} : new double[] {0.01 * i, 1};
      halves[i] = i % 2;
    }
    assertThat(NearestNeighbours.predict(many, halves, new double[][] {{7, 1}, {1, 3}}))
        .containsExactly(0, 1);
  }
}
