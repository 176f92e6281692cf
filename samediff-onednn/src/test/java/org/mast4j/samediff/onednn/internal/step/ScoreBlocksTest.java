package org.mast4j.samediff.onednn.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.ScoreBlocks.Block;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Attention cut into blocks smaller than any that a machine's cores would ask for. */
class ScoreBlocksTest {
  private static final float SCALE = 0.4f;

  @ParameterizedTest
  @CsvSource({
    "2, 3, 8, 5, 1, 1000", // all at once
    "2, 3, 8, 5, 1, 80", // two heads
    "2, 3, 8, 5, 1, 40", // one head
    "2, 3, 8, 5, 1, 15", // three rows, evenly
    "3, 1, 7, 4, 1, 9",
    "1, 2, 4, 6, 1, 1", // a row, though it is too long
    "2, 3, 8, 5, 2, 60", // half of two heads, and of the third
    "2, 5, 8, 5, 4, 60", // three heads and two, rather than four and one
    "1, 5, 8, 5, 8, 100", // more cores than heads
    "2, 3, 8, 5, 2, 80" // two heads, whole
  })
  void blocksCoverEachScoreOnce(
      int clips, int heads, int rows, int keys, int together, long limit) {
    INDArray queries = Nd4j.zeros(DataType.FLOAT, clips, heads, rows, 1);
    List<Block> blocks = ScoreBlocks.of(StridedView.of(queries), keys, together, limit);
    int[] covered = new int[clips * heads * rows];
    for (Block block : blocks) {
      long[] from = block.from();
      long[] size = block.size();
      assertThat(size[0] * size[1] * size[2] * keys).isLessThanOrEqualTo(Math.max(limit, keys));
      assertThat(size[2] == rows || size[1] <= together).isTrue();
      for (long b = from[0]; b < from[0] + size[0]; b++) {
        for (long h = from[1]; h < from[1] + size[1]; h++) {
          for (long m = from[2]; m < from[2] + size[2]; m++) {
            covered[(int) ((b * heads + h) * rows + m)]++;
          }
        }
      }
    }
    assertThat(covered).containsOnly(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 100000", "1, 250", "1, 70", "1, 40", "1, 1", "2, 60", "3, 70", "8, 20"})
  void blocksOfAnySizeGiveTheSameGradients(int heads, long limit) {
    INDArray q = random(1, 2, 3, 9, 4);
    INDArray k = random(2, 2, 3, 7, 4);
    INDArray v = random(3, 2, 3, 7, 5);
    INDArray dy = random(4, 2, 3, 9, 5);
    INDArray p = softmax(product(q, transposed(k)).mul(SCALE));
    INDArray dp = product(dy, transposed(v));
    INDArray ds = p.mul(dp.sub(p.mul(dp).sum(true, 3))).mul(SCALE);

    INDArray y = attention(q, k, v, heads, limit);
    assertClose(y, product(p, v));

    INDArray dq = Nd4j.valueArrayOf(new long[] {2, 3, 9, 4}, Float.NaN, DataType.FLOAT);
    INDArray dk = Nd4j.valueArrayOf(new long[] {2, 3, 7, 4}, Float.NaN, DataType.FLOAT);
    INDArray dv = Nd4j.valueArrayOf(new long[] {2, 3, 7, 5}, Float.NaN, DataType.FLOAT);
    PreparedStep.run(
        AttentionGradientStep.of(
            new AttentionGradientStep.Operands(
                StridedView.of(q),
                StridedView.of(k),
                StridedView.of(v),
                StridedView.of(dy),
                StridedView.of(dq),
                StridedView.of(dk),
                StridedView.of(dv)),
            new AttentionGradientStep.Scales(SCALE, SCALE, SCALE),
            limit));
    assertClose(dq, product(ds, k));
    assertClose(dk, product(transposed(ds), q));
    assertClose(dv, product(transposed(p), dy));
  }

  /** Heads of which several blocks use the keys, which are laid out once, and those which don't. */
  @ParameterizedTest
  @CsvSource({"1, 100000", "1, 2000", "2, 2000", "3, 1000"})
  void blocksOfAnySizeGiveTheSameInBfloat16(int heads, long limit) {
    INDArray q = random(1, 2, 3, 40, 16).castTo(DataType.BFLOAT16);
    INDArray k = random(2, 2, 3, 50, 16).castTo(DataType.BFLOAT16);
    INDArray v = random(3, 2, 3, 50, 32).castTo(DataType.BFLOAT16);
    INDArray y = attention(q, k, v, heads, limit);
    INDArray scores = product(q.castTo(DataType.FLOAT), transposed(k.castTo(DataType.FLOAT)));
    INDArray expected = product(softmax(scores.mul(SCALE)), v.castTo(DataType.FLOAT));
    INDArray difference = y.castTo(DataType.FLOAT).sub(expected);
    assertThat(difference.amaxNumber().doubleValue()).isLessThan(0.01);
    assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(0.5);
  }

  /** Heads of it, and of the result, side by side. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, FLOAT, 1, 100000",
    "FLOAT, FLOAT, 1, 1000",
    "FLOAT, FLOAT, 2, 1000",
    "BFLOAT16, FLOAT, 1, 1000",
    "BFLOAT16, FLOAT, 2, 1000",
    "BFLOAT16, BFLOAT16, 3, 1000"
  })
  void blocksOfAnySizeAddAResidual(DataType type, DataType added, int heads, long limit) {
    INDArray q = random(1, 2, 3, 40, 16).castTo(type);
    INDArray k = random(2, 2, 3, 50, 16).castTo(type);
    INDArray v = random(3, 2, 3, 50, 32).castTo(type);
    INDArray residual = random(4, 2, 40, 3, 32).castTo(added).permute(0, 2, 1, 3);
    INDArray y = Nd4j.zeros(added, 2, 40, 3, 32).permute(0, 2, 1, 3);
    attention(q, k, v, Optional.of(residual), y, heads, limit);
    INDArray plain = attention(q, k, v, heads, limit).castTo(DataType.FLOAT);
    INDArray expected = plain.add(residual.castTo(DataType.FLOAT));
    INDArray difference = y.castTo(DataType.FLOAT).sub(expected);
    assertThat(difference.amaxNumber().doubleValue())
        .isLessThan(type == DataType.FLOAT ? 1e-5 : 0.02);
  }

  /** In blocks of so many heads and scores at most. */
  private static INDArray attention(INDArray q, INDArray k, INDArray v, int heads, long limit) {
    INDArray y = Nd4j.zeros(q.dataType(), q.size(0), q.size(1), q.size(2), v.size(3));
    return attention(q, k, v, Optional.empty(), y, heads, limit);
  }

  private static INDArray attention(
      INDArray q,
      INDArray k,
      INDArray v,
      Optional<INDArray> residual,
      INDArray y,
      int heads,
      long limit) {
    assumeTrue(
        q.dataType() == DataType.FLOAT || Engines.obstacle(Precision.BFLOAT16).isEmpty(),
        "no bfloat16 here");
    PreparedStep.run(
        AttentionStep.of(
            new AttentionStep.Operands(
                StridedView.of(q),
                StridedView.of(k).transposeMatrices(),
                StridedView.of(v),
                Optional.empty(),
                residual.map(StridedView::of),
                StridedView.of(y)),
            SCALE,
            heads,
            limit));
    return y;
  }

  private static INDArray product(INDArray a, INDArray b) {
    return Nd4j.matmul(a, b);
  }

  private static INDArray transposed(INDArray matrices) {
    return matrices.permute(0, 1, 3, 2).dup('c');
  }

  private static INDArray softmax(INDArray scores) {
    INDArray powers = Transforms.exp(scores, true);
    return powers.div(powers.sum(true, 3));
  }

  private static INDArray random(long seed, long... shape) {
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.randn(DataType.FLOAT, shape);
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }
}
