package org.mast4j.zoo.mast;

import java.util.List;
import org.mast4j.zoo.AttentionMap;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The attention of the last stage's last block as a map. Earlier stages attend between tokens that
 * are pooled again behind them, so that there is no rollout as for a plain transformer.
 *
 * @param keys the grid that the last block's keys lie in
 * @param stride patches from one key to the next
 * @param classToken whether a class token is in front of queries and keys
 */
record LastAttention(TokenGrid keys, PerAxis stride, boolean classToken) {

  static AttentionMap map(MastConfig config) {
    TokenGrid patches = TokenGrid.of(config.grid());
    List<BlockConfig> blocks = BlockConfig.of(config, patches);
    BlockConfig last = blocks.get(blocks.size() - 1);
    PerAxis stride = last.keyStride();
    for (BlockConfig block : blocks.subList(0, blocks.size() - 1)) {
      stride = stride.times(block.queryStride());
    }
    LastAttention attention = new LastAttention(last.keys(), stride, config.classToken());
    String name = last.scope() + "/attn/" + MastAttention.PROBABILITIES;
    return new AttentionMap(
        List.of(name), probabilities -> attention.over(patches, probabilities.get(0)));
  }

  /**
   * The keys' shares over the patches: that of a key where it lies, linear in between and constant
   * beyond the last one.
   *
   * @param probabilities [Nq, Nk], the mean of the heads
   * @return [H, W]
   */
  private INDArray over(TokenGrid patches, INDArray probabilities) {
    INDArray ofKeys = ofKeys(probabilities);
    INDArray map = Nd4j.create(probabilities.dataType(), patches.rows(), patches.columns());
    for (int h = 0; h < patches.rows(); h++) {
      for (int w = 0; w < patches.columns(); w++) {
        double row = Math.min((double) h / stride.rows(), keys.rows() - 1);
        double column = Math.min((double) w / stride.columns(), keys.columns() - 1);
        map.putScalar(h, w, interpolate(ofKeys, row, column));
      }
    }
    return map;
  }

  /** [Nq, Nk] to the keys' grid [rows, columns]. */
  private INDArray ofKeys(INDArray probabilities) {
    int extra = classToken ? 1 : 0;
    INDArray row =
        classToken
            ? probabilities.get(NDArrayIndex.point(0), NDArrayIndex.all())
            : probabilities.mean(0);
    return row.get(NDArrayIndex.interval(extra, extra + keys.size()))
        .dup('c')
        .reshape(keys.rows(), keys.columns());
  }

  private static double interpolate(INDArray grid, double row, double column) {
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, (int) grid.size(0) - 1);
    int right = Math.min(left + 1, (int) grid.size(1) - 1);
    double down = row - top;
    double across = column - left;
    double above = (1 - across) * grid.getDouble(top, left) + across * grid.getDouble(top, right);
    double below =
        (1 - across) * grid.getDouble(bottom, left) + across * grid.getDouble(bottom, right);
    return (1 - down) * above + down * below;
  }
}
