package org.mast4j.arbiter.score;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.finetune.Validation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a {@link Score} judges: a candidate when it has been trained for a while. */
public interface TrainedCandidate {

  /**
   * Embeddings, [n, D].
   *
   * @param clips as the search's data has them
   */
  INDArray embed(List<Spectrogram> clips);

  /** Of its training: the mean of the last steps; of a classifier that on the validation clips. */
  double loss();

  /**
   * How a classifier does on the validation clips that the candidate is, or becomes by fine-tuning
   * on the training clips.
   */
  Validation fineTuned(SearchData data);
}
