package org.mast4j.samediff.onednn.internal.step;

import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.mast4j.samediff.ir.Window;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A convolution, or its gradients where these stand for what they are gradients of.
 *
 * @param window that slides over the image
 * @param groups of channels that see only each other; depth-wise: one for each
 * @param image [B, H, W, C], dense
 * @param kernel [kh, kw, C / groups, O], each axis regular
 * @param bias [O], dense
 * @param result [B, H', W', O], dense
 */
public record Convolution(
    Window window,
    long groups,
    StridedView image,
    StridedView kernel,
    Optional<StridedView> bias,
    StridedView result) {

  /** The same of other images, of the same shapes. */
  public Convolution of(StridedView otherImage, StridedView otherResult) {
    return new Convolution(window, groups, otherImage, kernel, bias, otherResult);
  }

  double flops() {
    return 2.0 * result.length() * window.area() * kernel.size(2);
  }

  memory.desc imageDesc() {
    return PrimitiveStep.images(image);
  }

  memory.desc resultDesc() {
    return PrimitiveStep.images(result);
  }

  /** The kernel as it lies, in FLOAT. */
  memory.desc kernelDesc() {
    long output = kernel.stride(3);
    return new memory.desc(
        kernelShape(),
        PrimitiveStep.type(kernel),
        new long[] {
          kernel.size(3) / groups * output,
          output,
          kernel.stride(2),
          kernel.stride(0),
          kernel.stride(1)
        });
  }

  /** Sizes in oneDNN's order: groups, outputs and inputs of a group, height, width. */
  private long[] kernelShape() {
    return new long[] {
      groups, kernel.size(3) / groups, kernel.size(2), kernel.size(0), kernel.size(1)
    };
  }

  /** As oneDNN likes it. */
  private memory.desc anyKernel(DataType type) {
    return new memory.desc(kernelShape(), PrimitiveStep.type(type), memory.format_tag.any);
  }

  /** That in which is multiplied: of what is read, while what is written may be FLOAT. */
  private DataType type() {
    return image.type() == result.type() ? image.type() : DataType.BFLOAT16;
  }

  boolean isDepthwiseInBfloat16() {
    return groups > 1 && groups == kernel.size(3) && type() == DataType.BFLOAT16;
  }

  /** Without a bias, the empty description that oneDNN takes for none. */
  private memory.desc biasDesc() {
    return bias.map(PrimitiveStep::desc).orElseGet(memory.desc::new);
  }

  private long[] strides() {
    return new long[] {window.rows().stride(), window.columns().stride()};
  }

  /** oneDNN counts the elements that are left out between two. */
  private long[] gaps() {
    return new long[] {window.rows().dilation() - 1, window.columns().dilation() - 1};
  }

  private long[] before() {
    return new long[] {window.rows().before(), window.columns().before()};
  }

  private long[] after() {
    return new long[] {window.rows().after(), window.columns().after()};
  }

  convolution_forward.primitive_desc forward() {
    return forward(prop_kind.forward_inference, imageDesc(), resultDesc());
  }

  /** What the gradients are of. */
  private convolution_forward.primitive_desc hint() {
    return forward(
        prop_kind.forward_training,
        PrimitiveStep.images(image, type()),
        PrimitiveStep.images(result, type()));
  }

  private convolution_forward.primitive_desc forward(
      prop_kind kind, memory.desc from, memory.desc to) {
    return new convolution_forward.primitive_desc(
        PrimitiveStep.ENGINE,
        kind,
        algorithm.convolution_direct,
        from,
        anyKernel(type()),
        biasDesc(),
        to,
        strides(),
        gaps(),
        before(),
        after(),
        PrimitiveStep.noAttributes(),
        false);
  }

  convolution_backward_data.primitive_desc inputGradient() {
    return new convolution_backward_data.primitive_desc(
        PrimitiveStep.ENGINE,
        algorithm.convolution_direct,
        imageDesc(),
        anyKernel(type()),
        resultDesc(),
        strides(),
        gaps(),
        before(),
        after(),
        hint(),
        PrimitiveStep.noAttributes(),
        false);
  }

  convolution_backward_weights.primitive_desc kernelGradient() {
    return new convolution_backward_weights.primitive_desc(
        PrimitiveStep.ENGINE,
        algorithm.convolution_direct,
        imageDesc(),
        anyKernel(DataType.FLOAT),
        biasDesc(),
        resultDesc(),
        strides(),
        gaps(),
        before(),
        after(),
        hint(),
        PrimitiveStep.noAttributes(),
        false);
  }
}
