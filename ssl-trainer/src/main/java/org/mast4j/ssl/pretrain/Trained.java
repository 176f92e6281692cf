package org.mast4j.ssl.pretrain;

import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An encoder as it was at one step.
 *
 * @param step steps taken until then
 * @param encoder weights without the projection
 * @param mean of the log-mels, by which the encoder's input is to be normalised
 * @param std likewise
 */
public record Trained(int step, Weights encoder, double mean, double std) implements AutoCloseable {

  /** Frees the weights' native memory at once. */
  @Override
  public void close() {
    encoder.toMap().values().forEach(INDArray::close);
  }
}
