package org.mast4j.samediff.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mast4j.samediff.ir.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Shapes of results. */
final class ResultShapes {
  private ResultShapes() {}

  /** NumPy's rule. */
  static long[] broadcast(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    long[] left = padded(a, rank);
    long[] right = padded(b, rank);
    long[] result = new long[rank];
    for (int i = 0; i < rank; i++) {
      if (left[i] != right[i] && left[i] != 1 && right[i] != 1) {
        throw new UnplannableException(
            "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " don't broadcast");
      }
      result[i] = left[i] == 1 ? right[i] : left[i];
    }
    return result;
  }

  /** The shape with ones in front, to a rank. */
  static long[] padded(long[] shape, int rank) {
    long[] result = new long[rank];
    Arrays.fill(result, 1);
    System.arraycopy(shape, 0, result, rank - shape.length, shape.length);
    return result;
  }

  static long[] without(long[] shape, int from, int to) {
    long[] result = new long[shape.length - (to - from)];
    System.arraycopy(shape, 0, result, 0, from);
    System.arraycopy(shape, to, result, from, shape.length - to);
    return result;
  }

  static long[] withOnes(long[] shape, int from, int to) {
    long[] result = shape.clone();
    Arrays.fill(result, from, to, 1);
    return result;
  }

  /**
   * What ND4J says of an op's outputs, without running it.
   *
   * @throws UnplannableException if ND4J can't say
   */
  static List<LongShapeDescriptor> stock(DifferentialFunction function, List<Value> inputs) {
    List<INDArray> scratch = new ArrayList<>();
    OpContext context = Nd4j.getExecutioner().buildContext();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        Value input = inputs.get(i);
        INDArray array =
            input
                .constant()
                .orElseGet(
                    () -> {
                      // Only its shape is read: the memory is never touched.
                      INDArray shaped = Nd4j.createUninitialized(input.type(), input.shape());
                      scratch.add(shaped);
                      return shaped;
                    });
        context.setInputArray(i, array);
      }
      if (function instanceof DynamicCustomOp op) {
        context.setIArguments(op.iArgs());
        context.setTArguments(op.tArgs());
        context.setBArguments(op.bArgs());
        context.setDArguments(op.dArgs());
      }
      List<LongShapeDescriptor> shapes = function.calculateOutputShape(context);
      if (shapes == null || shapes.isEmpty()) {
        throw new UnplannableException("ND4J doesn't tell the shape of op " + function.opName());
      }
      return shapes;
    } finally {
      scratch.forEach(INDArray::close);
    }
  }
}
