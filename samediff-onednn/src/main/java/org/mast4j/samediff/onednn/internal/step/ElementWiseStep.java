package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import java.util.Locale;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.ir.ElementWiseOp.Arithmetic;
import org.mast4j.samediff.ir.ElementWiseOp.Function;
import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.mast4j.samediff.ir.ElementWiseOp.UnaryGradient;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** Element-wise functions and arithmetic. */
public final class ElementWiseStep {
  private ElementWiseStep() {}

  private static algorithm algorithm(Function function) {
    return switch (function) {
      case LINEAR -> algorithm.eltwise_linear;
      case POWER -> algorithm.eltwise_pow;
      case SQUARE -> algorithm.eltwise_square;
      case SQUARE_ROOT -> algorithm.eltwise_sqrt;
      case ABSOLUTE -> algorithm.eltwise_abs;
      case EXPONENTIAL -> algorithm.eltwise_exp;
      case LOGARITHM -> algorithm.eltwise_log;
      case TANH -> algorithm.eltwise_tanh;
      case SIGMOID -> algorithm.eltwise_logistic;
      case RELU -> algorithm.eltwise_relu;
      case SWISH -> algorithm.eltwise_swish;
      case GELU -> algorithm.eltwise_gelu_erf;
    };
  }

  private static algorithm algorithm(Arithmetic arithmetic) {
    return switch (arithmetic) {
      case ADD -> algorithm.binary_add;
      case SUBTRACT -> algorithm.binary_sub;
      case MULTIPLY -> algorithm.binary_mul;
      case DIVIDE -> algorithm.binary_div;
      case MAXIMUM -> algorithm.binary_max;
      case MINIMUM -> algorithm.binary_min;
    };
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * oneDNN's kernels of these make a number of NaN. Both are nowhere less than their argument, so
   * that the greater of both is the function itself, and NaN where the argument is.
   */
  private static boolean losesNan(Function function) {
    return function == Function.RELU || function == Function.EXPONENTIAL;
  }

  /** x and y dense vectors. */
  public static Step unary(Unary op, StridedView x, StridedView y) {
    return losesNan(op.function()) ? keepingNan(op.function(), x, y) : plain(op, x, y);
  }

  private static Step plain(Unary op, StridedView x, StridedView y) {
    return new PrimitiveStep(name(op.function()), List.of(x), List.of(y)) {
      @Override
      primitive build() {
        argument(dnnl.DNNL_ARG_SRC, x);
        argument(dnnl.DNNL_ARG_DST, y);
        return new eltwise_forward(
            new eltwise_forward.primitive_desc(
                ENGINE,
                prop_kind.forward_inference,
                algorithm(op.function()),
                desc(x),
                desc(y),
                op.alpha(),
                op.beta(),
                noAttributes(),
                false));
      }
    };
  }

  /** {@code max(f(max(x, x)), x)} in one pass: of NaN and a number, oneDNN takes the second. */
  private static Step keepingNan(Function function, StridedView x, StridedView y) {
    return new PrimitiveStep(name(function), List.of(x), List.of(y)) {
      @Override
      primitive build() {
        post_ops after = new post_ops();
        after.append_eltwise(algorithm(function), 0, 0);
        after.append_binary(algorithm.binary_max, desc(x));
        argument(dnnl.DNNL_ARG_SRC_0, x);
        argument(dnnl.DNNL_ARG_SRC_1, x);
        argument(dnnl.DNNL_ARG_DST, y);
        argument(MatMulStep.postOperation(1), x);
        return new binary(
            new binary.primitive_desc(
                ENGINE, algorithm.binary_max, desc(x), desc(x), desc(y), attributes(after), false));
      }
    };
  }

  /** Dense vectors. */
  public static Step gradient(UnaryGradient op, StridedView x, StridedView dy, StridedView dx) {
    return new PrimitiveStep(name(op.function()) + " gradient", List.of(x, dy), List.of(dx)) {
      @Override
      primitive build() {
        eltwise_forward.primitive_desc forward =
            new eltwise_forward.primitive_desc(
                ENGINE,
                prop_kind.forward_training,
                algorithm(op.function()),
                desc(x),
                desc(x),
                op.alpha(),
                0,
                noAttributes(),
                false);
        argument(dnnl.DNNL_ARG_SRC, x);
        argument(dnnl.DNNL_ARG_DIFF_DST, dy);
        argument(dnnl.DNNL_ARG_DIFF_SRC, dx);
        return new eltwise_backward(
            new eltwise_backward.primitive_desc(
                ENGINE,
                algorithm(op.function()),
                desc(dx),
                desc(dy),
                desc(x),
                op.alpha(),
                0,
                forward,
                noAttributes(),
                false));
      }
    };
  }

  private static binary.primitive_desc describe(
      Arithmetic arithmetic, memory.desc a, memory.desc b, memory.desc y, List<memory.desc> more) {
    post_ops after = new post_ops();
    more.forEach(desc -> after.append_binary(algorithm.binary_add, desc));
    return new binary.primitive_desc(
        PrimitiveStep.ENGINE,
        algorithm(arithmetic),
        a,
        b,
        y,
        PrimitiveStep.attributes(after),
        false);
  }

  /** What adds b, repeated where it has axes of 1, to a in its place. */
  static primitive addition(memory.desc a, memory.desc b) {
    return new binary(describe(Arithmetic.ADD, a, b, a, List.of()));
  }

  /** Whether oneDNN has a fast kernel for this broadcasting; views needn't have addresses yet. */
  @SuppressWarnings("try") // the scope is left, not used
  public static boolean hasKernel(
      Arithmetic arithmetic, StridedView a, StridedView b, StridedView y) {
    try (PointerScope descriptions = new PointerScope()) {
      binary.primitive_desc desc =
          describe(
              arithmetic,
              PrimitiveStep.desc(a),
              PrimitiveStep.desc(b),
              PrimitiveStep.desc(y),
              List.of());
      return !PrimitiveStep.isReference(desc, y.length());
    }
  }

  /** a of y's shape, b with axes of 1 where it is repeated; dense views. */
  public static Step binary(Arithmetic arithmetic, StridedView a, StridedView b, StridedView y) {
    return binary(name(arithmetic), arithmetic, a, b, y, List.of());
  }

  /** The sum of dense vectors. */
  public static Step sum(List<StridedView> terms, StridedView y) {
    return binary(
        "sum", Arithmetic.ADD, terms.get(0), terms.get(1), y, terms.subList(2, terms.size()));
  }

  private static Step binary(
      String name,
      Arithmetic arithmetic,
      StridedView a,
      StridedView b,
      StridedView y,
      List<StridedView> more) {
    List<StridedView> reads = new java.util.ArrayList<>(List.of(a, b));
    reads.addAll(more);
    return new PrimitiveStep(name, reads, List.of(y)) {
      @Override
      primitive build() {
        argument(dnnl.DNNL_ARG_SRC_0, a);
        argument(dnnl.DNNL_ARG_SRC_1, b);
        argument(dnnl.DNNL_ARG_DST, y);
        for (int i = 0; i < more.size(); i++) {
          argument(MatMulStep.postOperation(i), more.get(i));
        }
        List<memory.desc> further = more.stream().map(PrimitiveStep::desc).toList();
        binary.primitive_desc desc = describe(arithmetic, desc(a), desc(b), desc(y), further);
        requireFast(desc, y);
        return new binary(desc);
      }
    };
  }
}
