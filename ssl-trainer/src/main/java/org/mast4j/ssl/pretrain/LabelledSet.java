package org.mast4j.ssl.pretrain;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.mast4j.ssl.internal.data.EpochSampler;

/**
 * Labelled clips by which the monitors tell how good the embeddings are; nothing is trained on
 * them.
 *
 * @param train which neighbours and probe learn from
 * @param validation which they are scored on
 * @param classes how many there are
 */
public record LabelledSet(Part train, Part validation, int classes) {

  /**
   * One part.
   *
   * @param logMels raw, of the encoder's input size; may be read whenever they are got
   * @param labels class index of each
   */
  public record Part(List<Spectrogram> logMels, int[] labels) {
    public Part {
      Require.that(
          labels.length > 0 && logMels.size() == labels.length,
          "labels",
          labels.length,
          "one for each of the " + logMels.size() + " clips, and a clip at least");
    }
  }

  /**
   * Which clips of a part the monitors look at, so that others need not be read.
   *
   * @param count how many there are
   * @param most {@link RunSettings#labelledClips}
   * @param seed of the method
   */
  public static int[] chosen(int count, int most, long seed) {
    return new EpochSampler(count, Math.min(count, most), seed)
        .next().stream().mapToInt(Integer::intValue).toArray();
  }

  public LabelledSet {
    Require.that(classes > 1, "classes", classes, "2 or more");
  }
}
