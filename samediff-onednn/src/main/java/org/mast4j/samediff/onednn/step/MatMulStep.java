package org.mast4j.samediff.onednn.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.mast4j.samediff.onednn.memory.View;

/** {@code y = scale (a b + bias) + residual}. */
public final class MatMulStep extends PrimitiveStep {
  private final View a;
  private final View b;
  private final View y;
  private final float scale;
  private final Optional<View> bias;
  private final Optional<View> residual;

  /**
   * A product of regular views of one rank.
   *
   * @param a [.., M, K]
   * @param b [.., K, N]
   * @param bias [N]
   * @param residual as y
   * @param y [.., M, N]
   */
  public MatMulStep(
      String name,
      View a,
      View b,
      View y,
      float scale,
      Optional<View> bias,
      Optional<View> residual) {
    super(name, operands(a, b, bias, residual), List.of(y));
    this.a = a;
    this.b = b;
    this.y = y;
    this.scale = scale;
    this.bias = bias;
    this.residual = residual;
  }

  private static List<View> operands(View a, View b, Optional<View> bias, Optional<View> residual) {
    List<View> views = new ArrayList<>(List.of(a, b));
    bias.ifPresent(views::add);
    residual.ifPresent(views::add);
    return views;
  }

  /** Whether oneDNN's fast kernels take a view of this layout as an operand. */
  public static boolean isOperand(View view) {
    return isContiguous(view, -1) || isContiguous(view, -2);
  }

  /** Whether they write to it: its last axis must be contiguous. */
  public static boolean isResult(View view) {
    return isContiguous(view, -1) && view.stride(-2) >= view.size(-1);
  }

  private static boolean isContiguous(View view, int axis) {
    return view.stride(axis) == 1 || view.size(axis) == 1;
  }

  @Override
  primitive build() {
    matmul.primitive_desc desc =
        describe(
            desc(a),
            desc(b),
            desc(y),
            scale,
            bias.map(this::row),
            residual.map(PrimitiveStep::desc));
    requireFast(desc, y);
    argument(dnnl.DNNL_ARG_SRC, a);
    argument(dnnl.DNNL_ARG_WEIGHTS, b);
    argument(dnnl.DNNL_ARG_DST, y);
    bias.ifPresent(view -> argument(dnnl.DNNL_ARG_BIAS, memory(view, row(view))));
    residual.ifPresent(view -> argument(postOperation(scale == 1 ? 0 : 1), view));
    return new matmul(desc);
  }

  /** The argument of the n-th post-operation. */
  static int postOperation(int n) {
    return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (n + 1) | dnnl.DNNL_ARG_SRC_1;
  }

  private memory.desc row(View view) {
    long[] shape = new long[y.rank()];
    java.util.Arrays.fill(shape, 1);
    long[] strides = shape.clone();
    shape[y.rank() - 1] = view.size(0);
    java.util.Arrays.fill(strides, 0, y.rank() - 1, view.size(0));
    strides[y.rank() - 1] = view.stride(0);
    return new memory.desc(shape, FLOAT, strides);
  }

  static matmul.primitive_desc describe(
      memory.desc a,
      memory.desc b,
      memory.desc y,
      float scale,
      Optional<memory.desc> bias,
      Optional<memory.desc> residual) {
    post_ops after = new post_ops();
    if (scale != 1) {
      after.append_eltwise(algorithm.eltwise_linear, scale, 0);
    }
    residual.ifPresent(desc -> after.append_binary(algorithm.binary_add, desc));
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(after);
    return bias.isPresent()
        ? new matmul.primitive_desc(ENGINE, a, b, bias.get(), y, attributes, false)
        : new matmul.primitive_desc(ENGINE, a, b, y, attributes, false);
  }

  @Override
  public double flops() {
    return 2.0 * y.length() * a.size(-1);
  }
}
