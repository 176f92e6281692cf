package org.mast4j.samediff.read;

import static org.mast4j.samediff.read.Translator.single;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.nd4j.linalg.factory.Nd4j;

/** Ops that only move elements, and their gradients. */
final class Structure {
  /** The order that reshape is given in front of its dimensions: -'c'. */
  private static final long ORDER_C = -99;

  private Structure() {}

  static void register(Map<String, Translator> translators) {
    translators.put(
        "shape_of",
        single(
            call ->
                Optional.of(Program.known("shape", Nd4j.createFromArray(call.input(0).shape())))));
    translators.put("reshape", single(Structure::reshape));
    translators.put("permute", single(Structure::permute));
    translators.put("slice", single(Structure::slice));
    translators.put("slice_bp", single(Structure::sliceGradient));
    translators.put(
        "strided_slice",
        single(
            call ->
                StridedBox.of(call, call.input(0))
                    .map(box -> call.reshape(cut(call, call.input(0), box), box.shape()))));
    translators.put(
        "strided_slice_bp",
        single(
            call ->
                StridedBox.of(call, call.input(0))
                    .map(box -> call.reshape(call.input(1), box.size()))
                    .map(
                        dy ->
                            pad(
                                call,
                                dy,
                                StridedBox.of(call, call.input(0)).orElseThrow().from(),
                                call.input(0).shape()))));
    translators.put("concat", single(Structure::concat));
    translators.put("concat_bp", Structure::concatGradient);
    translators.put("pad", single(Structure::pad));
    translators.put("unstack", Structure::unstack);
    translators.put("stack", single(Structure::stack));
    translators.put("expand_dims", single(Structure::reshapeAsStock));
    translators.put("squeeze", single(Structure::reshapeAsStock));
  }

  private static Optional<Value> reshape(OpCall call) {
    long[] dimensions;
    if (call.inputs().size() == 2) {
      Optional<long[]> known = call.known(1);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      dimensions = known.get();
    } else {
      if (call.integer(0) != ORDER_C) {
        return Optional.empty();
      }
      dimensions = Arrays.copyOfRange(call.integers(), 1, call.integers().length);
    }
    long known = 1;
    for (long size : dimensions) {
      if (size == 0 || size < -1) {
        return Optional.empty();
      }
      known *= Math.abs(size);
    }
    long length = call.input(0).length();
    long[] shape = Arrays.stream(dimensions).map(size -> size == -1 ? 0 : size).toArray();
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0) {
        shape[i] = length / known;
      }
    }
    if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) != length) {
      throw new UnplannableException(
          "reshape of " + call.input(0) + " to " + Arrays.toString(dimensions));
    }
    return Optional.of(call.reshape(call.input(0), shape));
  }

  private static Optional<Value> reshapeAsStock(OpCall call) {
    long[] shape = ResultShapes.stock(call.function(), call.inputs()).get(0).getShape();
    return Optional.of(call.reshape(call.input(0), shape));
  }

  private static Optional<Value> permute(OpCall call) {
    long[] integers = call.integers();
    Value x = call.input(0);
    if (call.inputs().size() != 1 || integers.length != x.rank()) {
      return Optional.empty();
    }
    int[] axes = Arrays.stream(integers).mapToInt(axis -> axis(axis, x)).toArray();
    return Optional.of(call.permute(x, axes));
  }

  private static int axis(long axis, Value x) {
    return (int) (axis < 0 ? axis + x.rank() : axis);
  }

  private record Box(long[] from, long[] size) {}

  /** Begin and size are integer arguments, or inputs 1 and 2. */
  private static Optional<Box> box(OpCall call, int inputs) {
    Value x = call.input(0);
    int rank = x.rank();
    long[] from;
    long[] size;
    if (call.inputs().size() == inputs && call.integers().length == 2 * rank) {
      from = Arrays.copyOfRange(call.integers(), 0, rank);
      size = Arrays.copyOfRange(call.integers(), rank, 2 * rank);
    } else if (call.inputs().size() == inputs + 2) {
      Optional<long[]> begin = call.known(1);
      Optional<long[]> extent = call.known(2);
      if (begin.isEmpty() || extent.isEmpty()) {
        return Optional.empty();
      }
      from = begin.get();
      size = extent.get();
    } else {
      return Optional.empty();
    }
    for (int i = 0; i < rank; i++) {
      size[i] = size[i] == -1 ? x.size(i) - from[i] : size[i];
    }
    return Optional.of(new Box(from, size));
  }

  private static Optional<Value> slice(OpCall call) {
    return box(call, 1)
        .map(box -> call.add(new PlaceOp.Slice(box.from()), box.size(), call.input(0)));
  }

  private static Optional<Value> sliceGradient(OpCall call) {
    Value dy = call.input(call.inputs().size() - 1); // begin and size stand in front of it
    return box(call, 2).map(box -> pad(call, dy, box.from(), call.input(0).shape()));
  }

  private static Value cut(OpCall call, Value x, StridedBox box) {
    return call.add(new PlaceOp.Slice(box.from()), box.size(), x);
  }

  private static Value pad(OpCall call, Value x, long[] before, long[] shape) {
    return Arrays.equals(x.shape(), shape) ? x : call.add(new PlaceOp.Pad(before), shape, x);
  }

  private static Optional<Value> pad(OpCall call) {
    boolean zeros = call.integer(0) == 0 && call.real(0).orElse(0.0) == 0;
    Optional<long[]> known = call.inputs().size() == 2 ? call.known(1) : Optional.empty();
    if (!zeros || known.isEmpty()) {
      return Optional.empty();
    }
    long[] paddings = known.get(); // before, after of each axis
    long[] before = new long[paddings.length / 2];
    long[] shape = call.input(0).shape();
    for (int i = 0; i < before.length; i++) {
      before[i] = paddings[2 * i];
      shape[i] += paddings[2 * i] + paddings[2 * i + 1];
    }
    return Optional.of(pad(call, call.input(0), before, shape));
  }

  private static Optional<Value> concat(OpCall call) {
    if (call.flag(0)) { // the axis is the last input
      return Optional.empty();
    }
    List<Value> inputs = call.inputs();
    int axis = axis(call.integer(0), inputs.get(0));
    long[] shape = inputs.get(0).shape();
    shape[axis] = inputs.stream().mapToLong(value -> value.size(axis)).sum();
    return Optional.of(call.add(new PlaceOp.Concat(axis), shape, inputs.toArray(Value[]::new)));
  }

  /** Inputs a, b, .., dy. */
  private static Optional<List<Value>> concatGradient(OpCall call) {
    if (call.flag(0)) {
      return Optional.empty();
    }
    int count = call.inputs().size() - 1;
    Value dy = call.input(count);
    int axis = axis(call.integer(0), dy);
    long[] from = new long[dy.rank()];
    List<Value> gradients = new ArrayList<>();
    for (Value input : call.inputs().subList(0, count)) {
      gradients.add(call.add(new PlaceOp.Slice(from.clone()), input.shape(), dy));
      from[axis] += input.size(axis);
    }
    return Optional.of(gradients);
  }

  private static Optional<List<Value>> unstack(OpCall call) {
    Value x = call.input(0);
    int axis = axis(call.integer(0), x);
    long[] size = ResultShapes.withOnes(x.shape(), axis, axis + 1);
    long[] shape = ResultShapes.without(x.shape(), axis, axis + 1);
    List<Value> parts = new ArrayList<>();
    for (long i = 0; i < x.size(axis); i++) {
      long[] from = new long[x.rank()];
      from[axis] = i;
      parts.add(call.reshape(call.add(new PlaceOp.Slice(from), size, x), shape));
    }
    return Optional.of(parts);
  }

  private static Optional<Value> stack(OpCall call) {
    Value first = call.input(0);
    int axis = (int) (call.integer(0) < 0 ? call.integer(0) + first.rank() + 1 : call.integer(0));
    long[] part = new long[first.rank() + 1];
    System.arraycopy(first.shape(), 0, part, 0, axis);
    part[axis] = 1;
    System.arraycopy(first.shape(), axis, part, axis + 1, first.rank() - axis);
    Value[] parts =
        call.inputs().stream().map(value -> call.reshape(value, part)).toArray(Value[]::new);
    long[] shape = part.clone();
    shape[axis] = parts.length;
    return Optional.of(call.add(new PlaceOp.Concat(axis), shape, parts));
  }
}
