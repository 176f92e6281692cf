package org.mast4j.samediff.ir;

import org.nd4j.autodiff.functions.DifferentialFunction;

/**
 * What a {@link Node} computes. All tensors are FLOAT but those of {@link Stock}; shapes are the
 * values' own. Inputs and outputs are listed as {@code inputs -> outputs}.
 */
public sealed interface Op permits MatrixOp, ElementWiseOp, PlaceOp, ImageOp, Op.Stock {

  /** Calls the visitor's method for this kind of op. */
  void accept(Node node, Visitor visitor);

  /** Has a method for every kind of op, so that an engine that lacks one doesn't compile. */
  interface Visitor {
    void visit(Node node, MatrixOp.MatMul op);

    void visit(Node node, MatrixOp.WeightGradient op);

    void visit(Node node, MatrixOp.LayerNorm op);

    void visit(Node node, MatrixOp.LayerNormGradient op);

    void visit(Node node, MatrixOp.Softmax op);

    void visit(Node node, MatrixOp.SoftmaxGradient op);

    void visit(Node node, MatrixOp.Attention op);

    void visit(Node node, MatrixOp.RelativeAttention op);

    void visit(Node node, MatrixOp.AttentionGradient op);

    void visit(Node node, ElementWiseOp.Unary op);

    void visit(Node node, ElementWiseOp.UnaryGradient op);

    void visit(Node node, ElementWiseOp.Binary op);

    void visit(Node node, ElementWiseOp.Sum op);

    void visit(Node node, ElementWiseOp.Reduce op);

    void visit(Node node, ElementWiseOp.Broadcast op);

    void visit(Node node, PlaceOp.Reshape op);

    void visit(Node node, PlaceOp.Permute op);

    void visit(Node node, PlaceOp.Slice op);

    void visit(Node node, PlaceOp.Concat op);

    void visit(Node node, PlaceOp.Pad op);

    void visit(Node node, ImageOp.Convolution op);

    void visit(Node node, ImageOp.ConvolutionInputGradient op);

    void visit(Node node, ImageOp.ConvolutionKernelGradient op);

    void visit(Node node, ImageOp.MaxPool op);

    void visit(Node node, ImageOp.MaxPoolGradient op);

    void visit(Node node, Stock op);
  }

  /** Whatever else: run by ND4J on dense arrays. */
  record Stock(DifferentialFunction function) implements Op {
    @Override
    public String toString() {
      return function.opName();
    }

    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }
}
