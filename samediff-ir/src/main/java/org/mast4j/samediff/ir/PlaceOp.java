package org.mast4j.samediff.ir;

/** What moves elements and computes nothing. */
public sealed interface PlaceOp extends Op {

  /** {@code x -> y}, elements in the order of 'c'. */
  record Reshape() implements PlaceOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code x -> y}, y's axis i is x's {@code axes[i]}. */
  record Permute(int... axes) implements PlaceOp {
    /** The axes of the permutation back. */
    public int[] inverse() {
      int[] inverse = new int[axes.length];
      for (int i = 0; i < axes.length; i++) {
        inverse[axes[i]] = i;
      }
      return inverse;
    }

    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** A box of x from {@code from} on; the size is the output's. */
  record Slice(long... from) implements PlaceOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** {@code a, b, .. -> y}. */
  record Concat(int axis) implements PlaceOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }

  /** x in a larger box of zeros, {@code before} elements from its start. */
  record Pad(long... before) implements PlaceOp {
    @Override
    public void accept(Node node, Visitor visitor) {
      visitor.visit(node, this);
    }
  }
}
