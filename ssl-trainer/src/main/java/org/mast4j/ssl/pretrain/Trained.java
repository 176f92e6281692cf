package org.mast4j.ssl.pretrain;

import java.util.List;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.StoredModel;
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

  /**
   * The encoder as a model, to write, open, or fine-tune; it has these weights, not a copy.
   *
   * @param architecture the encoder's
   * @param frontEnd of the clips that it was trained on; the model's is normalised by what they
   *     were
   */
  public StoredModel model(EncoderConfig architecture, FrontEndConfig frontEnd) {
    FrontEndConfig normalised =
        frontEnd.withStatistics(frontEnd.mean() + frontEnd.std() * mean, frontEnd.std() * std);
    return new StoredModel(architecture, normalised, List.of(), encoder);
  }

  /** Frees the weights' native memory at once. */
  @Override
  public void close() {
    encoder.toMap().values().forEach(INDArray::close);
  }
}
