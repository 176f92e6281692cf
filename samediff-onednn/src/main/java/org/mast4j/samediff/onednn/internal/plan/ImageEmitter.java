package org.mast4j.samediff.onednn.internal.plan;

import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.Convolution;
import org.mast4j.samediff.onednn.internal.step.ConvolutionStep;
import org.mast4j.samediff.onednn.internal.step.PoolStep;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Steps on images. These are made dense first: oneDNN takes images with gaps between them, and then
 * computes wrong gradients of a depth-wise kernel.
 */
final class ImageEmitter {
  private final List<Step> steps;
  private final Layout layout;

  ImageEmitter(List<Step> steps, Layout layout) {
    this.steps = steps;
    this.layout = layout;
  }

  private StridedView operand(Node node, int input) {
    return layout.dense(node.input(input), layout.types().operands(node));
  }

  void convolution(Node node, ImageOp.Convolution op) {
    StridedView x = operand(node, 0);
    StridedView kernel = layout.regular(node.input(1));
    Optional<StridedView> bias = node.inputs().stream().skip(2).findFirst().map(layout::dense);
    StridedView y = layout.denseDestination(node.output());
    steps.add(
        ConvolutionStep.forward(new Convolution(op.window(), op.groups(), x, kernel, bias, y)));
  }

  void inputGradient(Node node, ImageOp.ConvolutionInputGradient op) {
    StridedView kernel = layout.regular(node.input(0));
    StridedView dy = operand(node, 1);
    StridedView dx = layout.denseDestination(node.output());
    Convolution all = new Convolution(op.window(), op.groups(), dx, kernel, Optional.empty(), dy);
    if (ConvolutionStep.wantsFloatInputGradient(all)) {
      StridedView wide = dx.type() == DataType.FLOAT ? dx : StridedView.scratch(dx.shape());
      steps.add(ConvolutionStep.inputGradient(all.of(wide, layout.dense(node.input(1)))));
      layout.alias(node.output(), wide);
    } else {
      steps.add(ConvolutionStep.inputGradient(all));
    }
  }

  void kernelGradient(Node node, ImageOp.ConvolutionKernelGradient op) {
    StridedView x = operand(node, 0);
    StridedView dy = operand(node, 1);
    StridedView dkernel = layout.destination(node.output(), StridedView::isRegular);
    Optional<StridedView> dbias =
        node.outputs().stream().skip(1).findFirst().map(layout::denseDestination);
    Convolution all = new Convolution(op.window(), op.groups(), x, dkernel, dbias, dy);
    steps.add(
        ConvolutionStep.kernelGradient(
            ConvolutionStep.wantsFloatKernelGradient(all)
                ? all.of(layout.dense(node.input(0)), layout.dense(node.input(1)))
                : all));
  }

  void maxPool(Node node, ImageOp.MaxPool op) {
    StridedView x = layout.dense(node.input(0));
    StridedView y = layout.denseDestination(node.output());
    steps.add(PoolStep.forward(op.window(), x, y));
  }

  void maxPoolGradient(Node node, ImageOp.MaxPoolGradient op) {
    StridedView x = layout.dense(node.input(0));
    StridedView dy = layout.dense(node.input(1));
    StridedView y = StridedView.scratch(node.input(1).shape());
    StridedView dx = layout.denseDestination(node.output());
    steps.add(PoolStep.backward(op.window(), x, y, dy, dx));
  }
}
