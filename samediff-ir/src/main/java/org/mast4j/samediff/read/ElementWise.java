package org.mast4j.samediff.read;

import static org.mast4j.samediff.read.Translator.single;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp.Arithmetic;
import org.mast4j.samediff.ir.ElementWiseOp.Function;
import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.mast4j.samediff.ir.Value;

/** Element-wise ops and their gradients. */
final class ElementWise {
  /** The stock {@code gelu} is x sigmoid(1.702 x). */
  private static final float STOCK_GELU = 1.702f;

  private ElementWise() {}

  static void register(Map<String, Translator> translators) {
    translators.put("add", arithmetic(Arithmetic.ADD));
    translators.put("subtract", arithmetic(Arithmetic.SUBTRACT));
    translators.put("multiply", arithmetic(Arithmetic.MULTIPLY));
    translators.put("divide", arithmetic(Arithmetic.DIVIDE));
    translators.put("maximum", arithmetic(Arithmetic.MAXIMUM));
    translators.put("minimum", arithmetic(Arithmetic.MINIMUM));
    translators.put(
        "biasadd",
        single(call -> Optional.of(call.binary(Arithmetic.ADD, call.input(0), bias(call)))));

    translators.put("mul_scalar", scalar(s -> Unary.linear(s, 0)));
    translators.put("div_scalar", scalar(s -> Unary.linear(1 / s, 0)));
    translators.put("add_scalar", scalar(s -> Unary.linear(1, s)));
    translators.put("sub_scalar", scalar(s -> Unary.linear(1, -s)));
    translators.put("rsub_scalar", scalar(s -> Unary.linear(-1, s)));
    translators.put("pow", scalar(s -> power(1, s)));
    translators.put("_powderivative", scalar(s -> power(s, s - 1)));

    translators.put("neg", unary(Unary.linear(-1, 0)));
    translators.put("square", unary(Unary.of(Function.SQUARE)));
    translators.put("sqrt", unary(Unary.of(Function.SQUARE_ROOT)));
    translators.put("rsqrt", unary(power(1, -0.5)));
    translators.put("abs", unary(Unary.of(Function.ABSOLUTE)));
    translators.put("exp", unary(Unary.of(Function.EXPONENTIAL)));
    translators.put("log", unary(Unary.of(Function.LOGARITHM)));
    translators.put("tanh", unary(Unary.of(Function.TANH)));
    translators.put("sigmoid", unary(Unary.of(Function.SIGMOID)));
    translators.put("gelu", unary(new Unary(Function.SWISH, STOCK_GELU, 0)));
    translators.put(
        "relu",
        single(
            call ->
                call.scalar()
                    .filter(cutoff -> cutoff == 0)
                    .map(c -> apply(call, Unary.of(Function.RELU)))));
    translators.put("identity", single(call -> Optional.of(call.input(0))));

    translators.put("add_bp", call -> Optional.of(gradients(call, 1)));
    translators.put("subtract_bp", call -> Optional.of(gradients(call, -1)));
    translators.put("multiply_bp", ElementWise::multiplyGradient);
    translators.put("biasadd_bp", ElementWise::biasGradient);
  }

  private static Unary power(double factor, double exponent) {
    return exponent == 1
        ? Unary.linear(factor, 0)
        : new Unary(Function.POWER, (float) factor, (float) exponent);
  }

  private static Translator arithmetic(Arithmetic arithmetic) {
    return single(call -> Optional.of(call.binary(arithmetic, call.input(0), call.input(1))));
  }

  private static Translator scalar(java.util.function.DoubleFunction<Unary> unary) {
    return single(call -> call.scalar().map(s -> apply(call, unary.apply(s))));
  }

  private static Translator unary(Unary unary) {
    return single(call -> Optional.of(apply(call, unary)));
  }

  private static Value apply(OpCall call, Unary unary) {
    return call.add(unary, call.input(0).shape(), call.input(0));
  }

  /** Of a + b and a - b; inputs a, b, dy. */
  private static List<Value> gradients(OpCall call, int signOfSecond) {
    Value dy = call.input(2);
    return List.of(
        call.sumTo(dy, call.input(0).shape()),
        call.scale(call.sumTo(dy, call.input(1).shape()), signOfSecond));
  }

  /** Inputs a, b, dy. */
  private static Optional<List<Value>> multiplyGradient(OpCall call) {
    Value a = call.input(0);
    Value b = call.input(1);
    Value dy = call.input(2);
    return Optional.of(
        List.of(
            call.sumTo(call.binary(Arithmetic.MULTIPLY, dy, b), a.shape()),
            call.sumTo(call.binary(Arithmetic.MULTIPLY, dy, a), b.shape())));
  }

  /** As it is added: over the last axis, or over the second one of NCHW images. */
  private static Value bias(OpCall call) {
    Value bias = call.input(1);
    if (!call.flag(0)) {
      return bias;
    }
    long[] shape = new long[call.input(0).rank() - 1];
    Arrays.fill(shape, 1);
    shape[0] = bias.length();
    return call.reshape(bias, shape);
  }

  /** Inputs x, bias, dy. */
  private static Optional<List<Value>> biasGradient(OpCall call) {
    Value dy = call.input(2);
    Value sums = call.sumTo(dy, bias(call).shape());
    return Optional.of(List.of(dy, call.reshape(sums, call.input(1).shape())));
  }
}
