package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import java.util.function.UnaryOperator;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** A step that makes each row of its result of the same row of its operands, and of weights. */
public interface RowWise {
  /** What has a row for each of the result's, as its first axis; the result is the last one. */
  List<StridedView> byRow();

  /** What is read whole for any row, the weights first. */
  List<StridedView> whole();

  /**
   * The same for some of the rows.
   *
   * @param rows those of each view of {@link #byRow()}
   * @param first whether no other part runs before it
   */
  Step part(UnaryOperator<StridedView> rows, boolean first);
}
