package org.mast4j.samediff.onednn.internal.step;

import org.bytedeco.dnnl.memory;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * How weights b [K, N] lie best for a product with a [M, K]; by what was measured (see "What was
 * tried" in docs/performance.md).
 */
final class WeightLayout {
  private static final long ROWS_THAT_PAY = 512;
  private static final long WEIGHTS_THAT_PAY = 1 << 16;
  private static final long WEIGHTS_TO_STREAM = 1 << 20;
  private static final long LONG_COLUMN = 1 << 10;
  private static final int LEAST_PIECES = 3;
  private static final int MOST_PIECES = 16;

  /** Weights of a piece at most. */
  private static final long PIECE = 800_000;

  /** Columns that kernels do at one go. */
  private static final long VECTOR = 32;

  private WeightLayout() {}

  /** Whether to lay them out at each call costs less than it saves. */
  static boolean pays(StridedView a, StridedView b) {
    return hasManyRows(a) && b.length() >= WEIGHTS_THAT_PAY;
  }

  private static boolean hasManyRows(StridedView a) {
    return a.rank() == 2 && a.size(0) >= ROWS_THAT_PAY;
  }

  /** Of b in a's type, laid out as oneDNN likes it, or column after column. */
  static memory.desc wanted(StridedView a, StridedView b) {
    return streams(a, b)
        ? new memory.desc(b.shape(), PrimitiveStep.type(a), new long[] {1, b.size(0)})
        : PrimitiveStep.any(b, a.type());
  }

  /**
   * Whether many rows are multiplied by bfloat16 weights that a core's second cache doesn't hold,
   * or by long columns. Of its own layout oneDNN 3.11 reads all these for each block of rows, from
   * the cache behind that; of columns it copies a part and goes through all rows with it.
   */
  private static boolean streams(StridedView a, StridedView b) {
    return hasManyRows(a)
        && a.type() == DataType.BFLOAT16
        && (b.length() >= WEIGHTS_TO_STREAM || isLong(b));
  }

  private static boolean isLong(StridedView b) {
    return b.size(0) > LONG_COLUMN;
  }

  /**
   * In how many products, of some columns each, all rows are multiplied: of long columns oneDNN
   * copies more at a time than the second cache holds. More than one only where they lie column
   * after column.
   */
  static int pieces(StridedView a, StridedView b) {
    if (streams(a, b) && isLong(b)) {
      for (int count = LEAST_PIECES; count <= MOST_PIECES; count++) {
        long columns = b.size(1) / count;
        if (b.size(1) % (count * VECTOR) == 0 && columns * b.size(0) <= PIECE) {
          return count;
        }
      }
    }
    return 1;
  }
}
