package org.mast4j.arbiter.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which share of the variance of a score each coordinate explains by itself, averaged over all
 * others: the functional analysis of variance of a random forest (Hutter, Hoos and Leyton-Brown,
 * ICML 2014). The shares add up to 1 where no two coordinates act together; what is left is theirs.
 *
 * <p>The forest speaks for the whole unit cube, also where no candidate was tried: with few
 * candidates it says little.
 */
public final class Importance {
  private static final int TREES = 64;

  /** Below so many results there is nothing to tell. */
  public static final int LEAST_RESULTS = 4;

  private Importance() {}

  /**
   * The share of each coordinate, each 0 or more.
   *
   * @param points of the unit cube
   * @param scores of each
   * @param seed of the forest
   * @throws IllegalArgumentException if there are fewer than {@value #LEAST_RESULTS} points, or not
   *     as many scores
   */
  public static double[] of(List<double[]> points, double[] scores, long seed) {
    if (points.size() < LEAST_RESULTS || points.size() != scores.length) {
      throw new IllegalArgumentException(
          "%d points with %d scores; expected as many, and %d at least"
              .formatted(points.size(), scores.length, LEAST_RESULTS));
    }
    int axes = points.get(0).length;
    double[] sums = new double[axes];
    int trees = 0;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < TREES; i++) {
      SplittableRandom ofTree = random.split();
      RegressionTree tree = RegressionTree.grow(points, scores, bootstrap(scores, ofTree), ofTree);
      double all = tree.variance();
      if (all > 0) {
        trees++;
        for (int axis = 0; axis < axes; axis++) {
          sums[axis] += tree.varianceOf(axis) / all;
        }
      }
    }
    int count = Math.max(1, trees); // scores that are all the same depend on nothing
    return Arrays.stream(sums).map(sum -> sum / count).toArray();
  }

  private static List<Integer> bootstrap(double[] scores, SplittableRandom random) {
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      drawn.add(random.nextInt(scores.length));
    }
    return drawn;
  }
}
