package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.settings.Setting;

/**
 * Makes a clip louder or softer by a number of decibels that is drawn evenly. Nothing is clipped:
 * samples may leave [-1, 1]; but the gain ends where one would reach {@link
 * Waveform#MAX_AMPLITUDE}.
 */
public record Gain(
    @Setting("Smallest gain; 0 leaves a clip as it is.") double minDecibels,
    @Setting("Largest gain.") double maxDecibels)
    implements WaveformAugmentation {

  public Gain {
    Uniform.require("minDecibels", minDecibels, "maxDecibels", maxDecibels);
  }

  /** Up to 6 dB either way: half or twice the amplitude. */
  public Gain() {
    this(-6, 6);
  }

  @Override
  public Waveform apply(Waveform clip, RandomGenerator random) {
    return amplify(clip, Uniform.draw(minDecibels, maxDecibels, random));
  }

  /** Every sample times 10^(db / 20). */
  static Waveform amplify(Waveform clip, double db) {
    double factor = Math.pow(10, db / 20);
    float[] samples = new float[clip.samples().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (clip.samples()[i] * factor);
    }
    return Waveform.limited(samples, clip.sampleRate());
  }
}
