package org.mast4j.arbiter.score;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.finetune.Validation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A fine-tuned candidate.
 *
 * @param classifier the caller's to close
 * @param validation how it does on the validation clips
 */
public record FineTunedClassifier(EncoderGraph classifier, Validation validation)
    implements TrainedCandidate {
  @Override
  public INDArray embed(List<Spectrogram> clips) {
    return BatchedOutputs.pooled(classifier, clips);
  }

  @Override
  public double loss() {
    return validation.loss();
  }

  @Override
  public Validation fineTuned(SearchData data) {
    return validation;
  }
}
