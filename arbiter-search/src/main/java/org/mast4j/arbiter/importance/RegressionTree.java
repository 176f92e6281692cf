package org.mast4j.arbiter.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** A tree that divides the unit cube into boxes, each with the mean score of its points. */
final class RegressionTree {
  /** Points below which a box isn't divided. */
  private static final int DIVISIBLE = 3;

  /** The share of axes among which a division is chosen, so that trees differ. */
  private static final double AXES_TRIED = 5.0 / 6;

  private final List<Box> leaves = new ArrayList<>();

  /** A leaf, from {@code low} to {@code high} along each axis. */
  private record Box(double[] low, double[] high, double mean) {
    /** Of its extent along all axes, or all but one. */
    double volume(int butAxis) {
      double volume = 1;
      for (int i = 0; i < low.length; i++) {
        volume *= i == butAxis ? 1 : high[i] - low[i];
      }
      return volume;
    }
  }

  /** Where a box is divided. */
  private record Cut(int axis, double at, double squares) {}

  private RegressionTree() {}

  /**
   * Grows one.
   *
   * @param drawn indices of the points that it sees, some of them several times
   */
  static RegressionTree grow(
      List<double[]> points, double[] scores, List<Integer> drawn, SplittableRandom random) {
    RegressionTree tree = new RegressionTree();
    int axes = points.get(0).length;
    double[] high = new double[axes];
    Arrays.fill(high, 1);
    tree.divide(points, scores, drawn, new double[axes], high, random);
    return tree;
  }

  private void divide(
      List<double[]> points,
      double[] scores,
      List<Integer> within,
      double[] low,
      double[] high,
      SplittableRandom random) {
    Cut cut = within.size() < DIVISIBLE ? null : best(points, scores, within, random);
    if (cut == null) {
      leaves.add(new Box(low, high, mean(scores, within)));
      return;
    }
    List<Integer> below = new ArrayList<>();
    List<Integer> above = new ArrayList<>();
    within.forEach(i -> (points.get(i)[cut.axis()] < cut.at() ? below : above).add(i));
    double[] highOfBelow = high.clone();
    highOfBelow[cut.axis()] = cut.at();
    double[] lowOfAbove = low.clone();
    lowOfAbove[cut.axis()] = cut.at();
    divide(points, scores, below, low, highOfBelow, random);
    divide(points, scores, above, lowOfAbove, high, random);
  }

  /** The cut that leaves the least squares; null if there is none between two points. */
  private static Cut best(
      List<double[]> points, double[] scores, List<Integer> within, SplittableRandom random) {
    int axes = points.get(0).length;
    int tried = (int) Math.ceil(AXES_TRIED * axes);
    Cut best = null;
    for (int axis : order(axes, random).subList(0, tried)) {
      Cut cut = best(points, scores, within, axis);
      if (cut != null && (best == null || cut.squares() < best.squares())) {
        best = cut;
      }
    }
    return best;
  }

  private static List<Integer> order(int axes, SplittableRandom random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      order.add(random.nextInt(i + 1), i);
    }
    return order;
  }

  private static Cut best(List<double[]> points, double[] scores, List<Integer> within, int axis) {
    List<Integer> sorted = new ArrayList<>(within);
    sorted.sort((a, b) -> Double.compare(points.get(a)[axis], points.get(b)[axis]));
    double total = sorted.stream().mapToDouble(i -> scores[i]).sum();
    double all = sorted.stream().mapToDouble(i -> scores[i] * scores[i]).sum();
    Cut best = null;
    double below = 0;
    for (int i = 1; i < sorted.size(); i++) {
      below += scores[sorted.get(i - 1)];
      double before = points.get(sorted.get(i - 1))[axis];
      double after = points.get(sorted.get(i))[axis];
      if (before < after) {
        double above = total - below;
        double squares = all - below * below / i - above * above / (sorted.size() - i);
        if (best == null || squares < best.squares()) {
          best = new Cut(axis, (before + after) / 2, squares);
        }
      }
    }
    return best;
  }

  private static double mean(double[] scores, List<Integer> within) {
    return within.stream().mapToDouble(i -> scores[i]).average().orElseThrow();
  }

  /** Over the unit cube. */
  private double mean() {
    return leaves.stream().mapToDouble(leaf -> leaf.volume(-1) * leaf.mean()).sum();
  }

  /** Of what it says, over the unit cube. */
  double variance() {
    double mean = mean();
    return leaves.stream()
        .mapToDouble(leaf -> leaf.volume(-1) * (leaf.mean() - mean) * (leaf.mean() - mean))
        .sum();
  }

  /** Of its mean over all other axes. */
  double varianceOf(int axis) {
    TreeSet<Double> ends = new TreeSet<>();
    leaves.forEach(leaf -> ends.addAll(List.of(leaf.low()[axis], leaf.high()[axis])));
    double mean = mean();
    double variance = 0;
    for (double from : ends.headSet(ends.last())) {
      double to = ends.higher(from);
      double middle = (from + to) / 2;
      double there =
          leaves.stream()
              .filter(leaf -> leaf.low()[axis] < middle && middle < leaf.high()[axis])
              .mapToDouble(leaf -> leaf.volume(axis) * leaf.mean())
              .sum();
      variance += (to - from) * (there - mean) * (there - mean);
    }
    return variance;
  }
}
