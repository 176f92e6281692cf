package org.mast4j.samediff.onednn.internal.step;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/** A block's matrices of scores in scratch memory: [.., m, N], or all rows below each other. */
final class ScoreMatrices {
  private final StridedView view;
  private final StridedView matrix;

  /**
   * At the scratch memory's start.
   *
   * @param queries [.., m, d], the block's
   * @param keys N
   */
  ScoreMatrices(StridedView scratch, StridedView queries, long keys) {
    long[] shape = queries.shape();
    shape[shape.length - 1] = keys;
    long length = queries.length() / queries.size(-1) * keys;
    StridedView used = scratch.slice(new long[1], new long[] {length}).orElseThrow();
    this.view = used.reshape(shape).orElseThrow();
    this.matrix = used.reshape(length / keys, keys).orElseThrow();
  }

  /** One of matrices [.., x, y], whose place among the leading axes this is. */
  static StridedView of(StridedView matrices, long[] at) {
    long[] from = Arrays.copyOf(at, matrices.rank());
    long[] size = matrices.shape();
    Arrays.fill(size, 0, at.length, 1);
    return matrices.slice(from, size).orElseThrow().withAxes(0, at.length, List.of());
  }

  /** The place of one of so many. */
  static long[] at(long index, long[] shape) {
    long[] at = new long[shape.length];
    long left = index;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = left % shape[axis];
      left /= shape[axis];
    }
    return at;
  }

  /** Where a softmax puts probabilities of this type: in the scores' place if that is theirs. */
  static StridedView probabilities(StridedView scores, DataType type) {
    return type == scores.type() ? scores : StridedView.scratch(type, scores.length());
  }

  memory.desc desc() {
    return PrimitiveStep.desc(view);
  }

  memory memory() {
    return PrimitiveStep.memory(view);
  }

  /** [.., N, m]. */
  memory.desc transposedDesc() {
    return PrimitiveStep.desc(view.transposeMatrices());
  }

  memory transposedMemory() {
    return PrimitiveStep.memory(view.transposeMatrices());
  }

  memory.desc matrixDesc() {
    return PrimitiveStep.desc(matrix);
  }

  /** All rows below each other. */
  StridedView matrix() {
    return matrix;
  }

  memory matrixMemory() {
    return PrimitiveStep.memory(matrix);
  }
}
