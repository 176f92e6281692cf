package org.mast4j.ssl.pretrain;

import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.zoo.EncoderConfig;

/**
 * How a method trains. Implementations are records, so that a settings file, a checkpoint and a
 * search hold the record's fields.
 */
public interface MethodConfig {
  /** The name of its {@link Method}. */
  String method();

  /** Optimiser steps of a run. */
  int steps();

  /** B, clips of a step. */
  int batchSize();

  /** Seed of initial weights, batches and augmentations. */
  long seed();

  /**
   * How views of clips are made.
   *
   * @param past normalised clips of the batches before, to mix in
   */
  Views views(MixupMemory past);

  /**
   * Checks, before any audio is read, that the method can train an encoder.
   *
   * @throws IllegalArgumentException if it can't, saying what to do
   */
  default void requireServes(EncoderConfig encoder) {}

  /**
   * A method with random weights that trains this encoder.
   *
   * @param classes of the clips' labels, 0 where there are none
   * @throws IllegalArgumentException if the two don't go together
   */
  PretrainingMethod create(EncoderConfig encoder, int classes);

  /** What a step reached, in a line for people. */
  default String summary(Metrics metrics) {
    return metrics.toString();
  }
}
