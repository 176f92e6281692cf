package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;

/**
 * BYOL-A's log-mixup-exp: mixes the power of a past clip z into the clip x, log((1 - a) e^x + a
 * e^z) with a ~ U(0, maxShare). An empty memory leaves the clip as it is.
 */
public final class LogMixupExp implements LogMelAugmentation {

  /** BYOL-A's and the paper's largest share of the past clip. */
  public static final double STANDARD_MAX_SHARE = 0.4;

  private final MixupMemory memory;
  private final double maxShare;

  /** Mixes clips of {@code memory} in, which the caller fills. */
  public LogMixupExp(MixupMemory memory, double maxShare) {
    requireShare("maxShare", maxShare);
    this.memory = memory;
    this.maxShare = maxShare;
  }

  @Override
  public Spectrogram apply(Spectrogram clip, RandomGenerator random) {
    double share = maxShare * random.nextDouble();
    return memory.draw(random).map(past -> mix(clip, past, share)).orElse(clip);
  }

  /**
   * log((1 - share) e^x + share e^z), value by value, without overflow.
   *
   * @param share a, in [0, 1)
   */
  static Spectrogram mix(Spectrogram x, Spectrogram z, double share) {
    if (x.frames() != z.frames() || x.mels() != z.mels()) {
      throw new IllegalArgumentException("can't mix " + x + " with " + z);
    }
    requireShare("share", share);
    if (share == 0) {
      return x;
    }
    // log((1 - a) e^x + a e^z) = x + log(1 - a) + softplus(z - x + log(a / (1 - a)))
    float logKept = (float) Math.log1p(-share);
    float logOdds = (float) Math.log(share / (1 - share));
    float[] clip = x.values();
    float[] past = z.values();
    float[] mixed = new float[clip.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = clip[i] + logKept + Softplus.of(past[i] - clip[i] + logOdds);
    }
    return new Spectrogram(mixed, x.frames(), x.mels());
  }

  private static void requireShare(String field, double share) {
    Require.that(share >= 0 && share < 1, field, share, "0 to below 1");
  }
}
