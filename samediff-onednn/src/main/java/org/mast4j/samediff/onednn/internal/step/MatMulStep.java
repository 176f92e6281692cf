package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/**
 * {@code y = scale (a b + bias) + residual}, or the GELU of that without a residual.
 *
 * <p>A large matrix of FLOAT weights is first laid out as is best ({@link WeightLayout}), at each
 * call, in scratch memory: with a thousand rows in a, that costs less than it saves, and nobody has
 * to say when weights change. Where {@link GemmKernel} is faster, it reads them as they lie. Where
 * weights are of another type than a, they are converted as they are laid out, and {@link
 * KeptWeights kept} if the plan has a lease of these.
 */
public final class MatMulStep extends PrimitiveStep implements RowWise {
  /**
   * Regular views of one rank.
   *
   * @param a [.., M, K]
   * @param b [.., K, N]
   * @param bias [N]
   * @param residual lies as y; or is at its place, which is then added to
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
  private final Weights weights;
  private final boolean first;
  private Optional<Weights> ofParts = Optional.empty();
  private final List<Call> furtherPieces = new ArrayList<>();
  private Optional<Call> packing = Optional.empty();
  private final Runnable multiplication = this::multiply;
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
    this(name, operands, scale, gelu, Weights.of(operands, lease), true);
  }

  private MatMulStep(
      String name, Operands operands, float scale, boolean gelu, Weights weights, boolean first) {
    super(
        name,
        operands.reads(),
        weights
            .scratch()
            .map(scratch -> List.of(operands.y(), scratch))
            .orElse(List.of(operands.y())));
    this.a = operands.a();
    this.b = operands.b();
    this.y = operands.y();
    this.bias = operands.bias();
    this.residual = operands.residual();
    this.scale = scale;
    this.gelu = gelu;
    this.weights = weights;
    this.first = first;
  }

  @Override
  public List<StridedView> operands() {
    return residual.map(added -> List.of(a, added)).orElse(List.of(a));
  }

  @Override
  public StridedView result() {
    return y;
  }

  @Override
  public List<StridedView> whole() {
    return bias.map(row -> List.of(b, row)).orElse(List.of(b));
  }

  @Override
  public Step part(UnaryOperator<StridedView> rows, boolean first) {
    Operands operands = new Operands(rows.apply(a), b, bias, residual.map(rows), rows.apply(y));
    if (ofParts.isEmpty()) {
      // oneDNN likes another layout for another number of rows, but it is there once.
      ofParts = Optional.of(weights.fixedFor(operands.a(), columns(operands.y(), 0)));
    }
    return new MatMulStep(name(), operands, scale, gelu, ofParts.get(), first);
  }

  /**
   * How b comes to be as the kernel likes it.
   *
   * @param piece of the layout's pieces; of any layout where the kernel is to choose
   * @param lease if it is laid out and kept
   * @param scratch if it is laid out at each call
   */
  private record Weights(
      WeightLayout layout,
      memory.desc piece,
      Optional<KeptWeights.Lease> lease,
      Optional<StridedView> scratch) {
    static Weights of(Operands operands, Optional<KeptWeights.Lease> given) {
      StridedView a = operands.a();
      StridedView b = operands.b();
      boolean converts = a.type() != b.type();
      Optional<KeptWeights.Lease> lease = given.filter(l -> converts && l.covers(b));
      WeightLayout layout = WeightLayout.of(a, b, lease.isPresent());
      Optional<StridedView> scratch = Optional.empty();
      if (lease.isEmpty() && (converts || WeightLayout.pays(a, b, operands.y()))) {
        memory.desc best = wanted(desc(a), layout.whole(), desc(operands.y()), After.NOTHING);
        scratch = Optional.of(best).filter(d -> !d.equals(desc(b))).map(PrimitiveStep::scratch);
      }
      return new Weights(layout, layout.piece(), lease, scratch);
    }

    /** The same as a product of these rows likes it, for all parts of a step. */
    Weights fixedFor(StridedView a, StridedView y) {
      if (!isLaidOut()) {
        return this;
      }
      memory.desc fixed = wanted(desc(a), piece, desc(y), After.NOTHING);
      Optional<StridedView> place =
          scratch.map(own -> pieces() == 1 ? PrimitiveStep.scratch(fixed) : own);
      return new Weights(layout, fixed, lease, place);
    }

    boolean isLaidOut() {
      return lease.isPresent() || scratch.isPresent();
    }

    int pieces() {
      return layout.pieces();
    }
  }

  /**
   * The layout that a product's kernel likes best.
   *
   * @param b of any
   */
  @SuppressWarnings("try") // the scope is left, not used
  static memory.desc wanted(memory.desc a, memory.desc b, memory.desc y, After after) {
    // oneDNN's description of a product takes 0.5 MB as long as no kernel of it exists: freed here.
    try (PointerScope descriptions = new PointerScope()) {
      return describe(a, b, y, Optional.empty(), after).weights_desc().retainReference();
    }
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

  /** Takes a kernel's arguments. */
  @FunctionalInterface
  private interface Arguments {
    void take(int index, memory memory);
  }

  @Override
  primitive build() {
    matmul.primitive_desc desc =
        GemmKernel.isFasterFor(a, b, y) ? GemmKernel.orFirst(this::described) : described();
    requireFast(desc, y);
    primitive kernel = new matmul(desc);
    List<Arguments> arguments = new ArrayList<>(List.of(this::argument));
    while (arguments.size() < weights.pieces()) {
      Call further = new Call(kernel);
      furtherPieces.add(further);
      arguments.add(further::with);
    }
    for (int i = 0; i < weights.pieces(); i++) {
      take(arguments.get(i), i);
    }
    takeWeights(arguments, desc.weights_desc());
    return kernel;
  }

  private matmul.primitive_desc described() {
    return describe(
        desc(a),
        weights.isLaidOut() ? weights.piece() : desc(columns(b, 0)),
        desc(columns(y, 0)),
        bias.map(view -> row(columns(view, 0))),
        after());
  }

  private After after() {
    return accumulates()
        ? new After(scale, gelu, Optional.empty(), true)
        : new After(scale, gelu, residual.map(view -> desc(columns(view, 0))), false);
  }

  /** Whether the residual is where the result will be. */
  private boolean accumulates() {
    return residual.filter(y::isSame).isPresent();
  }

  private void take(Arguments arguments, int piece) {
    arguments.take(dnnl.DNNL_ARG_SRC, memory(a));
    arguments.take(dnnl.DNNL_ARG_DST, memory(columns(y, piece)));
    bias.map(view -> columns(view, piece))
        .ifPresent(view -> arguments.take(dnnl.DNNL_ARG_BIAS, memory(view, row(view))));
    if (residual.isPresent() && !accumulates()) {
      StridedView added = columns(residual.get(), piece);
      arguments.take(postOperation(scale == 1 ? 0 : 1), memory(added));
    }
  }

  private void takeWeights(List<Arguments> arguments, memory.desc piece) {
    WeightLayout layout = weights.layout();
    memory.desc whole = layout.pieces() == 1 ? piece : layout.whole();
    if (weights.lease().isPresent()) {
      kept =
          Optional.of(
              new KeptOperand(
                  b,
                  whole,
                  weights.lease().get(),
                  matrix ->
                      takeWeights(
                          arguments, i -> memory(matrix.address() + layout.start(i), piece))));
    } else if (weights.scratch().isPresent()) {
      StridedView own = weights.scratch().get();
      if (first) {
        packing = Optional.of(reorder(memory(b), memory(own, whole)));
      }
      takeWeights(arguments, i -> memory(from(own, layout.start(i)), piece));
    } else {
      takeWeights(arguments, i -> memory(columns(b, i)));
    }
  }

  private static void takeWeights(List<Arguments> arguments, IntFunction<memory> ofPiece) {
    for (int i = 0; i < arguments.size(); i++) {
      arguments.get(i).take(dnnl.DNNL_ARG_WEIGHTS, ofPiece.apply(i));
    }
  }

  /** What begins so many bytes after scratch memory does. */
  private static StridedView from(StridedView scratch, long bytes) {
    return scratch.slice(new long[] {bytes / scratch.type().width()}, new long[] {1}).orElseThrow();
  }

  /** A piece's part of a view whose last axis is cut as y's columns are. */
  private StridedView columns(StridedView view, int piece) {
    long[] from = new long[view.rank()];
    long[] size = view.shape();
    int last = view.rank() - 1;
    size[last] /= weights.pieces();
    from[last] = piece * size[last];
    return view.slice(from, size).orElseThrow();
  }

  @Override
  List<Call> calls() {
    List<Call> calls = new ArrayList<>(super.calls());
    calls.addAll(furtherPieces);
    return calls;
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

  /** A product in oneDNN's terms, by the kernel that it chooses. */
  static matmul.primitive_desc describe(
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

  private void multiply() {
    super.run();
    for (Call further : furtherPieces) {
      further.run();
    }
  }

  @Override
  public void run() {
    packing.ifPresent(Call::run);
    if (kept.isPresent() && first) {
      kept.get().use(multiplication);
    } else if (kept.isPresent()) {
      kept.get().read(multiplication);
    } else {
      multiplication.run();
    }
  }

  @Override
  public double flops() {
    return 2.0 * y.length() * a.size(-1);
  }
}
