package org.mast4j.ssl.pretrain;

import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.zoo.weights.Weights;

/**
 * An encoder in training by a method: what happens to a batch. Which clips come, their
 * normalisation, checkpoints and reports are the run's business.
 */
public interface PretrainingMethod extends AutoCloseable {
  /**
   * What the next {@link #step} sees of a batch; all chance comes from the seed and the number of
   * steps taken.
   *
   * @param batch B clips, with normalised log-mels of the encoder's size, and their labels if any
   *     are known
   * @param past normalised clips of the batches before, to mix in
   */
  ViewBatch views(TrainingClips batch, MixupMemory past);

  /**
   * Trains on one batch.
   *
   * @return what its {@link Method#metrics} names
   * @throws ArithmeticException if the gradient isn't finite
   */
  Metrics step(ViewBatch views);

  /** The encoder's weights so far, without what only training needs; a copy. */
  Weights encoderWeights();

  /** All that training goes on from, not a copy. */
  Weights state();

  /**
   * Goes on from what {@link #state} gave for the same encoder and settings.
   *
   * @throws IllegalArgumentException naming an array that is missing
   */
  void restore(Weights state);

  /** Frees the native memory at once; nothing can be asked any more. */
  @Override
  void close();
}
