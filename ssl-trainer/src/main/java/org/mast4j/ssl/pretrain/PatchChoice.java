package org.mast4j.ssl.pretrain;

import java.util.Optional;
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
 * @param drop which of them go
 */
public record PatchChoice(PatchGrid grid, PatchDrop drop) {

  /** The grid of what is left. */
  public TokenGrid left() {
    return switch (drop.mode()) {
      case GRID -> new TokenGrid(grid.rows(), drop.kept(grid) / grid.rows());
      case FREE -> new TokenGrid(1, drop.kept(grid));
      case MASK -> TokenGrid.of(grid);
    };
  }

  /** Adds an encoder's input to a graph, which {@link ViewBatch#inputs} feeds. */
  public PatchInput input(SameDiff graph, DataType type) {
    TokenGrid left = left();
    SDVariable patches =
        graph.placeHolder(ViewBatch.PATCHES, type, -1, left.size(), grid.patchSize());
    SDVariable kept = graph.placeHolder(ViewBatch.KEPT, DataType.INT, -1, left.size());
    Optional<SDVariable> masked =
        drop.mode() == PatchDrop.Mode.MASK
            ? Optional.of(graph.placeHolder(ViewBatch.MASKED, type, -1, left.size()))
            : Optional.empty();
    return new PatchInput(patches, left, Optional.of(kept), masked);
  }
}
