package org.mast4j.samediff.read;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.OneHot;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * One op of the graph with its inputs, and the program to which its translation is added.
 *
 * @param function the graph's op, never changed
 * @param inputs with known shapes
 * @param program being built
 */
record OpCall(DifferentialFunction function, List<Value> inputs, Program program) {

  Value input(int index) {
    return inputs.get(index);
  }

  /** The integer argument, or 0 where the op was given fewer. */
  long integer(int index) {
    long[] arguments = integers();
    return index < arguments.length ? arguments[index] : 0;
  }

  long[] integers() {
    return function instanceof DynamicCustomOp op ? op.iArgs() : new long[0];
  }

  /** The boolean argument, or false where the op was given fewer. */
  boolean flag(int index) {
    boolean[] arguments = function instanceof DynamicCustomOp op ? op.bArgs() : new boolean[0];
    return index < arguments.length && arguments[index];
  }

  /** The floating-point argument, or empty where the op was given fewer. */
  Optional<Double> real(int index) {
    double[] arguments = function instanceof DynamicCustomOp op ? op.tArgs() : new double[0];
    return index < arguments.length ? Optional.of(arguments[index]) : Optional.empty();
  }

  /** The scalar of an op of one tensor and one scalar; empty for other ops. */
  Optional<Double> scalar() {
    return function instanceof ScalarOp op && inputs.size() == 1
        ? Optional.of(op.scalar().getDouble(0))
        : Optional.empty();
  }

  /** The axes of a reduction as the op has them. */
  long[] axes() {
    if (function instanceof BaseReduceOp reduce) {
      int[] dimensions = reduce.getDimensions();
      return dimensions == null ? new long[0] : Arrays.stream(dimensions).asLongStream().toArray();
    }
    return integers();
  }

  boolean keepsDimensions() {
    return function instanceof BaseReduceOp reduce ? reduce.isKeepDims() : flag(0);
  }

  /** The integers that an input holds, where they are known before the graph runs. */
  Optional<long[]> known(int index) {
    return input(index)
        .constant()
        .map(array -> array.dup('c').reshape(array.length()).toLongVector());
  }

  /** The matrix that {@code onehot} makes of known indices; empty for other ops. */
  Optional<OneHot> oneHot() {
    boolean plain =
        function.opName().equals("onehot")
            && inputs.size() == 1
            && input(0).rank() == 1
            && real(0).orElse(1.0) == 1
            && real(1).orElse(0.0) == 0
            && ResultShapes.stock(function, inputs).get(0).dataType() == DataType.FLOAT;
    if (!plain) {
      return Optional.empty();
    }
    int depth = (int) integer(1);
    int[] indices = input(0).constant().orElseThrow().dup('c').toIntVector();
    boolean inside = Arrays.stream(indices).allMatch(index -> index >= 0 && index < depth);
    return inside ? Optional.of(new OneHot(indices, depth, integer(0) == 0)) : Optional.empty();
  }

  Value add(Op op, long[] shape, Value... operands) {
    return program.add(op, shape, operands);
  }

  Value reshape(Value x, long... shape) {
    return Arrays.equals(x.shape(), shape) ? x : add(new PlaceOp.Reshape(), shape, x);
  }

  Value permute(Value x, int... axes) {
    if (Arrays.equals(axes, IntStream.range(0, axes.length).toArray())) {
      return x;
    }
    long[] shape = Arrays.stream(axes).mapToLong(x::size).toArray();
    return add(new PlaceOp.Permute(axes), shape, x);
  }

  Value scale(Value x, double factor) {
    return factor == 1 ? x : add(ElementWiseOp.Unary.linear(factor, 0), x.shape(), x);
  }

  /** An element-wise operation with NumPy's broadcasting; a plain sum where shapes agree. */
  Value binary(ElementWiseOp.Arithmetic arithmetic, Value a, Value b) {
    if (arithmetic == ElementWiseOp.Arithmetic.ADD && Arrays.equals(a.shape(), b.shape())) {
      return add(new ElementWiseOp.Sum(), a.shape(), a, b);
    }
    return add(
        new ElementWiseOp.Binary(arithmetic), ResultShapes.broadcast(a.shape(), b.shape()), a, b);
  }

  /** Sums {@code x} over the axes along which {@code shape} was broadcast to it. */
  Value sumTo(Value x, long[] shape) {
    long[] full = ResultShapes.padded(shape, x.rank());
    Value result = x;
    int axis = x.rank();
    while (axis > 0) {
      int to = axis;
      while (axis > 0 && full[axis - 1] == 1 && x.size(axis - 1) != 1) {
        axis--;
      }
      if (axis < to) {
        result =
            add(
                new ElementWiseOp.Reduce(axis, to, false),
                ResultShapes.without(result.shape(), axis, to),
                result);
      } else {
        axis--;
      }
    }
    return reshape(result, shape);
  }
}
