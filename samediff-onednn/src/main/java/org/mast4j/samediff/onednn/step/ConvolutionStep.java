package org.mast4j.samediff.onednn.step;

import java.util.List;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.mast4j.samediff.onednn.ir.Op.Window;
import org.mast4j.samediff.onednn.memory.View;

/**
 * Depth-wise convolution of NHWC images with a kernel [kh, kw, C, 1], and its gradients. The kernel
 * is small: it is laid out as oneDNN likes it at each call.
 */
public final class ConvolutionStep extends Step {
  /** What is computed. */
  private enum Kind {
    FORWARD,
    INPUT_GRADIENT,
    KERNEL_GRADIENT
  }

  private final Kind kind;
  private final Window window;
  private final View image;
  private final View kernel;
  private final View result;
  private Runnable run = () -> {};

  private ConvolutionStep(
      Kind kind,
      Window window,
      View image,
      View kernel,
      View result,
      List<View> reads,
      View write) {
    super("depthwise " + kind.name().toLowerCase(java.util.Locale.ROOT), reads, List.of(write));
    this.kind = kind;
    this.window = window;
    this.image = image;
    this.kernel = kernel;
    this.result = result;
  }

  public static Step forward(Window window, View x, View kernel, View y) {
    return new ConvolutionStep(Kind.FORWARD, window, x, kernel, y, List.of(x, kernel), y);
  }

  public static Step inputGradient(Window window, View kernel, View dy, View dx) {
    return new ConvolutionStep(
        Kind.INPUT_GRADIENT, window, dx, kernel, dy, List.of(kernel, dy), dx);
  }

  public static Step kernelGradient(Window window, View x, View dy, View dkernel) {
    return new ConvolutionStep(
        Kind.KERNEL_GRADIENT, window, x, dkernel, dy, List.of(x, dy), dkernel);
  }

  @Override
  public double flops() {
    return 2.0 * result.length() * window.height() * window.width();
  }

  /** NHWC as oneDNN's N, C, H, W. */
  private static memory.desc image(View view) {
    return PrimitiveStep.desc(view.permute(0, 3, 1, 2));
  }

  /** [kh, kw, C, 1] as groups, outputs and inputs of a group, height, width. */
  private static memory.desc kernel(View view) {
    return new memory.desc(
        new long[] {view.size(2), 1, 1, view.size(0), view.size(1)},
        PrimitiveStep.FLOAT,
        new long[] {
          view.stride(2), view.stride(2), view.stride(2), view.stride(0), view.stride(1)
        });
  }

  @Override
  public void prepare() {
    memory.desc anyKernel =
        new memory.desc(
            new long[] {kernel.size(2), 1, 1, kernel.size(0), kernel.size(1)},
            PrimitiveStep.FLOAT,
            memory.format_tag.any);
    long[] strides = {window.strideY(), window.strideX()};
    long[] before = {window.padTop(), window.padLeft()};
    long[] after = {window.padBottom(), window.padRight()};
    convolution_forward.primitive_desc forward =
        new convolution_forward.primitive_desc(
            PrimitiveStep.ENGINE,
            kind == Kind.FORWARD ? prop_kind.forward_inference : prop_kind.forward_training,
            algorithm.convolution_direct,
            image(image),
            anyKernel,
            image(result),
            strides,
            before,
            after,
            PrimitiveStep.noAttributes(),
            false);
    memory plain = PrimitiveStep.memory(kernel, kernel(kernel));
    memory imageMemory = PrimitiveStep.memory(image, image(image));
    memory resultMemory = PrimitiveStep.memory(result, image(result));
    switch (kind) {
      case FORWARD -> {
        Call call = new Call(new convolution_forward(forward));
        call.with(dnnl.DNNL_ARG_SRC, imageMemory).with(dnnl.DNNL_ARG_DST, resultMemory);
        Call pack = pack(plain, forward.weights_desc(), call);
        run = () -> runAll(pack, call);
      }
      case INPUT_GRADIENT -> {
        convolution_backward_data.primitive_desc desc =
            new convolution_backward_data.primitive_desc(
                PrimitiveStep.ENGINE,
                algorithm.convolution_direct,
                image(image),
                anyKernel,
                image(result),
                strides,
                before,
                after,
                forward,
                PrimitiveStep.noAttributes(),
                false);
        Call call = new Call(new convolution_backward_data(desc));
        call.with(dnnl.DNNL_ARG_DIFF_SRC, imageMemory).with(dnnl.DNNL_ARG_DIFF_DST, resultMemory);
        Call pack = pack(plain, desc.weights_desc(), call);
        run = () -> runAll(pack, call);
      }
      case KERNEL_GRADIENT -> {
        convolution_backward_weights.primitive_desc desc =
            new convolution_backward_weights.primitive_desc(
                PrimitiveStep.ENGINE,
                algorithm.convolution_direct,
                image(image),
                anyKernel,
                image(result),
                strides,
                before,
                after,
                forward,
                PrimitiveStep.noAttributes(),
                false);
        Call call = new Call(new convolution_backward_weights(desc));
        memory packed = new memory(desc.diff_weights_desc(), PrimitiveStep.ENGINE);
        call.with(dnnl.DNNL_ARG_SRC, imageMemory)
            .with(dnnl.DNNL_ARG_DIFF_DST, resultMemory)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, packed);
        Call unpack = new Call(new reorder(packed, plain));
        unpack.with(dnnl.DNNL_ARG_FROM, packed).with(dnnl.DNNL_ARG_TO, plain);
        run = () -> runAll(call, unpack);
      }
    }
  }

  private static Call pack(memory plain, memory.desc wanted, Call user) {
    memory packed = new memory(wanted, PrimitiveStep.ENGINE);
    user.with(dnnl.DNNL_ARG_WEIGHTS, packed);
    return new Call(new reorder(plain, packed))
        .with(dnnl.DNNL_ARG_FROM, plain)
        .with(dnnl.DNNL_ARG_TO, packed);
  }

  private static void runAll(Call first, Call second) {
    first.run();
    second.run();
  }

  @Override
  public void run() {
    run.run();
  }
}
