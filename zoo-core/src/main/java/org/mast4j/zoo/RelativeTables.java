package org.mast4j.zoo;

import org.mast4j.datavec.audio.patch.PatchGrid;

/**
 * An encoder with tables of relative positions, which {@link EncoderConfig#withGrid} sizes for the
 * input; those of published weights serve other inputs as they are, up to a size.
 */
public interface RelativeTables {
  /** A copy for another input with the tables of this one. */
  EncoderConfig withGridOnly(PatchGrid grid);
}
