package org.mast4j.samediff.onnx;

import static org.mast4j.samediff.onnx.OnnxGraph.attribute;

import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Element-wise functions as nodes of ONNX. */
final class Functions {
  private final OnnxGraph onnx;

  Functions(OnnxGraph onnx) {
    this.onnx = onnx;
  }

  String of(Unary function, String x) {
    return switch (function.function()) {
      case LINEAR -> shifted(scaled(x, function.alpha()), function.beta());
      case POWER -> scaled(with("Pow", x, function.beta()), function.alpha());
      case SQUARE -> onnx.node("Mul", List.of(x, x));
      case SQUARE_ROOT -> apply("Sqrt", x);
      case ABSOLUTE -> apply("Abs", x);
      case EXPONENTIAL -> apply("Exp", x);
      case LOGARITHM -> apply("Log", x);
      case TANH -> apply("Tanh", x);
      case SIGMOID -> apply("Sigmoid", x);
      case RELU -> apply("Relu", x);
      case SWISH -> swish(x, function.alpha());
      case GELU -> gelu(x);
    };
  }

  /**
   * What the program leaves to ND4J, of the functions that a classifier's hidden layers may have.
   *
   * @return empty for any other op
   */
  Optional<String> stock(DifferentialFunction function, List<String> inputs) {
    if (inputs.size() != 1) {
      return Optional.empty();
    }
    String x = inputs.get(0);
    return switch (function.opName()) {
      case "erf" -> Optional.of(apply("Erf", x));
      case "elu" -> Optional.of(onnx.node("Elu", inputs, attribute("alpha", alpha(function))));
      case "selu" -> Optional.of(apply("Selu", x));
      case "softplus" -> Optional.of(apply("Softplus", x));
      case "swish" -> Optional.of(swish(x, 1));
      default -> Optional.empty();
    };
  }

  private static float alpha(DifferentialFunction elu) {
    double[] arguments = elu instanceof DynamicCustomOp op ? op.tArgs() : new double[0];
    return arguments.length == 0 ? 1 : (float) arguments[0];
  }

  String scaled(String x, float factor) {
    return factor == 1 ? x : with("Mul", x, factor);
  }

  private String shifted(String x, float term) {
    return term == 0 ? x : with("Add", x, term);
  }

  private String swish(String x, float alpha) {
    return onnx.node("Mul", List.of(x, apply("Sigmoid", scaled(x, alpha))));
  }

  /** As PyTorch's exporter writes it, by which runtimes know it: opset 17 has no Gelu. */
  private String gelu(String x) {
    String erf = apply("Erf", with("Div", x, (float) Math.sqrt(2)));
    return with("Mul", onnx.node("Mul", List.of(x, with("Add", erf, 1))), 0.5f);
  }

  private String apply(String op, String x) {
    return onnx.node(op, List.of(x));
  }

  private String with(String op, String x, float number) {
    return onnx.node(op, List.of(x, onnx.scalar(number)));
  }
}
