package org.mast4j.zoo.mast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Resizes relative-position tables for another grid about the entry of distance 0, so that each
 * entry keeps its meaning, a distance in tokens.
 *
 * <p>A distance beyond those of the old grid gets the entry of the farthest one there, as in
 * clipped relative positions (arXiv 1803.02155, section 3.2). Where distance 0 lies at another
 * fraction of an entry than before (grids with another ratio of queries to keys), neighbours are
 * interpolated.
 */
final class MastTables {
  private MastTables() {}

  /**
   * The weights with tables for {@code to}; all others are passed on, not copied.
   *
   * @param from the model that the weights are of. With {@link RelativeIndex#TIMM} its {@code grid}
   *     has to be that of the training, since distances are counted from it
   * @param to the same model but for grid, tableGrid and relativeIndex. {@link
   *     RelativeIndex#CENTRED} with the new token grid as tableGrid fits every input up to that
   * @throws IllegalArgumentException if the models' stages differ, one has no tables, or a table is
   *     missing or not of the length that {@code from} has
   */
  static Weights resize(Weights weights, MastConfig from, MastConfig to) {
    List<BlockConfig> blocks = BlockConfig.of(to, TokenGrid.of(to.grid()));
    List<RelativePosition> older = positions(from);
    List<RelativePosition> newer = positions(to);
    if (!sameStages(from, to)) {
      throw new IllegalArgumentException(
          "relative-position tables of " + from + " can't be resized for another model, " + to);
    }
    Map<String, INDArray> resized = new LinkedHashMap<>(weights.toMap());
    for (int i = 0; i < blocks.size(); i++) {
      BlockConfig block = blocks.get(i);
      String attention = Weights.key(block.scope()) + ".attn.";
      RelativePosition old = older.get(i);
      RelativePosition fresh = newer.get(i);
      replace(resized, weights, attention + MastAttention.TABLE_ROWS, old.rows(), fresh.rows());
      replace(
          resized,
          weights,
          attention + MastAttention.TABLE_COLUMNS,
          old.columns(),
          fresh.columns());
    }
    return Weights.of(resized);
  }

  /** Whether two models have tables of the same sizes and meaning, or both none. */
  static boolean same(MastConfig one, MastConfig other) {
    return one.relativeIndex() == other.relativeIndex()
        && (one.relativeIndex() == RelativeIndex.NONE || one.tableGrid().equals(other.tableGrid()));
  }

  private static boolean sameStages(MastConfig from, MastConfig to) {
    return from.depths().equals(to.depths())
        && from.queryStrides().equals(to.queryStrides())
        && from.keyStrides().equals(to.keyStrides());
  }

  /** The positions of each block's tables on the grid from which their distances are counted. */
  private static List<RelativePosition> positions(MastConfig config) {
    if (config.relativeIndex() == RelativeIndex.NONE) {
      throw new IllegalArgumentException("a MAST without relative position has no tables");
    }
    boolean timm = config.relativeIndex() == RelativeIndex.TIMM;
    TokenGrid counted = timm ? TokenGrid.of(config.grid()) : config.tableGrid();
    return BlockConfig.of(config, counted).stream()
        .map(block -> RelativePosition.of(config.relativeIndex(), block))
        .toList();
  }

  private static void replace(
      Map<String, INDArray> resized,
      Weights weights,
      String key,
      RelativeAxis old,
      RelativeAxis fresh) {
    INDArray table = weights.get(key);
    if (table.rank() != 2 || table.size(0) != old.entries()) {
      throw new IllegalArgumentException(
          key + " " + table.shapeInfoToString() + "; expected " + old.entries() + " entries");
    }
    resized.put(key, resize(table, old, fresh));
  }

  /**
   * One table, [old entries, d] to [new entries, d].
   *
   * @param old on the grid from which the table's distances are counted
   * @param fresh of the new table
   */
  static INDArray resize(INDArray table, RelativeAxis old, RelativeAxis fresh) {
    INDArray resized = Nd4j.create(table.dataType(), fresh.entries(), table.size(1));
    for (int entry = 0; entry < fresh.entries(); entry++) {
      double position = entry - fresh.offset() + old.offset();
      double clipped = Math.min(Math.max(position, old.first()), old.last());
      int below = (int) clipped;
      int above = Math.min(below + 1, old.last());
      double share = clipped - below;
      INDArray value = table.getRow(below).mul(1 - share).addi(table.getRow(above).mul(share));
      resized.putRow(entry, value);
    }
    return resized;
  }
}
