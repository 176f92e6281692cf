package org.mast4j.samediff.rewrite;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Gradients of slices and concatenations. A sum of padded pieces that tile the whole is their
 * concatenation; a sum of all the equal slices of a value is one reduction.
 */
final class JoinPieces implements Rewrite {
  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (node.op() instanceof ElementWiseOp.Sum) {
        joinPads(program, node);
        joinSlices(program, node);
      }
    }
  }

  private static void joinPads(Program program, Node sum) {
    List<Value> terms = sum.inputs();
    if (!terms.stream().allMatch(t -> Match.producer(t, PlaceOp.Pad.class).isPresent())) {
      return;
    }
    long[] shape = sum.output().shape();
    List<Node> pads = terms.stream().map(term -> term.producer().orElseThrow()).toList();
    OptionalInt axis = onlyPaddedAxis(pads.get(0), shape);
    if (axis.isEmpty()) {
      return;
    }
    int a = axis.getAsInt();
    List<Node> sorted =
        pads.stream().sorted(Comparator.comparingLong(pad -> before(pad)[a])).toList();
    long next = 0;
    for (Node pad : sorted) {
      if (onlyPaddedAxis(pad, shape).orElse(-1) != a || before(pad)[a] != next) {
        return;
      }
      next += pad.input(0).size(a);
    }
    if (next == shape[a]) {
      program.at(sum.order());
      Value[] parts = sorted.stream().map(pad -> pad.input(0)).toArray(Value[]::new);
      program.replace(sum.output(), program.add(new PlaceOp.Concat(a), shape, parts));
    }
  }

  private static long[] before(Node pad) {
    return ((PlaceOp.Pad) pad.op()).before();
  }

  private static OptionalInt onlyPaddedAxis(Node pad, long[] shape) {
    int[] axes =
        java.util.stream.IntStream.range(0, shape.length)
            .filter(i -> pad.input(0).size(i) != shape[i])
            .toArray();
    return axes.length == 1 ? OptionalInt.of(axes[0]) : OptionalInt.empty();
  }

  private static void joinSlices(Program program, Node sum) {
    List<Value> terms = sum.inputs();
    if (!terms.stream().allMatch(t -> Match.producer(t, PlaceOp.Slice.class).isPresent())) {
      return;
    }
    Value whole = terms.get(0).producer().orElseThrow().input(0);
    long[] part = sum.output().shape();
    int[] axes =
        java.util.stream.IntStream.range(0, part.length)
            .filter(i -> part[i] != whole.size(i))
            .toArray();
    if (axes.length != 1 || part[axes[0]] * terms.size() != whole.size(axes[0])) {
      return;
    }
    int axis = axes[0];
    long[] starts =
        terms.stream()
            .map(term -> term.producer().orElseThrow())
            .filter(node -> node.input(0) == whole)
            .mapToLong(node -> ((PlaceOp.Slice) node.op()).from()[axis])
            .sorted()
            .toArray();
    for (int i = 0; i < terms.size(); i++) {
      if (starts.length != terms.size() || starts[i] != i * part[axis]) {
        return;
      }
    }
    long[] split = new long[part.length + 1];
    System.arraycopy(part, 0, split, 0, axis);
    split[axis] = terms.size();
    System.arraycopy(part, axis, split, axis + 1, part.length - axis);
    program.at(sum.order());
    Value pieces = program.add(new PlaceOp.Reshape(), split, whole);
    program.replace(
        sum.output(), program.add(new ElementWiseOp.Reduce(axis, axis + 1, false), part, pieces));
  }
}
