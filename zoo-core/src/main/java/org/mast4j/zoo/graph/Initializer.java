package org.mast4j.zoo.graph;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The initial value of a parameter, a pure function of seed and shape. */
@FunctionalInterface
public interface Initializer {
  Initializer ZEROS = (type, seed, shape) -> Nd4j.zeros(type, shape);

  Initializer ONES = (type, seed, shape) -> Nd4j.ones(type, shape);

  INDArray create(DataType type, long seed, long... shape);

  /**
   * Normal with the given standard deviation, cut at two of them (timm's {@code trunc_normal_tf_}:
   * the cut is made before the scaling, so that the result's deviation is 0.88 of {@code std}).
   */
  static Initializer truncatedNormal(double std) {
    return (type, seed, shape) -> {
      SplittableRandom random = new SplittableRandom(seed);
      return fill(type, shape, () -> std * truncatedGaussian(random));
    };
  }

  /**
   * PyTorch's default for convolutions and linear layers: uniform in ±1/sqrt(fanIn).
   *
   * @param fanIn inputs that one output sums over
   */
  static Initializer fanInUniform(long fanIn) {
    double bound = 1 / Math.sqrt(fanIn);
    return (type, seed, shape) -> {
      SplittableRandom random = new SplittableRandom(seed);
      return fill(type, shape, () -> random.nextDouble(-bound, bound));
    };
  }

  private static double truncatedGaussian(SplittableRandom random) {
    double x = random.nextGaussian();
    while (Math.abs(x) > 2) {
      x = random.nextGaussian();
    }
    return x;
  }

  /** A part at a time: Java's heap needn't hold what is as large as a long clip's positions. */
  private static INDArray fill(DataType type, long[] shape, DoubleSupplier next) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    long most = 1 << 17;
    if (length <= most) {
      return part(type, length, next).reshape(shape);
    }
    INDArray flat = Nd4j.createUninitialized(type, length);
    for (long from = 0; from < length; from += most) {
      try (INDArray part = part(type, Math.min(most, length - from), next)) {
        flat.get(NDArrayIndex.interval(from, from + part.length())).assign(part);
      }
    }
    return flat.reshape(shape);
  }

  private static INDArray part(DataType type, long length, DoubleSupplier next) {
    double[] values = DoubleStream.generate(next).limit(length).toArray();
    if (type == DataType.DOUBLE) {
      return Nd4j.createFromArray(values);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Nd4j.createFromArray(floats);
  }
}
