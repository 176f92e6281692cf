package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Classification by the nearest labelled embeddings, by the angle between them. */
public final class NearestNeighbours {
  private static final int NEIGHBOURS = 10;

  private NearestNeighbours() {}

  /**
   * The class of most of the 10 neighbours of each row, of fewer if there aren't as many; the
   * lowest of those that are as frequent.
   *
   * @param train [n, D]
   * @param labels n class indices
   * @param test [m, D]
   * @return m class indices
   */
  public static int[] predict(double[][] train, int[] labels, double[][] test) {
    double[][] known = Representation.unit(train);
    int classes = Arrays.stream(labels).max().orElseThrow() + 1;
    return Arrays.stream(Representation.unit(test))
        .parallel()
        .mapToInt(row -> vote(known, labels, classes, row))
        .toArray();
  }

  private static int vote(double[][] known, int[] labels, int classes, double[] row) {
    double[] similarity = new double[known.length];
    for (int i = 0; i < known.length; i++) {
      for (int d = 0; d < row.length; d++) {
        similarity[i] += known[i][d] * row[d];
      }
    }
    int[] votes = new int[classes];
    IntStream.range(0, known.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -similarity[i]))
        .limit(NEIGHBOURS)
        .forEach(i -> votes[labels[i]]++);
    int winner = 0;
    for (int c = 1; c < classes; c++) {
      winner = votes[c] > votes[winner] ? c : winner;
    }
    return winner;
  }
}
