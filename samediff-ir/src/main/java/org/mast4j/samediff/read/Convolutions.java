package org.mast4j.samediff.read;

import static org.mast4j.samediff.read.Translator.single;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.PlaceOp.Permute;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.ir.Window;

/**
 * Ordinary and depth-wise convolution, and their gradients. A program knows NHWC images and kernels
 * [kh, kw, C / groups, O] alone: other formats are permuted to these and back, and where one
 * convolution follows another, no image is copied for that.
 */
final class Convolutions {
  private static final int DATA_FORMAT = 9;
  static final int WEIGHTS_FORMAT = 10;

  /** The first of {@link #KERNELS}. */
  static final long YXIO = 0;

  /**
   * To YXIO, from the formats that {@link org.nd4j.enums.WeightsFormat} lists; a depth-wise kernel
   * has the channel in place of I and its number of outputs in place of O.
   */
  private static final List<Permute> KERNELS =
      List.of(new Permute(0, 1, 2, 3), new Permute(2, 3, 1, 0), new Permute(1, 2, 3, 0));

  private Convolutions() {}

  static void register(Map<String, Translator> translators) {
    translators.put("conv2d", single(call -> forward(call, false)));
    translators.put("conv2d_bp", call -> gradients(call, false));
    translators.put("depthwise_conv2d", single(call -> forward(call, true)));
    translators.put("depthwise_conv2d_bp", call -> gradients(call, true));
  }

  /**
   * An op's operands in the formats of a program.
   *
   * @param x [B, H, W, C]
   * @param kernel [kh, kw, C / groups, O]
   */
  private record Operands(Value x, Value kernel, Window window, long groups) {}

  private static Permute images(OpCall call) {
    return ImageWindows.toNhwc(call.integer(DATA_FORMAT));
  }

  private static Permute kernels(OpCall call) {
    return KERNELS.get((int) call.integer(WEIGHTS_FORMAT));
  }

  /** Empty for a variant that ND4J must run, or refuse. */
  private static Optional<Operands> operands(OpCall call, boolean depthwise) {
    long weightsFormat = call.integer(WEIGHTS_FORMAT);
    boolean known =
        call.integers().length > DATA_FORMAT
            && weightsFormat >= 0
            && weightsFormat < KERNELS.size()
            && call.inputs().stream().allMatch(Value::isFloat)
            && call.input(0).rank() == 4
            && call.input(1).rank() == 4;
    if (!known) {
      return Optional.empty();
    }
    Value x = ImageWindows.permuted(call, call.input(0), images(call));
    Value kernel = ImageWindows.permuted(call, call.input(1), kernels(call));
    long groups = depthwise ? kernel.size(2) : 1;
    return ImageWindows.read(call, x)
        .filter(
            window ->
                kernel.size(0) == window.rows().size()
                    && kernel.size(1) == window.columns().size()
                    && kernel.size(2) == x.size(3))
        .map(window -> new Operands(x, grouped(call, kernel, groups), window, groups));
  }

  /** [kh, kw, C, O / groups] as [kh, kw, C / groups, O]. */
  private static Value grouped(OpCall call, Value kernel, long groups) {
    long[] shape = kernel.shape();
    return call.reshape(kernel, shape[0], shape[1], shape[2] / groups, shape[3] * groups);
  }

  /** [kh, kw, C / groups, O] as [kh, kw, C, O / groups]. */
  private static Value split(OpCall call, Value kernel, long groups) {
    long[] shape = kernel.shape();
    return call.reshape(kernel, shape[0], shape[1], shape[2] * groups, shape[3] / groups);
  }

  /** Inputs x, kernel, [bias]. */
  private static Optional<Value> forward(OpCall call, boolean depthwise) {
    return operands(call, depthwise)
        .map(
            of -> {
              List<Value> inputs = new ArrayList<>(List.of(of.x(), of.kernel()));
              if (call.inputs().size() > 2) {
                inputs.add(flat(call, call.input(2)));
              }
              Value y =
                  call.add(
                      new ImageOp.Convolution(of.window(), of.groups()),
                      ImageWindows.slid(of.x(), of.window(), of.kernel().size(3)),
                      inputs.toArray(Value[]::new));
              return call.permute(y, images(call).inverse());
            });
  }

  private static Value flat(OpCall call, Value bias) {
    return call.reshape(bias, bias.length());
  }

  /** Inputs x, kernel, [bias], dy. */
  private static Optional<List<Value>> gradients(OpCall call, boolean depthwise) {
    return operands(call, depthwise).map(of -> gradients(call, of));
  }

  private static List<Value> gradients(OpCall call, Operands of) {
    List<Value> inputs = call.inputs();
    Value dy = ImageWindows.permuted(call, inputs.get(inputs.size() - 1), images(call));
    Value dx =
        call.add(
            new ImageOp.ConvolutionInputGradient(of.window(), of.groups()),
            of.x().shape(),
            of.kernel(),
            dy);
    boolean biased = inputs.size() > 3;
    long[] kernel = of.kernel().shape();
    List<Value> gradients =
        call.program()
            .addAll(
                new ImageOp.ConvolutionKernelGradient(of.window(), of.groups()),
                List.of(of.x(), dy),
                biased ? new long[][] {kernel, {kernel[3]}} : new long[][] {kernel});
    List<Value> results = new ArrayList<>();
    results.add(call.permute(dx, images(call).inverse()));
    Value yxio = split(call, gradients.get(0), of.groups());
    results.add(call.permute(yxio, kernels(call).inverse()));
    if (biased) {
      results.add(call.reshape(gradients.get(1), inputs.get(2).shape()));
    }
    return results;
  }
}
