package org.mast4j.datavec.audio.augment;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;

/**
 * Mixup (arXiv 1710.09412) of waveforms: (1 - a) x + a z with another clip z and a ~ U(0,
 * maxShare). A trainer that mixes the labels alike draws {@link #pick} itself and passes it on.
 */
public final class WaveformMixup implements WaveformAugmentation {

  private final List<Waveform> others;
  private final double maxShare;

  /** Mixes {@code others} in, all of one sample rate, which must be the clips' too. */
  public WaveformMixup(List<Waveform> others, double maxShare) {
    if (others.isEmpty()) {
      throw new IllegalArgumentException("mixup needs at least one other clip");
    }
    if (!(maxShare >= 0 && maxShare <= 1)) {
      throw new IllegalArgumentException("maxShare must lie in [0, 1], was " + maxShare);
    }
    this.others = List.copyOf(others);
    this.maxShare = maxShare;
  }

  /**
   * What is mixed in.
   *
   * @param other index of the other clip
   * @param share a, in [0, 1]: of the other clip, and of its label
   */
  public record Pick(int other, double share) {}

  /** Draws another clip and its share. */
  public Pick pick(RandomGenerator random) {
    return new Pick(random.nextInt(others.size()), Range.draw(0, maxShare, random));
  }

  @Override
  public Waveform apply(Waveform clip, RandomGenerator random) {
    return apply(clip, pick(random));
  }

  /** Mixes what was picked into {@code clip}. */
  public Waveform apply(Waveform clip, Pick pick) {
    return mix(clip, others.get(pick.other()), pick.share());
  }

  /**
   * (1 - share) x + share z, as long as x: a longer z is cut, a shorter one has silence behind it.
   *
   * @param share a, in [0, 1]
   */
  public static Waveform mix(Waveform x, Waveform z, double share) {
    if (x.sampleRate() != z.sampleRate()) {
      throw new IllegalArgumentException("can't mix " + z + " into " + x + "; resample it first");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must lie in [0, 1], was " + share);
    }
    float[] clip = x.samples();
    float[] other = z.samples();
    float[] mixed = new float[clip.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) ((1 - share) * clip[i] + (i < other.length ? share * other[i] : 0));
    }
    return new Waveform(mixed, x.sampleRate());
  }
}
