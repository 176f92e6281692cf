package org.mast4j.zoo.inference;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;

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
   * @param ofWindows a row of each window of all clips, [D]
   * @return [clips][D]
   */
  static float[][] means(List<float[]> ofWindows, List<ClipWindows> clips) {
    float[][] means = new float[clips.size()][];
    RowMean mean = new RowMean(ofWindows.get(0).length);
    int window = 0;
    for (int i = 0; i < means.length; i++) {
      for (int j = 0; j < clips.get(i).spectrograms.size(); j++) {
        mean.add(ofWindows.get(window++));
      }
      means[i] = new float[mean.length()];
      mean.take(means[i]);
    }
    return means;
  }
}
