package org.mast4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.zoo.inference.AudioClassifier;

/**
 * What a classifier says of clips.
 *
 * @param clips those that could be read
 * @param logits [clips, classes], the mean of a clip's windows
 * @param probabilities [clips, classes], the mean of its windows' probabilities
 */
record Predictions(List<AudioClip> clips, float[][] logits, float[][] probabilities) {
  Predictions {
    clips = List.copyOf(clips);
  }

  /**
   * Reads the clips and classifies them.
   *
   * @param progress told how many are read, from any thread
   * @throws AudioException of the first bad clip, if they are refused; or if none is good
   */
  static Predictions of(
      AudioClassifier classifier, List<AudioClip> clips, BadClips badClips, IntConsumer progress)
      throws AudioException {
    List<AudioClip> good = new ArrayList<>();
    List<float[]> logits = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    classifier.outputs(
        clips,
        badClips,
        progress,
        (some, outputs) -> {
          good.addAll(some);
          logits.addAll(Arrays.asList(outputs.logits().toFloatMatrix()));
          probabilities.addAll(Arrays.asList(outputs.probabilities().toFloatMatrix()));
        });
    return new Predictions(
        good, logits.toArray(float[][]::new), probabilities.toArray(float[][]::new));
  }

  /** The likeliest class of each clip, the first of equal ones. */
  int[] best() {
    return Arrays.stream(probabilities).mapToInt(Predictions::argmax).toArray();
  }

  private static int argmax(float[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      if (row[c] > row[best]) {
        best = c;
      }
    }
    return best;
  }
}
