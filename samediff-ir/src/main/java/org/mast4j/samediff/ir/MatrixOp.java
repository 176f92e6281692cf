package org.mast4j.samediff.ir;

import java.util.Optional;

/** What is made of matrix products, or works on the rows of a matrix. */
public sealed interface MatrixOp extends Op {
  /** The last input of a node, if it is what the op adds to its result. */
  private static Optional<Value> residual(Node node, boolean has) {
    return has ? Optional.of(node.input(node.inputs().size() - 1)) : Optional.empty();
  }

  /**
   * {@code scale * a b [+ bias] [+ residual]}: a [.., M, K], b [.., K, N] after the transpositions,
   * of equal leading dimensions; bias [N] (before the scale), residual as the output; {@code a, b,
   * [bias], [residual] -> y}.
   */
  record MatMul(boolean transposeA, boolean transposeB, float scale, boolean bias, boolean residual)
      implements MatrixOp {
    public MatMul withScale(float factor) {
      return new MatMul(transposeA, transposeB, scale * factor, bias, residual);
    }

    public MatMul withBias() {
      return new MatMul(transposeA, transposeB, scale, true, residual);
    }

    public MatMul withResidual() {
      return new MatMul(transposeA, transposeB, scale, bias, true);
    }

    /** A node's bias. */
    public Optional<Value> bias(Node node) {
      return bias ? Optional.of(node.input(2)) : Optional.empty();
    }

    /** What a node of this op adds to its result. */
    public Optional<Value> residual(Node node) {
      return MatrixOp.residual(node, residual);
    }

    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /**
   * Of a linear layer: {@code g [M, out], x [M, in] -> g^T x [out, in], column sums of g [out]}.
   */
  record WeightGradient() implements MatrixOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** Over the last axis: {@code x [.., D], gain [D], bias [D] -> y, mean [M], variance [M]}. */
  record LayerNorm(float epsilon) implements MatrixOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code x, gain, dy, mean, variance -> dx, dgain, dbias}. */
  record LayerNormGradient(float epsilon) implements MatrixOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** Over the last axis: {@code x -> y}. */
  record Softmax() implements MatrixOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** From the softmax's result: {@code y, dy -> dx}. */
  record SoftmaxGradient() implements MatrixOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /**
   * {@code softmax(scale q k^T [+ bias]) v [+ residual]}: {@code q [G, M, d], k [G, N, d], v [G, N,
   * e], [bias] [G, M, N], [residual] -> y [G, M, e]}.
   */
  record Attention(float scale, boolean bias, boolean residual) implements MatrixOp {
    public Attention withResidual() {
      return new Attention(scale, bias, true);
    }

    /** What a node adds to its scores. */
    public Optional<Value> bias(Node node) {
      return bias ? Optional.of(node.input(3)) : Optional.empty();
    }

    /** What a node of this op adds to its result. */
    public Optional<Value> residual(Node node) {
      return MatrixOp.residual(node, residual);
    }

    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /**
   * Attention over grids of queries and keys, whose bias is made of tables of relative positions:
   * {@code softmax(scale q k^T + E) v [+ residual]} with {@code E_ij = q_i . R[rows of i, j] + q_i
   * . C[columns of i, j]}; {@code q [G, M, d], k [G, N, d], v [G, N, e], R [.., d], C [.., d],
   * [residual] -> y [G, M, e]}. E, which has as many values as there are pairs, is never whole.
   *
   * @param rows entries of R
   * @param columns entries of C
   * @param classToken whether a token without a position goes in front of both grids, whose part of
   *     E is 0
   */
  record RelativeAttention(
      float scale,
      RelativeEntries rows,
      RelativeEntries columns,
      boolean classToken,
      boolean residual)
      implements MatrixOp {
    /** What a node of this op adds to its result. */
    public Optional<Value> residual(Node node) {
      return MatrixOp.residual(node, residual);
    }

    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /**
   * The gradients of attention without bias: {@code q, k, v, dy -> dq, dk, dv}, the products that
   * make the scores, dq and dk times these factors.
   */
  record AttentionGradient(float scale, float queryScale, float keyScale) implements MatrixOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }
}
