package org.mast4j.samediff.onednn.internal.step;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.mast4j.samediff.ir.MatrixOp.RelativeAttention;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/**
 * The bias of some queries: for each key the sum of what the query's products with the tables are
 * at the key's row and at its column. Row by row on Java arrays, on which the JIT compiler's vector
 * code works.
 *
 * @param from the first query
 * @param firstRow entry of the table of rows that the products begin with
 * @param firstColumn likewise
 * @param alone whether the calling thread is to do all
 */
record RelativeBias(RelativeAttention op, long from, int firstRow, int firstColumn, boolean alone) {
  /** Queries that a task does. */
  private static final int TASK = 16;

  /**
   * Writes it.
   *
   * @param rows dense [m, entries], products with the table of rows
   * @param columns likewise
   * @param bias dense [m, N]
   */
  void make(StridedView rows, StridedView columns, StridedView bias) {
    FloatBuffer ofRows = buffer(rows);
    FloatBuffer ofColumns = buffer(columns);
    FloatBuffer result = buffer(bias);
    int queries = (int) bias.size(0);
    IntStream tasks = IntStream.range(0, (queries + TASK - 1) / TASK);
    (alone ? tasks : tasks.parallel())
        .forEach(
            task -> {
              Query query = new Query((int) rows.size(1), (int) columns.size(1));
              for (int i = task * TASK; i < Math.min(queries, (task + 1) * TASK); i++) {
                query.make(i, ofRows, ofColumns, result);
              }
            });
  }

  private static FloatBuffer buffer(StridedView dense) {
    return new Address(dense.address())
        .capacity(dense.length() * Float.BYTES)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Room for one query at a time. */
  private final class Query {
    private final int before = op.classToken() ? 1 : 0;
    private final int high = op.rows().keys();
    private final int wide = op.columns().keys();
    private final float[] rows;
    private final float[] columns;
    private final float[] ofColumns = new float[wide];
    private final float[] bias = new float[before + high * wide];

    Query(int rows, int columns) {
      this.rows = new float[rows];
      this.columns = new float[columns];
    }

    void make(int i, FloatBuffer rowProducts, FloatBuffer columnProducts, FloatBuffer result) {
      int token = (int) from + i - before;
      if (token < 0) {
        Arrays.fill(bias, 0);
      } else {
        rowProducts.get(i * rows.length, rows);
        columnProducts.get(i * columns.length, columns);
        spread(token / op.columns().queries(), token % op.columns().queries());
      }
      result.put(i * bias.length, bias);
    }

    private void spread(int row, int column) {
      int least = op.columns().first(column) - firstColumn;
      int[] offsets = op.columns().offsets(column);
      for (int j = 0; j < wide; j++) {
        ofColumns[j] = columns[least + offsets[j]];
      }
      int[] rowOffsets = op.rows().offsets(row);
      for (int h = 0; h < high; h++) {
        float ofRow = rows[op.rows().first(row) - firstRow + rowOffsets[h]];
        int start = before + h * wide;
        for (int j = 0; j < wide; j++) {
          bias[start + j] = ofRow + ofColumns[j];
        }
      }
    }
  }
}
