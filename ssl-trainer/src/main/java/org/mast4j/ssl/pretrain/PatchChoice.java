package org.mast4j.ssl.pretrain;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Which of a view's patches an encoder gets.
 *
 * @param grid all patches of a clip
 * @param drop share of them that is dropped or masked, 0 for none
 * @param mode which go, and whether a token takes their place
 */
public record PatchChoice(PatchGrid grid, double drop, PatchDrop.Mode mode) {

  /** The grid of what is left. */
  public TokenGrid left() {
    return switch (mode) {
      case GRID -> new TokenGrid(grid.rows(), PatchDrop.keptColumns(grid.columns(), drop));
      case FREE -> new TokenGrid(1, PatchDrop.keptPatches(grid.size(), drop));
      case MASK -> TokenGrid.of(grid);
    };
  }

  boolean masks() {
    return mode == PatchDrop.Mode.MASK;
  }

  /** [K] indices in the full grid of the patches that are left, ascending. */
  int[] keep(RandomGenerator random) {
    return switch (mode) {
      case GRID -> PatchDrop.keep(grid, drop, random);
      case FREE -> PatchDrop.keepAny(grid, drop, random);
      case MASK -> IntStream.range(0, grid.size()).toArray();
    };
  }

  /** Indices in the full grid of the patches that a token replaces. */
  int[] masked(RandomGenerator random) {
    return PatchDrop.masked(grid, drop, random);
  }

  /** Adds an encoder's input to a graph, which {@link ViewBatch#inputs} feeds. */
  public PatchInput input(SameDiff graph, DataType type) {
    TokenGrid left = left();
    SDVariable patches =
        graph.placeHolder(ViewBatch.PATCHES, type, -1, left.size(), grid.patchSize());
    SDVariable kept = graph.placeHolder(ViewBatch.KEPT, DataType.INT, -1, left.size());
    Optional<SDVariable> masked =
        masks()
            ? Optional.of(graph.placeHolder(ViewBatch.MASKED, type, -1, left.size()))
            : Optional.empty();
    return new PatchInput(patches, left, Optional.of(kept), masked);
  }
}
