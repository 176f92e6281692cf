package org.mast4j.samediff.onednn.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.samediff.ir.MatrixOp.RelativeAttention;
import org.mast4j.samediff.ir.RelativeEntries;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.RelativeAttentionStep.Operands;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against the same attention, pair by pair of queries and keys. */
class RelativeAttentionStepTest {
  private static final float SCALE = 0.4f;
  private static final int CLIPS = 2;
  private static final int HEADS = 3;
  private static final int WIDTH = 4;

  /** Grids of queries and keys. */
  private static final int QUERY_ROWS = 3;

  private static final int QUERY_COLUMNS = 7;
  private static final int KEY_ROWS = 2;
  private static final int KEY_COLUMNS = 4;

  /** Irregular, as of grids whose sizes don't divide each other. */
  private static final RelativeEntries ROWS = entries(QUERY_ROWS, KEY_ROWS);

  private static final RelativeEntries COLUMNS = entries(QUERY_COLUMNS, KEY_COLUMNS);

  private static int entry(int query, int key, int queries, int keys) {
    double ratio = (double) queries / keys;
    return (int) (query - key * ratio + (keys - 1) * ratio) + (query == 1 && key == 1 ? 1 : 0);
  }

  private static RelativeEntries entries(int queries, int keys) {
    int[] pairs = new int[queries * keys];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = entry(i / keys, i % keys, queries, keys);
    }
    return RelativeEntries.of(pairs, keys);
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, 100000", // a head in one block
    "false, true, 40", // a few queries of several rows
    "true, false, 30",
    "true, true, 100000",
    "true, true, 1" // a query
  })
  void blocksOfAnySizeGiveTheSame(boolean classToken, boolean residual, long limit) {
    int before = classToken ? 1 : 0;
    int queries = before + QUERY_ROWS * QUERY_COLUMNS;
    int keys = before + KEY_ROWS * KEY_COLUMNS;
    INDArray q = random(1, CLIPS, HEADS, queries, WIDTH);
    INDArray k = random(2, CLIPS, HEADS, keys, WIDTH);
    INDArray v = random(3, CLIPS, HEADS, keys, WIDTH);
    INDArray rows = random(4, 5, WIDTH);
    INDArray columns = random(5, 13, WIDTH);
    INDArray y = Nd4j.valueArrayOf(q.shape(), Float.NaN, DataType.FLOAT);
    PreparedStep.run(
        RelativeAttentionStep.of(
            new Operands(
                StridedView.of(q),
                StridedView.of(k).transposeMatrices(),
                StridedView.of(v),
                StridedView.of(rows),
                StridedView.of(columns),
                residual ? Optional.of(StridedView.of(q)) : Optional.empty(),
                StridedView.of(y)),
            new RelativeAttention(SCALE, ROWS, COLUMNS, classToken, residual),
            limit));
    for (int clip = 0; clip < CLIPS; clip++) {
      for (int head = 0; head < HEADS; head++) {
        for (int n = 0; n < queries; n++) {
          INDArray query = vector(q, clip, head, n);
          double[] scores = new double[keys];
          double sum = 0;
          for (int m = 0; m < keys; m++) {
            double score = SCALE * dot(query, vector(k, clip, head, m));
            if (n >= before && m >= before) {
              score += bias(query, rows, columns, n - before, m - before);
            }
            scores[m] = Math.exp(score);
            sum += scores[m];
          }
          INDArray expected = residual ? query.dup() : Nd4j.zeros(DataType.FLOAT, WIDTH);
          for (int m = 0; m < keys; m++) {
            expected.addi(vector(v, clip, head, m).mul(scores[m] / sum));
          }
          double error = vector(y, clip, head, n).sub(expected).amaxNumber().doubleValue();
          assertThat(error).as("clip %d, head %d, query %d", clip, head, n).isLessThan(1e-5);
        }
      }
    }
  }

  private static double bias(INDArray query, INDArray rows, INDArray columns, int n, int m) {
    int row = entry(n / QUERY_COLUMNS, m / KEY_COLUMNS, QUERY_ROWS, KEY_ROWS);
    int column = entry(n % QUERY_COLUMNS, m % KEY_COLUMNS, QUERY_COLUMNS, KEY_COLUMNS);
    return dot(query, rows.getRow(row)) + dot(query, columns.getRow(column));
  }

  private static INDArray vector(INDArray heads, int clip, int head, int token) {
    return heads.slice(clip).slice(head).getRow(token);
  }

  private static double dot(INDArray a, INDArray b) {
    return a.mul(b).sumNumber().doubleValue();
  }

  private static INDArray random(long seed, long... shape) {
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.randn(DataType.FLOAT, shape);
  }
}
