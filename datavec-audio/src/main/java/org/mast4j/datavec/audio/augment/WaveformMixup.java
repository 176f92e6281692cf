package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/**
 * Mixup (arXiv 1710.09412) of waveforms: (1 - a) x + a z with any clip z of a batch or data set and
 * a ~ U(0, maxShare). {@link Views} tell what was mixed in, so that labels can be mixed alike.
 */
public record WaveformMixup(@Setting("Largest share of the other clip, 0 to 1.") double maxShare)
    implements Augmentation {

  public WaveformMixup {
    requireShare("maxShare", maxShare);
  }

  /** As much as {@link LogMixupExp} mixes in. */
  public WaveformMixup() {
    this(LogMixupExp.STANDARD_MAX_SHARE);
  }

  /**
   * What is mixed in.
   *
   * @param other index of the other clip, among those that are together
   * @param share a, in [0, 1]: of the other clip, and of its label
   */
  public record Pick(int other, double share) {}

  /** Draws one of so many clips and its share. */
  public Pick pick(int clips, RandomGenerator random) {
    return new Pick(random.nextInt(clips), Uniform.draw(0, maxShare, random));
  }

  /**
   * (1 - share) x + share z, as long as x: a longer z is cut, a shorter one has silence behind it.
   *
   * @param share a, in [0, 1]
   */
  static Waveform mix(Waveform x, Waveform z, double share) {
    if (x.sampleRate() != z.sampleRate()) {
      throw new IllegalArgumentException("can't mix " + z + " into " + x + "; resample it first");
    }
    requireShare("share", share);
    float[] clip = x.samples();
    float[] other = z.samples();
    float[] mixed = new float[clip.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) ((1 - share) * clip[i] + (i < other.length ? share * other[i] : 0));
    }
    return new Waveform(mixed, x.sampleRate());
  }

  private static void requireShare(String field, double share) {
    Require.that(share >= 0 && share <= 1, field, share, "0 to 1");
  }
}
