package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.samediff.onednn.internal.memory.Factors;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.MatMulStep;

/** Which views oneDNN's matrix products read and write as they lie. */
final class Matrices {
  private Matrices() {}

  /** Whether a kernel takes it with its leading axes cut: the last two must be regular. */
  private static boolean isMatrix(StridedView view) {
    return view.axis(-1).size() <= 1 && view.axis(-2).size() <= 1;
  }

  static boolean isOperand(StridedView view) {
    return isMatrix(view) && MatMulStep.isOperand(view) && !isMisread(view);
  }

  static boolean isResult(StridedView view) {
    return isMatrix(view) && MatMulStep.isResult(view) && !isMisread(view);
  }

  /**
   * oneDNN 3.11 takes two leading axes for dense ones, and reads or writes at wrong places, where
   * the outer one's stride happens to be the number of all elements.
   */
  private static boolean isMisread(StridedView view) {
    List<StridedView.Factor> leading = Factors.of(view, 0, view.rank() - 2);
    return leading.size() > 1 && leading.get(0).stride() == view.length();
  }

  /** It also misreads a right-hand matrix of one row, unless such matrices follow one another. */
  static boolean isRightOperand(StridedView view, boolean transposed) {
    return isOperand(view) && (view.size(transposed ? -1 : -2) > 1 || view.isDense());
  }

  /** With the leading axes cut until they are regular in all of them. */
  static List<StridedView> batched(List<StridedView> views) {
    List<List<StridedView.Factor>> leading =
        views.stream().map(view -> Factors.of(view, 0, view.rank() - 2)).toList();
    List<List<StridedView.Factor>> common =
        Factors.common(leading)
            .orElseThrow(() -> new IllegalStateException("no common leading axes of a product"));
    List<StridedView> result = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      result.add(views.get(i).withAxes(0, views.get(i).rank() - 2, common.get(i)));
    }
    return result;
  }
}
