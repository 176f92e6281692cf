package org.mast4j.samediff.onednn.internal.step;

import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * How weights b [K, N] lie best for a product with a [M, K], in a's type; by what was measured (see
 * "What was tried" in docs/performance.md).
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

  private final StridedView b;
  private final DataType type;
  private final Optional<long[]> strides;
  private final int pieces;

  private WeightLayout(StridedView b, DataType type, Optional<long[]> strides, int pieces) {
    this.b = b;
    this.type = type;
    this.strides = strides;
    this.pieces = pieces;
  }

  /** Whether to lay them out at each call for y = a b costs less than it saves. */
  static boolean pays(StridedView a, StridedView b, StridedView y) {
    return hasManyRows(a) && b.length() >= WEIGHTS_THAT_PAY && !GemmKernel.isFasterFor(a, b, y);
  }

  private static boolean hasManyRows(StridedView a) {
    return a.rank() == 2 && a.size(0) >= ROWS_THAT_PAY;
  }

  /**
   * The layout for a product.
   *
   * @param kept whether weights are laid out once for many calls: otherwise those that lie row by
   *     row, as for the gradient of a layer's input, stay so when they are converted, as oneDNN
   *     3.11 needs five times as long to turn them
   */
  static WeightLayout of(StridedView a, StridedView b, boolean kept) {
    boolean streams = streams(a, b);
    boolean byRow = !kept && a.type() != b.type() && b.stride(0) != 1;
    if (!streams && !byRow) {
      return new WeightLayout(b, a.type(), Optional.empty(), 1);
    }
    long[] strides = byRow ? new long[] {b.size(1), 1} : new long[] {1, b.size(0)};
    return new WeightLayout(b, a.type(), Optional.of(strides), streams ? pieces(b) : 1);
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

  private static int pieces(StridedView b) {
    if (isLong(b)) {
      for (int count = LEAST_PIECES; count <= MOST_PIECES; count++) {
        long columns = b.size(1) / count;
        if (b.size(1) % (count * VECTOR) == 0 && columns * b.size(0) <= PIECE) {
          return count;
        }
      }
    }
    return 1;
  }

  /**
   * In how many products, of some columns each, all rows are multiplied: of long columns oneDNN
   * copies more at a time than the second cache holds.
   */
  int pieces() {
    return pieces;
  }

  /** All of b; of any layout where oneDNN is to choose. */
  memory.desc whole() {
    return desc(b.size(1));
  }

  /** The columns of one piece. */
  memory.desc piece() {
    return desc(b.size(1) / pieces);
  }

  private memory.desc desc(long columns) {
    long[] shape = {b.size(0), columns};
    return strides
        .map(distances -> new memory.desc(shape, PrimitiveStep.type(type), distances))
        .orElseGet(() -> PrimitiveStep.any(b, type));
  }

  /** Where a piece begins, in bytes. */
  long start(int piece) {
    long column = strides.map(distances -> distances[1]).orElse(0L);
    return b.size(1) / pieces * piece * column * type.width();
  }
}
