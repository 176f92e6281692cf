package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes all of a row NaN if one of its elements is, by adding its product with zeros: oneDNN's
 * softmax leaves the other elements of such a row 0.
 */
final class NanRows {
  private final StridedView zeros;
  private final StridedView sums;

  /** For matrices of a type and so many columns, and no more rows than these. */
  NanRows(DataType type, long rows, long columns) {
    this.zeros = StridedView.of(Nd4j.zeros(type, columns, 1));
    this.sums = StridedView.scratch(rows);
  }

  /** Memory that a run writes. */
  StridedView scratch() {
    return sums;
  }

  /** What does it to a dense matrix in its place; to be asked for when views have addresses. */
  List<Call> calls(String step, StridedView matrix) {
    long rows = matrix.size(0);
    StridedView sum = sums.slice(new long[1], new long[] {rows}).orElseThrow();
    StridedView column = sum.reshape(rows, 1).orElseThrow();
    memory.desc matrixDesc = PrimitiveStep.desc(matrix);
    memory.desc columnDesc = PrimitiveStep.desc(column);
    primitive product =
        MatMulStep.kernel(
            step, matrixDesc, PrimitiveStep.desc(zeros), columnDesc, MatMulStep.After.NOTHING);
    memory all = PrimitiveStep.memory(matrix);
    memory each = PrimitiveStep.memory(column);
    return List.of(
        new Call(product)
            .with(dnnl.DNNL_ARG_SRC, all)
            .with(dnnl.DNNL_ARG_WEIGHTS, PrimitiveStep.memory(zeros))
            .with(dnnl.DNNL_ARG_DST, each),
        new Call(ElementWiseStep.addition(matrixDesc, columnDesc))
            .with(dnnl.DNNL_ARG_SRC_0, all)
            .with(dnnl.DNNL_ARG_SRC_1, each)
            .with(dnnl.DNNL_ARG_DST, all));
  }
}
