package org.mast4j.samediff.onednn.internal.step;

import org.bytedeco.javacpp.IntPointer;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/**
 * The step between two 8-bit integers for each column of a FLOAT matrix [K, N]: its largest
 * magnitude is 127 of them. A column with a value that isn't finite has a step that isn't either.
 */
final class ColumnScales {
  private static final int MAGNITUDE = 0x7fffffff;

  /** The step of a column of zeros; any would do. */
  private static final float NONE = 1;

  private final IntPointer values;
  private final long rowStride;
  private final long columnStride;
  private final int rows;
  private final int columns;

  /** Of a matrix of which rows or columns are contiguous. */
  ColumnScales(StridedView matrix) {
    this.values = new IntPointer(new Address(matrix.address()));
    this.rowStride = matrix.stride(0);
    this.columnStride = matrix.stride(1);
    this.rows = Math.toIntExact(matrix.size(0));
    this.columns = Math.toIntExact(matrix.size(1));
  }

  /** As the matrix is now. */
  float[] compute() {
    int[] largest = columnStride == 1 || columns == 1 ? byRows() : byColumns();
    float[] scales = new float[columns];
    for (int i = 0; i < columns; i++) {
      scales[i] = largest[i] == 0 ? NONE : Float.intBitsToFloat(largest[i]) / QuantiseStep.LARGEST;
    }
    return scales;
  }

  // Magnitudes are ordered as their bits are, NaN above all: so Java's loops become vector code.

  private int[] byRows() {
    int[] largest = new int[columns];
    int[] row = new int[columns];
    for (int i = 0; i < rows; i++) {
      values.position(i * rowStride).get(row);
      for (int j = 0; j < columns; j++) {
        largest[j] = Math.max(largest[j], row[j] & MAGNITUDE);
      }
    }
    return largest;
  }

  private int[] byColumns() {
    int[] largest = new int[columns];
    int[] column = new int[rows];
    for (int j = 0; j < columns; j++) {
      values.position(j * columnStride).get(column);
      largest[j] = largest(column);
    }
    return largest;
  }

  private static int largest(int[] column) {
    int largest = 0;
    for (int value : column) {
      largest = Math.max(largest, value & MAGNITUDE);
    }
    return largest;
  }
}
