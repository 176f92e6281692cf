package org.mast4j.datavec.audio.augment;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.settings.Setting;

/** Adds noise at a signal-to-noise ratio that is drawn evenly. */
public record AddNoise(
    @Setting("Where it comes from: white, pink, or recorded (a folder).") NoiseSource noise,
    @Setting("Smallest ratio of clip to noise; the larger, the less noise.") double minDecibels,
    @Setting("Largest ratio.") double maxDecibels)
    implements WaveformAugmentation {

  public AddNoise {
    Objects.requireNonNull(noise, "noise");
    Uniform.require("minDecibels", minDecibels, "maxDecibels", maxDecibels);
  }

  /** Pink noise, which most background noise resembles, 10 to 30 dB below the clip. */
  public AddNoise() {
    this(new PinkNoise(), 10, 30);
  }

  @Override
  public Waveform apply(Waveform clip, RandomGenerator random) {
    double snrDb = Uniform.draw(minDecibels, maxDecibels, random);
    return add(clip, noise.draw(clip.samples().length, clip.sampleRate(), random), snrDb);
  }

  /**
   * The clip plus the noise, whose energy is brought to 10^(-snrDb / 10) of the clip's over the
   * whole length (torchaudio.functional.add_noise). A silent clip, or silent noise, leaves the clip
   * as it is. Where the sum would pass {@link Waveform#MAX_AMPLITUDE}, all of it is made softer.
   *
   * @param noise as long as the clip
   */
  static Waveform add(Waveform clip, float[] noise, double snrDb) {
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
    return Waveform.limited(noisy, clip.sampleRate());
  }

  private static double energy(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    return sum;
  }
}
