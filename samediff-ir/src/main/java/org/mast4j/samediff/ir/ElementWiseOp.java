package org.mast4j.samediff.ir;

/** What is computed element by element, with repetition and reduction along axes. */
public sealed interface ElementWiseOp extends Op {

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
  record Unary(Function function, float alpha, float beta) implements ElementWiseOp {
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

    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code x, dy -> f'(x) dy}. */
  record UnaryGradient(Function function, float alpha) implements ElementWiseOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

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
  record Binary(Arithmetic arithmetic) implements ElementWiseOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** Two or more values of one shape: {@code a, b, .. -> a + b + ..}. */
  record Sum() implements ElementWiseOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** Sum or mean over neighbouring axes {@code from} (inclusive) to {@code to} (exclusive). */
  record Reduce(int from, int to, boolean mean) implements ElementWiseOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** Repeats along axes of size 1 or missing in front: {@code x -> y}. */
  record Broadcast() implements ElementWiseOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }
}
