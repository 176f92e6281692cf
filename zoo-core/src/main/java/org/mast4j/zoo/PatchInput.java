package org.mast4j.zoo;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What an encoder reads.
 *
 * @param patches [B, K, P]: K patches of P values, all of the grid's or those that patch-drop kept
 * @param grid of the K patches, rows * columns = K
 * @param kept [B, K] int: each patch's index in the full grid; empty when none is dropped. Encoders
 *     with absolute positions need it
 * @param masked [B, K]: 1 where a learned token stands in for the patch, and else 0; empty when
 *     none is masked
 */
public record PatchInput(
    SDVariable patches, TokenGrid grid, Optional<SDVariable> kept, Optional<SDVariable> masked) {

  /** Patches of which none is masked. */
  public PatchInput(SDVariable patches, TokenGrid grid, Optional<SDVariable> kept) {
    this(patches, grid, kept, Optional.empty());
  }
}
