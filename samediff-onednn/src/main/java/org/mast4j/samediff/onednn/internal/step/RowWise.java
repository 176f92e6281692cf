package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import java.util.function.UnaryOperator;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** A step that makes each row of its result of the same row of its operands, and of weights. */
public interface RowWise {
  /** What has a row, along the first axis, for each of the result's. */
  List<StridedView> operands();

  StridedView result();

  /** What is read whole for any row, such as weights. */
  List<StridedView> whole();

  /**
   * The same for some of the rows.
   *
   * @param rows those of each operand and of the result
   * @param first whether all other parts run after it
   */
  Step part(UnaryOperator<StridedView> rows, boolean first);
}
