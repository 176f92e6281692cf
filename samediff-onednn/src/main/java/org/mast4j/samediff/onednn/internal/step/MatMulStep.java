package org.mast4j.samediff.onednn.internal.step;

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
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@code y = scale (a b + bias) + residual}, or the GELU of that without a residual.
 *
 * <p>A large matrix of FLOAT weights is first laid out as oneDNN likes it, at each call, in scratch
 * memory: with a thousand rows in a, that costs less than it saves, and nobody has to say when
 * weights change. Where weights are of another type than a, they are converted as they are laid
 * out, and {@link KeptWeights kept} if the plan has a lease of these.
 */
public final class MatMulStep extends PrimitiveStep {
  private static final long ROWS_THAT_PAY = 512;
  private static final long WEIGHTS_THAT_PAY = 1 << 16;
  private static final long ROWS_TO_STREAM = 1000;
  private static final long WEIGHTS_TO_STREAM = 1 << 20;

  /**
   * Regular views of one rank.
   *
   * @param a [.., M, K]
   * @param b [.., K, N]
   * @param bias [N]
   * @param residual as y
   * @param y [.., M, N]
   */
  public record Operands(
      StridedView a,
      StridedView b,
      Optional<StridedView> bias,
      Optional<StridedView> residual,
      StridedView y) {
    private List<StridedView> reads() {
      List<StridedView> views = new ArrayList<>(List.of(a, b));
      bias.ifPresent(views::add);
      residual.ifPresent(views::add);
      return views;
    }
  }

  private final StridedView a;
  private final StridedView b;
  private final StridedView y;
  private final Optional<StridedView> bias;
  private final Optional<StridedView> residual;
  private final float scale;
  private final boolean gelu;
  private final Optional<KeptWeights.Lease> lease;
  private final Optional<StridedView> packed;
  private Optional<Call> packing = Optional.empty();
  private final Runnable multiplication = super::run;
  private Optional<KeptOperand> kept = Optional.empty();

  /**
   * A product.
   *
   * @param gelu whether the result, which has no residual, goes through a GELU
   * @param lease for weights of another type than a
   */
  public MatMulStep(
      String name,
      Operands operands,
      float scale,
      boolean gelu,
      Optional<KeptWeights.Lease> lease) {
    this(
        name,
        operands,
        scale,
        gelu,
        lease.filter(l -> operands.a().type() != operands.b().type() && l.covers(operands.b())),
        packed(operands.a(), operands.b(), operands.y()));
  }

  private MatMulStep(
      String name,
      Operands operands,
      float scale,
      boolean gelu,
      Optional<KeptWeights.Lease> lease,
      Optional<StridedView> packed) {
    super(
        name,
        operands.reads(),
        packed
            .filter(scratch -> lease.isEmpty())
            .map(scratch -> List.of(operands.y(), scratch))
            .orElse(List.of(operands.y())));
    this.a = operands.a();
    this.b = operands.b();
    this.y = operands.y();
    this.bias = operands.bias();
    this.residual = operands.residual();
    this.scale = scale;
    this.gelu = gelu;
    this.lease = lease;
    this.packed = packed;
  }

  /** Scratch for the weights in oneDNN's own layout, where that pays. */
  @SuppressWarnings("try") // the scope is left, not used
  private static Optional<StridedView> packed(StridedView a, StridedView b, StridedView y) {
    boolean pays = a.rank() == 2 && a.size(0) >= ROWS_THAT_PAY && b.length() >= WEIGHTS_THAT_PAY;
    if (!pays && a.type() == b.type()) {
      return Optional.empty();
    }
    // oneDNN's description of a product takes 0.5 MB as long as no kernel of it exists: freed here.
    try (PointerScope descriptions = new PointerScope()) {
      memory.desc wanted =
          describe(desc(a), any(a, b), desc(y), Optional.empty(), After.NOTHING).weights_desc();
      return wanted.equals(desc(b)) ? Optional.empty() : Optional.of(scratch(wanted));
    }
  }

  /**
   * Of b in a's type, laid out as oneDNN likes it; but column after column where b is larger than a
   * core's second cache and there are many rows. Of its own layout oneDNN 3.11 reads all for each
   * block of rows, from the cache behind that; of this one it copies a part and goes through all
   * rows with it, alone in half of the time; of a whole model that is a few per cent.
   */
  private static memory.desc any(StridedView a, StridedView b) {
    boolean streams =
        a.type() == DataType.BFLOAT16
            && a.rank() == 2
            && a.size(0) >= ROWS_TO_STREAM
            && b.length() >= WEIGHTS_TO_STREAM;
    return streams
        ? new memory.desc(b.shape(), type(a), new long[] {1, b.size(0)})
        : new memory.desc(b.shape(), type(a), memory.format_tag.any);
  }

  /** Whether oneDNN's fast kernels take a view of this layout as an operand. */
  public static boolean isOperand(StridedView view) {
    return isContiguous(view, -1) || isContiguous(view, -2);
  }

  /** Whether they write to it: its last axis must be contiguous. */
  public static boolean isResult(StridedView view) {
    return isContiguous(view, -1) && view.stride(-2) >= view.size(-1);
  }

  private static boolean isContiguous(StridedView view, int axis) {
    return view.stride(axis) == 1 || view.size(axis) == 1;
  }

  @Override
  primitive build() {
    matmul.primitive_desc desc =
        describe(
            desc(a),
            packed.isPresent() ? any(a, b) : desc(b),
            desc(y),
            bias.map(this::row),
            new After(scale, gelu, residual.map(PrimitiveStep::desc), false));
    requireFast(desc, y);
    argument(dnnl.DNNL_ARG_SRC, a);
    argument(dnnl.DNNL_ARG_DST, y);
    if (lease.isPresent()) {
      kept =
          Optional.of(
              new KeptOperand(
                  b,
                  desc.weights_desc(),
                  lease.get(),
                  matrix -> argument(dnnl.DNNL_ARG_WEIGHTS, matrix.memory())));
    } else if (packed.isPresent()) {
      memory plain = memory(b);
      memory own = memory(packed.get(), desc.weights_desc());
      argument(dnnl.DNNL_ARG_WEIGHTS, own);
      packing =
          Optional.of(
              new Call(new reorder(plain, own))
                  .with(dnnl.DNNL_ARG_FROM, plain)
                  .with(dnnl.DNNL_ARG_TO, own));
    } else {
      argument(dnnl.DNNL_ARG_WEIGHTS, b);
    }
    bias.ifPresent(view -> argument(dnnl.DNNL_ARG_BIAS, memory(view, row(view))));
    residual.ifPresent(view -> argument(postOperation(scale == 1 ? 0 : 1), view));
    return new matmul(desc);
  }

  @Override
  public void rebind() {
    kept.ifPresent(KeptOperand::rebind);
  }

  /** The argument of the n-th post-operation. */
  static int postOperation(int n) {
    return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (n + 1) | dnnl.DNNL_ARG_SRC_1;
  }

  private memory.desc row(StridedView view) {
    long[] shape = new long[y.rank()];
    java.util.Arrays.fill(shape, 1);
    long[] strides = shape.clone();
    shape[y.rank() - 1] = view.size(0);
    java.util.Arrays.fill(strides, 0, y.rank() - 1, view.size(0));
    strides[y.rank() - 1] = view.stride(0);
    return new memory.desc(shape, type(view), strides);
  }

  /**
   * What follows a product, in this order.
   *
   * @param scale factor
   * @param gelu whether a GELU comes next
   * @param residual to be added
   * @param accumulates whether to add what is at the result's place
   */
  record After(float scale, boolean gelu, Optional<memory.desc> residual, boolean accumulates) {
    static final After NOTHING = new After(1, false, Optional.empty(), false);

    private primitive_attr attributes() {
      post_ops operations = new post_ops();
      if (scale != 1) {
        operations.append_eltwise(algorithm.eltwise_linear, scale, 0);
      }
      if (gelu) {
        operations.append_eltwise(algorithm.eltwise_gelu_erf, 0, 0);
      }
      residual.ifPresent(desc -> operations.append_binary(algorithm.binary_add, desc));
      if (accumulates) {
        operations.append_sum();
      }
      return PrimitiveStep.attributes(operations);
    }
  }

  private static matmul.primitive_desc describe(
      memory.desc a, memory.desc b, memory.desc y, Optional<memory.desc> bias, After after) {
    primitive_attr attributes = after.attributes();
    return bias.isPresent()
        ? new matmul.primitive_desc(ENGINE, a, b, bias.get(), y, attributes, false)
        : new matmul.primitive_desc(ENGINE, a, b, y, attributes, false);
  }

  /**
   * The kernel of a part of another step.
   *
   * @throws IllegalStateException naming the step if it is large and would be oneDNN's reference
   */
  static primitive kernel(String step, memory.desc a, memory.desc b, memory.desc y, After after) {
    matmul.primitive_desc desc = describe(a, b, y, Optional.empty(), after);
    requireFast(step, desc, y);
    return new matmul(desc);
  }

  @Override
  public void run() {
    packing.ifPresent(Call::run);
    if (kept.isPresent()) {
      kept.get().use(multiplication);
    } else {
      multiplication.run();
    }
  }

  @Override
  public double flops() {
    return 2.0 * y.length() * a.size(-1);
  }
}
