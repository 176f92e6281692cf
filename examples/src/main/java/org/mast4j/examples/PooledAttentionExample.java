package org.mast4j.examples;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.classpath.ClassPath;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Heads;
import org.mast4j.zoo.mast.RelativePosition;
import org.mast4j.zoo.mast.SDMast;
import org.mast4j.zoo.mast.SDMast.AttentionSize;
import org.mast4j.zoo.mast.SDMast.RelativeBias;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * MAST's pooled attention in a SameDiff graph of one's own. Two tokens of a grid are loud; whether
 * they lie in the same row or in the same column only their relative position tells.
 */
public final class PooledAttentionExample {
  private static final TokenGrid GRID = new TokenGrid(6, 8); // H x W
  private static final PerAxis KEY_STRIDE = PerAxis.square(2);
  private static final Heads HEADS = new Heads(2, 8);
  private static final int WIDTH = 4; // D of a token
  private static final int CLASSES = 2;
  private static final String TOKENS = "tokens";
  private static final String LABELS = "labels";
  private static final String LOGITS = "logits";

  private final SameDiff graph = Graphs.create();
  private final SDMast ops = new SDMast(graph);

  private PooledAttentionExample() {
    SDVariable tokens = graph.placeHolder(TOKENS, DataType.FLOAT, -1, GRID.size(), WIDTH);
    SDVariable labels = graph.placeHolder(LABELS, DataType.FLOAT, -1, CLASSES);
    SDVariable x = ops.gelu(attention(tokens.reshape(-1, WIDTH)));
    SDVariable clips = x.reshape(-1, GRID.size(), HEADS.total()); // [B, N, heads*d]
    SDVariable mean = ops.meanOfTokens(clips, GRID.size(), HEADS.total());
    SDVariable logits = ops.linear(mean, weight("head", CLASSES, HEADS.total())).rename(LOGITS);
    ops.crossEntropy(logits, labels).markAsLoss();
  }

  /** Queries of all tokens, keys and values pooled; [B*N, D] to [B*N, heads*d]. */
  private SDVariable attention(SDVariable x) {
    TokenGrid pooled = GRID.pooled(KEY_STRIDE);
    SDVariable queries = projected("q", x);
    SDVariable keys = pool("k", projected("k", x));
    SDVariable values = pool("v", projected("v", x));
    RelativePosition index = RelativePosition.of(GRID, pooled);
    RelativeBias bias =
        new RelativeBias(
            weight("rel_pos_h", index.rows().entries(), HEADS.width()),
            weight("rel_pos_w", index.columns().entries(), HEADS.width()),
            index);
    AttentionSize size = new AttentionSize(GRID, pooled, HEADS, false);
    return ops.pooledAttention(queries, keys, values, Optional.of(bias), size);
  }

  private SDVariable projected(String name, SDVariable x) {
    return ops.linear(x, weight(name, HEADS.total(), WIDTH));
  }

  private SDVariable pool(String name, SDVariable x) {
    return ops.poolTokens(
        x, GRID, weight("pool_" + name, HEADS.width(), 1, 3, 3), HEADS, KEY_STRIDE);
  }

  private SDVariable weight(String name, long... shape) {
    return graph.var(name, Nd4j.rand(shape).subi(0.5));
  }

  private void train(int steps, Random random) {
    graph.setTrainingConfig(
        new TrainingConfig.Builder()
            .updater(new Adam(3e-2))
            .dataSetFeatureMapping(TOKENS)
            .dataSetLabelMapping(LABELS)
            .build());
    for (int step = 0; step < steps; step++) {
      graph.fit(batch(64, random));
    }
  }

  /** The share of clips that are told right. */
  private double accuracy(DataSet clips) {
    INDArray logits = graph.output(Map.of(TOKENS, clips.getFeatures()), LOGITS).get(LOGITS);
    INDArray right = logits.argMax(1).eq(clips.getLabels().argMax(1));
    return right.castTo(DataType.FLOAT).meanNumber().doubleValue();
  }

  /** Noise with two loud tokens in one row (class 0) or in one column (class 1). */
  private static DataSet batch(int clips, Random random) {
    INDArray tokens = Nd4j.randn(0, 0.1, new long[] {clips, GRID.size(), WIDTH}, random);
    INDArray labels = Nd4j.zeros(clips, CLASSES);
    for (int clip = 0; clip < clips; clip++) {
      int row = random.nextInt(GRID.rows());
      int column = random.nextInt(GRID.columns());
      boolean sameRow = clip % 2 == 0;
      int otherRow = sameRow ? row : (row + 3) % GRID.rows();
      int otherColumn = sameRow ? (column + 4) % GRID.columns() : column;
      for (int token :
          List.of(row * GRID.columns() + column, otherRow * GRID.columns() + otherColumn)) {
        tokens.putScalar(clip, token, 0, 3);
      }
      labels.putScalar(clip, sameRow ? 0 : 1, 1);
    }
    return new DataSet(tokens, labels);
  }

  /** The accuracy on clips that the training didn't see. */
  static double run(int steps, long seed) {
    ClassPath.requireNd4j(); // where ND4J can't run, this says why before ND4J's own first use
    Nd4j.getRandom().setSeed(seed);
    PooledAttentionExample example = new PooledAttentionExample();
    example.train(steps, Nd4j.getRandom());
    double accuracy = example.accuracy(batch(200, Nd4j.getRandom()));
    Graphs.close(example.graph);
    return accuracy;
  }

  public static void main(String[] args) {
    System.out.printf("accuracy on new clips: %.2f%n", run(100, 1));
  }
}
