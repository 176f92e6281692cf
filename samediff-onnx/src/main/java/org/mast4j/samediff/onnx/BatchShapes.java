package org.mast4j.samediff.onnx;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Which axes of a program's values grow with the batch: known by reading the same graph for two
 * batches, of which everything else must be the same.
 */
final class BatchShapes {
  /** The sizes of the two batches. */
  static final long ONE = 2;

  static final long OTHER = 3;

  /** The size of an axis that grows with the batch. */
  private static final long GROWS = -1;

  private final Map<Value, long[]> shapes = new IdentityHashMap<>();

  /**
   * Compares two programs of one graph.
   *
   * @param one for {@link #ONE} clips, of which the shapes are asked
   * @param other for {@link #OTHER} clips
   * @throws IllegalArgumentException if the batch changes more than sizes
   */
  BatchShapes(Program one, Program other) {
    List<Node> nodes = one.nodes();
    List<Node> others = other.nodes();
    one.placeholders()
        .forEach((name, value) -> compare(name, value, other.placeholders().get(name)));
    boolean same = nodes.size() == others.size();
    for (int i = 0; same && i < nodes.size(); i++) {
      same = isSame(nodes.get(i).op(), others.get(i).op());
      List<Value> outputs = nodes.get(i).outputs();
      for (int j = 0; same && j < outputs.size(); j++) {
        compare(nodes.get(i).op().toString(), outputs.get(j), others.get(i).outputs().get(j));
      }
    }
    if (!same) {
      throw new IllegalArgumentException(
          "what the graph does depends on the size of the batch; a graph for ONNX does the same"
              + " for every batch");
    }
  }

  private void compare(String name, Value one, Value other) {
    long[] shape = one.shape();
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == other.size(axis)) {
        continue;
      }
      if (shape[axis] * OTHER != other.size(axis) * ONE) {
        throw new IllegalArgumentException(
            "axis %d of %s is %d for %d clips and %d for %d; expected as many values for each clip"
                .formatted(axis, name, shape[axis], ONE, other.size(axis), OTHER));
      }
      shape[axis] = GROWS;
    }
    shapes.put(one, shape);
  }

  /** A record's equality is that of its arrays' places, not of what they hold. */
  private static boolean isSame(Op one, Op other) {
    if (one instanceof PlaceOp.Permute a && other instanceof PlaceOp.Permute b) {
      return Arrays.equals(a.axes(), b.axes());
    }
    if (one instanceof PlaceOp.Slice a && other instanceof PlaceOp.Slice b) {
      return Arrays.equals(a.from(), b.from());
    }
    if (one instanceof PlaceOp.Pad a && other instanceof PlaceOp.Pad b) {
      return Arrays.equals(a.before(), b.before());
    }
    return Objects.equals(one, other);
  }

  /** Whether an axis grows with the batch. */
  boolean grows(Value value, int axis) {
    return of(value)[axis] == GROWS;
  }

  /** The shape, with -1 for an axis that grows with the batch. */
  long[] of(Value value) {
    return shapes.getOrDefault(value, value.shape()).clone(); // parameters have their own shape
  }
}
