package org.mast4j.samediff.onednn.internal.step;

import java.util.function.Supplier;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive_desc;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * oneDNN's older kernel of matrix products, {@code gemm:jit}. Where the processor has AVX2 and no
 * AVX-512, oneDNN 3.11 takes its newer one first, {@code brgemm}, though that needs up to a quarter
 * more time for weights as they lie column by column, and up to five times as much row by row; by
 * what was measured (see "What was tried" in docs/performance.md).
 */
final class GemmKernel {
  private static final boolean FASTER =
      Instructions.has(dnnl.dnnl_cpu_isa_avx2) && !Instructions.has(dnnl.dnnl_cpu_isa_avx512_core);

  private static final long FEWEST_ROWS = 8;

  /** Columns of the result up to which the newer kernel is faster. */
  private static final long NARROW = 192;

  /** Elements of a gradient of weights from which on this kernel is faster. */
  private static final long LARGE_GRADIENT = 1 << 19;

  private GemmKernel() {}

  /** Whether it is faster for y = a b, all as they lie. */
  static boolean isFasterFor(StridedView a, StridedView b, StridedView y) {
    return FASTER
        && y.rank() == 2
        && y.size(0) >= FEWEST_ROWS
        && y.size(1) > NARROW
        && isFloat(a)
        && isFloat(b)
        && isFloat(y);
  }

  /** Whether it is faster for this gradient of a linear layer's weights. */
  static boolean isFasterForGradient(StridedView gradient) {
    return FASTER && isFloat(gradient) && gradient.length() >= LARGE_GRADIENT;
  }

  private static boolean isFloat(StridedView view) {
    return view.type() == DataType.FLOAT;
  }

  /**
   * The description of this kernel, or oneDNN's first choice where it has none for the operation.
   *
   * @param description makes a new one
   */
  static <D extends primitive_desc> D orFirst(Supplier<D> description) {
    D gemm = description.get();
    boolean more = true;
    while (more && !isIt(gemm)) {
      more = gemm.next_impl();
    }
    return more ? gemm : description.get();
  }

  private static boolean isIt(primitive_desc desc) {
    return desc.impl_info_str().getString().contains("gemm:jit");
  }
}
