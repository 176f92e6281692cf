package org.mast4j.ssl.finetune;

/** What of a classifier is trained. */
public enum TrainMode {
  /**
   * {@link #HEAD} and {@link #HEAD_THEN_WHOLE}; keeps the one that does better on the validation
   * split. See {@link ModeChoice}.
   */
  AUTO,
  /** Every weight, from a random head. */
  WHOLE,
  /** A random head, the last blocks and what is behind them. */
  LAST_BLOCKS,
  /** The head alone: a linear probe. Best with few clips a class. */
  HEAD,
  /**
   * The head, then every weight: the encoder isn't distorted by the gradients of a random head
   * (arXiv 2202.10054).
   */
  HEAD_THEN_WHOLE
}
