package org.mast4j.samediff.ir;

/** What slides a {@link Window} over images. */
public sealed interface ImageOp extends Op {

  /**
   * {@code x [B, H, W, C], kernel [kh, kw, C / groups, O], [bias [O]] -> y [B, H', W', O]}; with C
   * groups it is depth-wise.
   */
  record Convolution(Window window, long groups) implements ImageOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code kernel, dy -> dx}. */
  record ConvolutionInputGradient(Window window, long groups) implements ImageOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code x, dy -> dkernel, [dbias]}. */
  record ConvolutionKernelGradient(Window window, long groups) implements ImageOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code x [B, H, W, C] -> y [B, H', W', C]}. */
  record MaxPool(Window window) implements ImageOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code x, dy -> dx}. */
  record MaxPoolGradient(Window window) implements ImageOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }
}
