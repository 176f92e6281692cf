package org.mast4j.cli.report;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A map of points in the plane: exact t-SNE (van der Maaten and Hinton, 2008), O(n^2) a step, for
 * up to a few thousand points. The same points give the same map.
 */
final class Tsne {

  private static final double PERPLEXITY = 30;
  private static final int STEPS = 500;
  private static final int EXAGGERATED_STEPS = 150;
  private static final double EXAGGERATION = 12;
  private static final double START_STD = 1e-4;
  private static final double MIN_GAIN = 0.01;
  private static final int BISECTIONS = 50;
  private static final int DIMENSIONS = 2;
  private static final long SEED = 1;

  private Tsne() {}

  /**
   * The map.
   *
   * @param points [n, D], each dimension is standardised first
   * @return [n, 2], scaled to the unit square
   */
  static double[][] map(double[][] points) {
    int n = points.length;
    if (n < 4) { // too few for neighbourhoods
      return IntStream.range(0, n)
          .mapToObj(i -> new double[] {(i + 0.5) / n, 0.5})
          .toArray(double[][]::new);
    }
    return unitSquare(descend(affinities(squaredDistances(standardize(points)))));
  }

  private static double[][] standardize(double[][] points) {
    int n = points.length;
    double[][] scaled = new double[n][points[0].length];
    for (int d = 0; d < points[0].length; d++) {
      int dimension = d;
      double mean = Arrays.stream(points).mapToDouble(p -> p[dimension]).average().orElseThrow();
      double variance =
          Arrays.stream(points)
              .mapToDouble(p -> (p[dimension] - mean) * (p[dimension] - mean))
              .average()
              .orElseThrow();
      for (int i = 0; i < n && variance > 0; i++) {
        scaled[i][d] = (points[i][d] - mean) / Math.sqrt(variance);
      }
    }
    return scaled;
  }

  private static double[][] squaredDistances(double[][] points) {
    int n = points.length;
    double[][] distances = new double[n][n];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int d = 0; d < points[i].length; d++) {
                  double difference = points[i][d] - points[j][d];
                  sum += difference * difference;
                }
                distances[i][j] = sum;
              }
            });
    return distances;
  }

  /** P, [n, n], symmetric, sums to 1. */
  private static double[][] affinities(double[][] distances) {
    int n = distances.length;
    double entropy = Math.log(Math.min(PERPLEXITY, (n - 1) / 3.0));
    double[][] conditional = new double[n][];
    IntStream.range(0, n)
        .parallel()
        .forEach(i -> conditional[i] = conditional(distances[i], i, entropy));
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        p[i][j] = (conditional[i][j] + conditional[j][i]) / (2 * n);
      }
    }
    return p;
  }

  /** p(j|i) of one point, its precision such that they have the wanted entropy. */
  private static double[] conditional(double[] distances, int self, double entropy) {
    int n = distances.length;
    double nearest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      nearest = j == self ? nearest : Math.min(nearest, distances[j]);
    }
    double[] p = new double[n];
    double precision = 1;
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    for (int round = 0; round < BISECTIONS; round++) {
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < n; j++) {
        double farther = distances[j] - nearest; // the largest p is 1: no underflow of the sum
        p[j] = j == self ? 0 : StrictMath.exp(-precision * farther);
        sum += p[j];
        weighted += p[j] * farther;
      }
      double found = StrictMath.log(sum) + precision * weighted / sum;
      for (int j = 0; j < n; j++) {
        p[j] /= sum;
      }
      if (found > entropy) {
        low = precision;
        precision = Double.isInfinite(high) ? 2 * precision : (precision + high) / 2;
      } else {
        high = precision;
        precision = (low + precision) / 2;
      }
    }
    return p;
  }

  private static double[][] descend(double[][] p) {
    int n = p.length;
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] y = new double[n][DIMENSIONS];
    for (double[] point : y) {
      Arrays.setAll(point, d -> START_STD * random.nextGaussian());
    }
    double[][] velocity = new double[n][DIMENSIONS];
    double[][] gains = new double[n][DIMENSIONS];
    for (double[] gain : gains) {
      Arrays.fill(gain, 1);
    }
    double learningRate = Math.max(50, n / EXAGGERATION / 4); // as scikit-learn
    for (int step = 0; step < STEPS; step++) {
      boolean early = step < EXAGGERATED_STEPS;
      double[][] gradient = gradient(p, y, early ? EXAGGERATION : 1);
      double momentum = early ? 0.5 : 0.8;
      for (int i = 0; i < n; i++) {
        for (int d = 0; d < DIMENSIONS; d++) {
          boolean onward = gradient[i][d] * velocity[i][d] < 0;
          gains[i][d] = Math.max(MIN_GAIN, onward ? gains[i][d] + 0.2 : gains[i][d] * 0.8);
          velocity[i][d] = momentum * velocity[i][d] - learningRate * gains[i][d] * gradient[i][d];
          y[i][d] += velocity[i][d];
        }
      }
    }
    return y;
  }

  /** Of KL(P || Q), [n, 2]; each row is summed by one thread, so that the order never changes. */
  private static double[][] gradient(double[][] p, double[][] y, double exaggeration) {
    int n = y.length;
    double[] rowSums = new double[n];
    double[][] attraction = new double[n][DIMENSIONS];
    double[][] repulsion = new double[n][DIMENSIONS];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j < n; j++) {
                if (j == i) {
                  continue;
                }
                double dx = y[i][0] - y[j][0];
                double dy = y[i][1] - y[j][1];
                double q = 1 / (1 + dx * dx + dy * dy);
                rowSums[i] += q;
                attraction[i][0] += p[i][j] * q * dx;
                attraction[i][1] += p[i][j] * q * dy;
                repulsion[i][0] += q * q * dx;
                repulsion[i][1] += q * q * dy;
              }
            });
    double sum = 0;
    for (double rowSum : rowSums) {
      sum += rowSum;
    }
    double[][] gradient = new double[n][DIMENSIONS];
    for (int i = 0; i < n; i++) {
      for (int d = 0; d < DIMENSIONS; d++) {
        gradient[i][d] = 4 * (exaggeration * attraction[i][d] - repulsion[i][d] / sum);
      }
    }
    return gradient;
  }

  private static double[][] unitSquare(double[][] y) {
    for (int d = 0; d < DIMENSIONS; d++) {
      int dimension = d;
      double min = Arrays.stream(y).mapToDouble(p -> p[dimension]).min().orElseThrow();
      double max = Arrays.stream(y).mapToDouble(p -> p[dimension]).max().orElseThrow();
      for (double[] point : y) {
        point[d] = max > min ? (point[d] - min) / (max - min) : 0.5;
      }
    }
    return y;
  }
}
