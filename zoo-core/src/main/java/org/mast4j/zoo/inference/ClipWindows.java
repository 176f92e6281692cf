package org.mast4j.zoo.inference;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a model sees of one clip.
 *
 * @param spectrograms normalised log-mels of the model's size, in the order of time; at least one
 */
public record ClipWindows(List<Spectrogram> spectrograms) {
  public ClipWindows {
    spectrograms = List.copyOf(spectrograms);
    Require.that(!spectrograms.isEmpty(), "spectrograms", spectrograms, "one at least");
  }

  /** The window at the clip's start. */
  public Spectrogram first() {
    return spectrograms.get(0);
  }

  /** The windows of all clips, one clip behind the other. */
  static List<Spectrogram> all(List<ClipWindows> clips) {
    return clips.stream().flatMap(clip -> clip.spectrograms.stream()).toList();
  }

  /**
   * The mean over each clip's windows.
   *
   * @param ofWindows [windows of all clips, D]
   * @return [clips, D]
   */
  static INDArray mean(INDArray ofWindows, List<ClipWindows> clips) {
    INDArray means = Nd4j.create(ofWindows.dataType(), clips.size(), ofWindows.size(1));
    int from = 0;
    for (int i = 0; i < clips.size(); i++) {
      int to = from + clips.get(i).spectrograms.size();
      INDArray ofClip = ofWindows.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
      means.putRow(i, ofClip.mean(0));
      from = to;
    }
    return means;
  }
}
