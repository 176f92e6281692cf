package org.mast4j.samediff.onnx;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Parameters, tensors that the reader found to be known, and what the graph makes of them by moving
 * their elements alone (a slice of a weight, a kernel of another layout): done once, when the file
 * is written, so that runtimes find tensors.
 */
final class MovedTensors {
  private final Map<Value, INDArray> arrays = new IdentityHashMap<>();
  private final Map<Value, String> names = new IdentityHashMap<>();

  /**
   * @param parameters the array of each variable's name
   */
  MovedTensors(Program program, Function<String, INDArray> parameters) {
    program
        .variables()
        .forEach(
            (name, value) -> {
              if (value.isFloat()) {
                put(value, name, parameters.apply(name));
              }
            });
    for (Node node : program.nodes()) {
      for (Value input : node.inputs()) {
        input
            .constant()
            .filter(known -> input.isFloat())
            .ifPresent(known -> put(input, input.name(), known));
      }
      if (node.op() instanceof PlaceOp op && node.inputs().stream().allMatch(arrays::containsKey)) {
        INDArray moved = moved(node, op).dup('c').reshape('c', node.output().shape());
        put(node.output(), names.get(node.input(0)), moved);
      }
    }
  }

  private void put(Value value, String name, INDArray array) {
    arrays.put(value, array);
    names.put(value, name);
  }

  /** The elements of a value, if they are known before the graph runs. */
  Optional<INDArray> array(Value value) {
    return Optional.ofNullable(arrays.get(value));
  }

  /** The name of the parameter that such a value is, or is made of. */
  String name(Value value) {
    return names.get(value);
  }

  private INDArray moved(Node node, PlaceOp op) {
    INDArray x = arrays.get(node.input(0));
    long[] shape = node.output().shape();
    if (op instanceof PlaceOp.Permute permute) {
      return x.permute(permute.axes());
    }
    if (op instanceof PlaceOp.Slice slice) {
      return x.get(box(slice.from(), shape));
    }
    if (op instanceof PlaceOp.Pad pad) {
      INDArray padded = Nd4j.zeros(x.dataType(), shape);
      padded.put(box(pad.before(), x.shape()), x);
      return padded;
    }
    if (op instanceof PlaceOp.Concat concat) {
      return Nd4j.concat(
          concat.axis(), node.inputs().stream().map(arrays::get).toArray(INDArray[]::new));
    }
    return x; // reshaped by whoever asks
  }

  private static INDArrayIndex[] box(long[] from, long[] size) {
    return IntStream.range(0, from.length)
        .mapToObj(i -> NDArrayIndex.interval(from[i], from[i] + size[i]))
        .toArray(INDArrayIndex[]::new);
  }
}
