package org.mast4j.samediff.onednn.ir;

import org.nd4j.autodiff.functions.DifferentialFunction;

/**
 * What a {@link Node} computes. All tensors are FLOAT but those of {@link Stock}; shapes are the
 * values' own. Inputs and outputs are listed as {@code inputs -> outputs}.
 */
public sealed interface Op {

  /**
   * {@code scale * a b [+ bias] [+ residual]}: a [.., M, K], b [.., K, N] after the transpositions,
   * of equal leading dimensions; bias [N] (before the scale), residual as the output; {@code a, b,
   * [bias], [residual] -> y}.
   */
  record MatMul(boolean transposeA, boolean transposeB, float scale, boolean bias, boolean residual)
      implements Op {
    public MatMul withScale(float factor) {
      return new MatMul(transposeA, transposeB, scale * factor, bias, residual);
    }

    public MatMul withBias() {
      return new MatMul(transposeA, transposeB, scale, true, residual);
    }

    public MatMul withResidual() {
      return new MatMul(transposeA, transposeB, scale, bias, true);
    }
  }

  /**
   * Of a linear layer: {@code g [M, out], x [M, in] -> g^T x [out, in], column sums of g [out]}.
   */
  record WeightGradient() implements Op {}

  /** Over the last axis: {@code x [.., D], gain [D], bias [D] -> y, mean [M], variance [M]}. */
  record LayerNorm(float epsilon) implements Op {}

  /** {@code x, gain, dy, mean, variance -> dx, dgain, dbias}. */
  record LayerNormGradient(float epsilon) implements Op {}

  /** Over the last axis: {@code x -> y}. */
  record Softmax() implements Op {}

  /** From the softmax's result: {@code y, dy -> dx}. */
  record SoftmaxGradient() implements Op {}

  /** {@code softmax(scale q k^T [+ bias]) v}: q [G, M, d], k [G, N, d], v [G, N, e]. */
  record Attention(float scale, boolean bias) implements Op {}

  /**
   * The gradients of attention without bias: {@code q, k, v, dy -> dq, dk, dv}, the products that
   * make the scores, dq and dk times these factors.
   */
  record AttentionGradient(float scale, float queryScale, float keyScale) implements Op {}

  /** Element-wise functions; alpha and beta are their parameters. */
  enum Function {
    /** alpha x + beta. */
    LINEAR,
    /** alpha x^beta. */
    POWER,
    SQUARE,
    SQUARE_ROOT,
    ABSOLUTE,
    EXPONENTIAL,
    LOGARITHM,
    TANH,
    SIGMOID,
    RELU,
    /** x sigmoid(alpha x); the stock {@code gelu} with alpha 1.702. */
    SWISH,
    /** x Phi(x). */
    GELU
  }

  /** {@code x -> f(x)}. */
  record Unary(Function function, float alpha, float beta) implements Op {
    public static Unary of(Function function) {
      return new Unary(function, 0, 0);
    }

    public static Unary linear(double alpha, double beta) {
      return new Unary(Function.LINEAR, (float) alpha, (float) beta);
    }

    /** Whether it is alpha x. */
    public boolean isScale() {
      return function == Function.LINEAR && beta == 0;
    }
  }

  /** {@code x, dy -> f'(x) dy}. */
  record UnaryGradient(Function function, float alpha) implements Op {}

  /** Element-wise operations of two. */
  enum Arithmetic {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MAXIMUM,
    MINIMUM
  }

  /** {@code a, b -> y}, with NumPy's broadcasting. */
  record Binary(Arithmetic arithmetic) implements Op {}

  /** Two or more values of one shape: {@code a, b, .. -> a + b + ..}. */
  record Sum() implements Op {}

  /** Sum or mean over neighbouring axes {@code from} (inclusive) to {@code to} (exclusive). */
  record Reduce(int from, int to, boolean mean) implements Op {}

  /** Repeats along axes of size 1 or missing in front: {@code x -> y}. */
  record Broadcast() implements Op {}

  /** {@code x -> y}, elements in the order of 'c'. */
  record Reshape() implements Op {}

  /** {@code x -> y}, y's axis i is x's {@code axes[i]}. */
  record Permute(int... axes) implements Op {
    /** The axes of the permutation back. */
    public int[] inverse() {
      int[] inverse = new int[axes.length];
      for (int i = 0; i < axes.length; i++) {
        inverse[axes[i]] = i;
      }
      return inverse;
    }
  }

  /** A box of x from {@code from} on; the size is the output's. */
  record Slice(long... from) implements Op {}

  /** {@code a, b, .. -> y}. */
  record Concat(int axis) implements Op {}

  /** x in a larger box of zeros, {@code before} elements from its start. */
  record Pad(long... before) implements Op {}

  /**
   * {@code x [B, H, W, C], kernel [kh, kw, C / groups, O], [bias [O]] -> y [B, H', W', O]}; with C
   * groups it is depth-wise.
   */
  record Convolution(Window window, long groups) implements Op {}

  /** {@code kernel, dy -> dx}. */
  record ConvolutionInputGradient(Window window, long groups) implements Op {}

  /** {@code x, dy -> dkernel, [dbias]}. */
  record ConvolutionKernelGradient(Window window, long groups) implements Op {}

  /** {@code x [B, H, W, C] -> y [B, H', W', C]}. */
  record MaxPool(Window window) implements Op {}

  /** {@code x, dy -> dx}. */
  record MaxPoolGradient(Window window) implements Op {}

  /** Whatever else: run by ND4J on dense arrays. */
  record Stock(DifferentialFunction function) implements Op {
    @Override
    public String toString() {
      return function.opName();
    }
  }
}
