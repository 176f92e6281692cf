package org.mast4j.zoo;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The functions that an encoder is the chain of, over one graph and one grid of patches; {@link
 * EncoderConfig#encode} and {@link EncoderConfig#parts} put them together. Between them go rows,
 * [B*n, width]: the n tokens of each clip, leading tokens first.
 */
public interface EncoderChain {
  /** Tokens of patches, with positions and leading tokens where there are any. */
  SDVariable embed(PatchInput input);

  /** One block, by its place from 0. */
  SDVariable block(int index, SDVariable rows);

  /**
   * The last block of the leading tokens alone, [B*e, D], for an encoder that pools no others: who
   * asks for the embedding, or trains on it, then doesn't pay for them.
   *
   * @param rows that the last block reads
   */
  default Optional<SDVariable> lastBlockOfLeading(SDVariable rows) {
    return Optional.empty();
  }

  /** The norm behind the last block; the same rows where there is none. */
  SDVariable norm(SDVariable rows);

  /** One embedding a clip, [B, n, D] to [B, D]. */
  SDVariable pool(SDVariable tokens);
}
