package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the clips of each class were taken for. Where a clip has several classes, it counts for each
 * of them: as right if the likeliest class is one of its own, else as taken for that one.
 *
 * @param counts [actual class][likeliest class]
 */
public record Confusion(int[][] counts) {
  private static final float PRESENT = 0.5f;

  /**
   * Counts.
   *
   * @param best likeliest class of each clip
   * @param targets [clips, classes], 1 where the clip has the class and 0 elsewhere
   */
  public static Confusion of(int[] best, float[][] targets) {
    int classes = targets[0].length;
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < best.length; i++) {
      boolean right = targets[i][best[i]] > PRESENT;
      for (int c = 0; c < classes; c++) {
        if (targets[i][c] > PRESENT) {
          counts[c][right ? c : best[i]]++;
        }
      }
    }
    return new Confusion(counts);
  }

  /**
   * Clips of one class that were taken for another.
   *
   * @param actual class
   * @param taken for which class
   * @param clips how many
   * @param share of all clips of the class
   */
  public record Pair(int actual, int taken, int clips, double share) {}

  /** The pairs of different classes, those of the most clips first. */
  public List<Pair> worst() {
    return IntStream.range(0, counts.length)
        .boxed()
        .flatMap(this::pairs)
        .sorted(Comparator.comparingInt(Pair::clips).thenComparingDouble(Pair::share).reversed())
        .toList();
  }

  private Stream<Pair> pairs(int actual) {
    double all = clips(actual);
    return IntStream.range(0, counts.length)
        .filter(taken -> taken != actual && counts[actual][taken] > 0)
        .mapToObj(
            taken -> new Pair(actual, taken, counts[actual][taken], counts[actual][taken] / all));
  }

  /** How many clips have the class. */
  public int clips(int actual) {
    return Arrays.stream(counts[actual]).sum();
  }

  /** The classes that some clip has, or was taken for, in order. */
  public int[] present() {
    return IntStream.range(0, counts.length)
        .filter(c -> clips(c) > 0 || Arrays.stream(counts).anyMatch(row -> row[c] > 0))
        .toArray();
  }
}
