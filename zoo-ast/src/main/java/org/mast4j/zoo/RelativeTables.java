package org.mast4j.zoo;

import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.weights.Weights;

/**
 * An encoder with tables of relative positions, which serve other grids as they are, up to a size,
 * or can be resized to them.
 */
public interface RelativeTables {
  /** A copy for another input, with tables that are sized for it. */
  EncoderConfig withTablesFor(PatchGrid grid);

  /**
   * The weights of {@link #withTablesFor}, resized about the entry of distance 0; all others are
   * the same arrays.
   *
   * @throws IllegalArgumentException if the encoder has no tables after all
   */
  Weights resizeTables(Weights weights, PatchGrid grid);
}
