package org.mast4j.arbiter.generate;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;

/**
 * One coordinate of the unit cube, as a leaf of a space reads it.
 *
 * @param bins how many values the leaf tells apart, in equal parts of [0, 1]; none of numbers
 */
record Axis(Kind kind, int bins) {
  enum Kind {
    /** Every value is another. */
    NUMBER,
    /** Bins of which neighbours are alike. */
    WHOLE_NUMBER,
    /** Bins without an order. */
    CHOICE
  }

  /** Of all leaves of a space, in the order of their coordinates. */
  static List<Axis> of(ParameterSpace<?> space) {
    List<Axis> axes = new ArrayList<>();
    for (ParameterSpace<?> leaf : LeafUtils.getUniqueObjects(space.collectLeaves())) {
      for (int i = 0; i < leaf.numParameters(); i++) {
        axes.add(ofLeaf(leaf));
      }
    }
    return axes;
  }

  private static Axis ofLeaf(ParameterSpace<?> leaf) {
    if (leaf instanceof DiscreteParameterSpace<?> choice) {
      return new Axis(Kind.CHOICE, choice.numValues());
    }
    if (leaf instanceof IntegerParameterSpace range) {
      return new Axis(Kind.WHOLE_NUMBER, range.getMax() - range.getMin() + 1);
    }
    return new Axis(Kind.NUMBER, 0);
  }

  /** The bin that a coordinate lies in. */
  int bin(double value) {
    return Math.min(bins - 1, (int) (value * bins));
  }

  /** The coordinate in the middle of a bin. */
  double middle(int bin) {
    return (bin + 0.5) / bins;
  }
}
