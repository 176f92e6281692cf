package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/**
 * A convolution, ordinary or depth-wise, or one of its gradients. The kernel is laid out as oneDNN
 * likes it at each call.
 */
public final class ConvolutionStep extends PrimitiveStep {
  /** What is computed. */
  private enum Kind {
    FORWARD,
    INPUT_GRADIENT,
    KERNEL_GRADIENT
  }

  private final Kind kind;
  private final Convolution convolution;
  private final StridedView packed;
  private Optional<Call> layingOut = Optional.empty();

  /** {@code packed} is scratch for the kernel in oneDNN's layout. */
  private ConvolutionStep(
      Kind kind,
      Convolution convolution,
      StridedView packed,
      List<StridedView> reads,
      List<StridedView> writes) {
    super(name(kind, convolution), reads, with(writes, Optional.of(packed)));
    this.kind = kind;
    this.convolution = convolution;
    this.packed = packed;
  }

  private static String name(Kind kind, Convolution convolution) {
    return (convolution.groups() == 1 ? "convolution " : "depthwise ")
        + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Writes the result. */
  public static Step forward(Convolution c) {
    StridedView packed = scratch(() -> c.forward().weights_desc());
    List<StridedView> reads = with(List.of(c.image(), c.kernel()), c.bias());
    return new ConvolutionStep(Kind.FORWARD, c, packed, reads, List.of(c.result()));
  }

  /** Of a convolution without bias; writes the image. */
  public static Step inputGradient(Convolution c) {
    StridedView packed = scratch(() -> c.inputGradient().weights_desc());
    List<StridedView> reads = List.of(c.kernel(), c.result());
    return new ConvolutionStep(Kind.INPUT_GRADIENT, c, packed, reads, List.of(c.image()));
  }

  /** Writes the kernel, and the bias if there is one. */
  public static Step kernelGradient(Convolution c) {
    StridedView packed = scratch(() -> c.kernelGradient().diff_weights_desc());
    List<StridedView> reads = List.of(c.image(), c.result());
    List<StridedView> writes = with(List.of(c.kernel()), c.bias());
    return new ConvolutionStep(Kind.KERNEL_GRADIENT, c, packed, reads, writes);
  }

  /**
   * Whether an input's gradient is better computed in FLOAT: with strides, oneDNN 3.11 has only a
   * kernel for ordinary convolutions for that of a depth-wise one in bfloat16, which takes 30 to 90
   * times as long.
   */
  public static boolean wantsFloatInputGradient(Convolution c) {
    return c.isDepthwiseInBfloat16() && lacksDepthwiseKernel(c::inputGradient);
  }

  /** The same of a kernel's gradient: with small images or long strides, 5 to 10 times as long. */
  public static boolean wantsFloatKernelGradient(Convolution c) {
    return c.isDepthwiseInBfloat16() && lacksDepthwiseKernel(c::kernelGradient);
  }

  @SuppressWarnings("try") // the scope is left, not used
  private static boolean lacksDepthwiseKernel(Supplier<? extends primitive_desc_base> described) {
    try (PointerScope descriptions = new PointerScope()) {
      return !described.get().impl_info_str().getString().startsWith("jit_dw");
    }
  }

  @SuppressWarnings("try") // the scope is left, not used
  private static StridedView scratch(Supplier<memory.desc> wanted) {
    // A primitive's description takes memory as long as it lives, and is made again to run it.
    try (PointerScope descriptions = new PointerScope()) {
      return scratch(wanted.get());
    }
  }

  private static List<StridedView> with(List<StridedView> views, Optional<StridedView> other) {
    List<StridedView> all = new ArrayList<>(views);
    other.ifPresent(all::add);
    return all;
  }

  @Override
  public double flops() {
    return convolution.flops();
  }

  @Override
  primitive build() {
    return switch (kind) {
      case FORWARD -> buildForward();
      case INPUT_GRADIENT -> buildInputGradient();
      case KERNEL_GRADIENT -> buildKernelGradient();
    };
  }

  private primitive buildForward() {
    convolution_forward.primitive_desc desc = convolution.forward();
    requireFast(desc, convolution.result());
    memory own = memory(packed, desc.weights_desc());
    layOut(kernel(), own);
    argument(dnnl.DNNL_ARG_SRC, image());
    argument(dnnl.DNNL_ARG_WEIGHTS, own);
    convolution.bias().ifPresent(view -> argument(dnnl.DNNL_ARG_BIAS, view));
    argument(dnnl.DNNL_ARG_DST, result());
    return new convolution_forward(desc);
  }

  private primitive buildInputGradient() {
    convolution_backward_data.primitive_desc desc = convolution.inputGradient();
    requireFast(desc, convolution.image());
    memory own = memory(packed, desc.weights_desc());
    layOut(kernel(), own);
    argument(dnnl.DNNL_ARG_DIFF_SRC, image());
    argument(dnnl.DNNL_ARG_WEIGHTS, own);
    argument(dnnl.DNNL_ARG_DIFF_DST, result());
    return new convolution_backward_data(desc);
  }

  private primitive buildKernelGradient() {
    convolution_backward_weights.primitive_desc desc = convolution.kernelGradient();
    requireFast(desc, convolution.result());
    memory own = memory(packed, desc.diff_weights_desc());
    layOut(own, kernel());
    argument(dnnl.DNNL_ARG_SRC, image());
    argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, own);
    convolution.bias().ifPresent(view -> argument(dnnl.DNNL_ARG_DIFF_BIAS, view));
    argument(dnnl.DNNL_ARG_DIFF_DST, result());
    return new convolution_backward_weights(desc);
  }

  private memory image() {
    return memory(convolution.image(), convolution.imageDesc());
  }

  private memory kernel() {
    return memory(convolution.kernel(), convolution.kernelDesc());
  }

  private memory result() {
    return memory(convolution.result(), convolution.resultDesc());
  }

  private void layOut(memory from, memory to) {
    layingOut = Optional.of(reorder(from, to));
  }

  /** The kernel is laid out before it is read, and after it was written. */
  @Override
  public void run() {
    if (kind == Kind.KERNEL_GRADIENT) {
      super.run();
      layingOut.ifPresent(Call::run);
    } else {
      layingOut.ifPresent(Call::run);
      super.run();
    }
  }
}
