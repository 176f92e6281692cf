package org.mast4j.zoo;

import java.util.List;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.weights.Weights;

/**
 * The zoo contract: an immutable description of an encoder that can add the encoder to a graph.
 * Implementations are records, so that {@code config.json} is the record's fields.
 */
public interface EncoderConfig {
  /** The key in {@link Architectures}: "mast", "ast". */
  String architecture();

  /** The input that the model expects, and its patches. */
  PatchGrid grid();

  /** D, the width of the pooled output. */
  int outputWidth();

  /** Whether a classifier normalises the encoder's features first. */
  boolean headNorm();

  /** Whether the encoder pools over the grid of its patches, so that what is kept must be one. */
  default boolean needsGrid() {
    return true;
  }

  /** Epsilon of every layer normalisation in the encoder. */
  double layerNormEpsilon();

  /** Epsilon of a classifier's layer normalisation, the encoder's unless it says otherwise. */
  default double headNormEpsilon() {
    return layerNormEpsilon();
  }

  /** A copy for another input; what is sized by the input is sized for the new one. */
  EncoderConfig withGrid(PatchGrid grid);

  /**
   * A copy of the same kind with the fewest blocks and the least width: for checks that must be
   * quick.
   */
  EncoderConfig miniature();

  /**
   * The encoder's weights for a copy of it that has another input: those that belong to positions
   * in the grid are cut or resized, all others are the same arrays.
   *
   * @param weights of this encoder, without a classifier's
   * @param fitted by {@link #withGrid}, or by {@link RelativeTables#withGridOnly}
   */
  Weights regrid(Weights weights, EncoderConfig fitted);

  /**
   * Adds the encoder to a graph; the parameters are named after timm's checkpoint keys.
   *
   * @param scope where the parameters go
   * @param input [B, K, P] patches with their grid
   */
  Encoding encode(GraphScope scope, PatchInput input);

  /**
   * The same encoder, of all its grid's patches, cut into a chain: the link {@code features} gives
   * a clip's embedding, the last one what a linear classifier reads.
   */
  List<EncoderPart> parts();

  /** How the encoder's attention is read as a map over its patches. */
  AttentionMap attentionMap();
}
