package org.mast4j.samediff.onednn.internal.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.onednn.internal.memory.StridedView.Factor;

/** Finds the coarsest axes that several views of one shape have in common. */
public final class Factors {
  private Factors() {}

  /** The factors of axes [from, to) of a view. */
  public static List<Factor> of(StridedView view, int from, int to) {
    List<Factor> factors = new ArrayList<>();
    for (int i = from; i < to; i++) {
      factors.addAll(view.axis(i));
    }
    return StridedView.merged(factors);
  }

  /**
   * Cuts factors so that all lists have the same sizes.
   *
   * @param lists of the same product each
   * @return one list for each; empty if the sizes don't divide each other
   */
  public static Optional<List<List<Factor>>> common(List<List<Factor>> lists) {
    List<List<Factor>> open = new ArrayList<>();
    List<List<Factor>> result = new ArrayList<>();
    for (List<Factor> list : lists) {
      open.add(new ArrayList<>(list));
      result.add(new ArrayList<>());
    }
    while (!open.get(0).isEmpty()) {
      // Inner factors first: the smallest of the innermost is what all are cut to.
      long size = open.stream().mapToLong(list -> last(list).size()).min().orElseThrow();
      for (int i = 0; i < open.size(); i++) {
        List<Factor> list = open.get(i);
        Factor factor = last(list);
        if (factor.size() % size != 0) {
          return Optional.empty();
        }
        list.remove(list.size() - 1);
        result.get(i).add(0, new Factor(size, factor.stride()));
        if (factor.size() > size) {
          list.add(new Factor(factor.size() / size, factor.stride() * size));
        }
      }
    }
    return Optional.of(result);
  }

  private static Factor last(List<Factor> list) {
    return list.get(list.size() - 1);
  }
}
