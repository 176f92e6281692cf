package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Floating-point weights as a file of integers holds them: I8 under their own key, and under
 * {@value #SCALE} after it a factor for each row, [rows, 1], as compressed-tensors has them too.
 *
 * @see <a href="https://github.com/neuralmagic/compressed-tensors">compressed-tensors</a>
 */
final class RowIntegers {
  static final String SCALE = "_scale";

  /** So that there are as many steps above as below zero. */
  private static final float LARGEST = 127;

  /** Rounding of {@code 127 scale} and back is at rest after one or two of these. */
  private static final int ROUNDINGS = 8;

  /** Values of a row for which its scale is next to nothing. */
  private static final long LONG_ROW = 64;

  private RowIntegers() {}

  /** Whether a weight of a model is worth it: a matrix, or kernels, of long rows. */
  static boolean pays(String key, INDArray array) {
    return array.dataType().isFPType()
        && array.rank() >= 2
        && key.endsWith("weight")
        && !array.isEmpty()
        && array.length() / array.size(0) >= LONG_ROW;
  }

  /**
   * The weights as a file has them, with integers and scales where a floating-point weight is to be
   * I8.
   *
   * @param types how the file is to have them; those of the scales are added
   * @throws IllegalArgumentException if such a weight has no rows, or a value that isn't finite
   */
  static Weights packed(Weights weights, Map<String, ElementType> types) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    weights
        .toMap()
        .forEach(
            (key, array) -> {
              if (array.dataType().isFPType() && types.get(key) == ElementType.I8) {
                pack(key, array, arrays);
                types.put(key + SCALE, ElementType.F32);
              } else {
                arrays.put(key, array);
              }
            });
    return Weights.of(arrays);
  }

  private static void pack(String key, INDArray array, Map<String, INDArray> arrays) {
    if (array.rank() < 2 || array.isEmpty()) {
      throw new IllegalArgumentException(
          key + " has no rows of values; I8 is for weights of two axes and more");
    }
    HostMemory values = HostMemory.of(array, DataType.FLOAT);
    HostMemory integers = HostMemory.toFill(DataType.BYTE, array.shape());
    HostMemory scales = HostMemory.toFill(DataType.FLOAT, scaleShape(array.shape()));
    long rows = array.size(0);
    int columns = Math.toIntExact(array.length() / rows);
    float[] row = new float[columns];
    byte[] rounded = new byte[columns];
    FloatBuffer factors = scales.elements(0, rows).asFloatBuffer();
    for (long i = 0; i < rows; i++) {
      values.elements(i * columns, (i + 1) * columns).asFloatBuffer().get(row);
      float scale = scale(row);
      if (!Float.isFinite(scale)) {
        throw new IllegalArgumentException(
            "weight " + key + " has a value that isn't finite; it can't be stored as integers");
      }
      for (int j = 0; j < columns; j++) {
        rounded[j] = (byte) Math.rint(row[j] / scale);
      }
      integers.elements(i * columns, (i + 1) * columns).put(rounded);
      factors.put(scale);
    }
    arrays.put(key, integers.finish());
    arrays.put(key + SCALE, scales.finish());
  }

  private static long[] scaleShape(long[] shape) {
    long[] scaleShape = new long[shape.length];
    Arrays.fill(scaleShape, 1);
    scaleShape[0] = shape[0];
    return scaleShape;
  }

  /** Of which the row's largest magnitude is 127, and stays it when the row is read and written. */
  private static float scale(float[] row) {
    float largest = 0;
    for (float value : row) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / LARGEST;
    if (scale == 0) {
      return 1; // a row of zeros, or of nearly that
    }
    for (int i = 0; i < ROUNDINGS; i++) {
      scale = scale * LARGEST / LARGEST;
    }
    return scale;
  }

  /**
   * The weights of a file's tensors: where integers have scales, their products, to be stored as
   * integers again.
   *
   * @param types how the file has them; changed as well
   * @throws WeightsFormatException if scales don't fit their integers
   */
  static Map<String, INDArray> unpacked(
      Map<String, INDArray> arrays, Map<String, ElementType> types, WeightsFile file)
      throws IOException {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    for (Map.Entry<String, INDArray> entry : arrays.entrySet()) {
      String key = entry.getKey();
      if (isScale(key, arrays)) {
        types.remove(key);
      } else if (isScale(key + SCALE, arrays)) {
        weights.put(key, product(key, entry.getValue(), arrays.get(key + SCALE), file));
      } else {
        weights.put(key, entry.getValue());
      }
    }
    return weights;
  }

  /** Whether a key is that of the scales of integers. */
  private static boolean isScale(String key, Map<String, INDArray> arrays) {
    if (!key.endsWith(SCALE) || !arrays.containsKey(key)) {
      return false;
    }
    INDArray integers = arrays.get(key.substring(0, key.length() - SCALE.length()));
    return integers != null
        && integers.dataType() == DataType.BYTE
        && arrays.get(key).dataType().isFPType();
  }

  private static INDArray product(String key, INDArray integers, INDArray scales, WeightsFile file)
      throws IOException {
    long rows = integers.rank() == 0 || integers.isEmpty() ? 0 : integers.size(0);
    boolean common = scales.length() == 1;
    if (rows == 0 || !common && (scales.length() != rows || scales.size(0) != rows)) {
      throw file.malformed(
          "%s%s has shape %s beside integers of shape %s; expected a factor for each row, or one"
              .formatted(
                  Quote.plain(key),
                  SCALE,
                  Arrays.toString(scales.shape()),
                  Arrays.toString(integers.shape())));
    }
    HostMemory from = HostMemory.of(integers, DataType.BYTE);
    HostMemory to = HostMemory.toFill(DataType.FLOAT, integers.shape());
    FloatBuffer factors =
        HostMemory.of(scales, DataType.FLOAT).elements(0, scales.length()).asFloatBuffer();
    int columns = Math.toIntExact(integers.length() / rows);
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      float factor = factors.get(common ? 0 : i);
      ByteBuffer bytes = from.elements((long) i * columns, (i + 1L) * columns);
      for (int j = 0; j < columns; j++) {
        row[j] = bytes.get() * factor;
      }
      to.elements((long) i * columns, (i + 1L) * columns).asFloatBuffer().put(row);
    }
    return to.finish();
  }
}
