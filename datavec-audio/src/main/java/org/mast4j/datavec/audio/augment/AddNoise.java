package org.mast4j.datavec.audio.augment;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;

/** Adds noise at a signal-to-noise ratio that is drawn evenly. */
public final class AddNoise implements WaveformAugmentation {

  private final NoiseSource source;
  private final double minSnrDb;
  private final double maxSnrDb;

  /** Ratios of {@code minSnrDb} to {@code maxSnrDb}, in decibels; the larger, the less noise. */
  public AddNoise(NoiseSource source, double minSnrDb, double maxSnrDb) {
    Range.require("signal-to-noise ratio in dB", minSnrDb, maxSnrDb);
    this.source = Objects.requireNonNull(source, "source");
    this.minSnrDb = minSnrDb;
    this.maxSnrDb = maxSnrDb;
  }

  @Override
  public Waveform apply(Waveform clip, RandomGenerator random) {
    double snrDb = Range.draw(minSnrDb, maxSnrDb, random);
    return add(clip, source.draw(clip.samples().length, clip.sampleRate(), random), snrDb);
  }

  /**
   * The clip plus the noise, whose energy is brought to 10^(-snrDb / 10) of the clip's over the
   * whole length (torchaudio.functional.add_noise). A silent clip, or silent noise, leaves the clip
   * as it is. Where the sum would pass {@link Waveform#MAX_AMPLITUDE}, all of it is made softer.
   *
   * @param noise as long as the clip
   */
  public static Waveform add(Waveform clip, float[] noise, double snrDb) {
    float[] samples = clip.samples();
    if (noise.length != samples.length) {
      throw new IllegalArgumentException(
          noise.length + " samples of noise; expected as many as in " + clip);
    }
    double noiseEnergy = energy(noise);
    double clipEnergy = energy(samples);
    if (noiseEnergy == 0 || clipEnergy == 0) {
      return clip;
    }
    float scale = (float) Math.sqrt(clipEnergy / noiseEnergy * Math.pow(10, -snrDb / 10));
    float[] noisy = new float[samples.length];
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = samples[i] + scale * noise[i];
    }
    return Peak.limit(noisy, clip.sampleRate());
  }

  private static double energy(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    return sum;
  }
}
