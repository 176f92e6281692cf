package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;

/**
 * Makes a clip louder or softer by a number of decibels that is drawn evenly. Nothing is clipped:
 * samples may leave [-1, 1]; but the gain ends where one would reach {@link
 * Waveform#MAX_AMPLITUDE}.
 */
public final class Gain implements WaveformAugmentation {

  private final double minDb;
  private final double maxDb;

  /** Gains of {@code minDb} to {@code maxDb}, in decibels; 0 leaves a clip as it is. */
  public Gain(double minDb, double maxDb) {
    Range.require("gain in dB", minDb, maxDb);
    this.minDb = minDb;
    this.maxDb = maxDb;
  }

  @Override
  public Waveform apply(Waveform clip, RandomGenerator random) {
    return amplify(clip, Range.draw(minDb, maxDb, random));
  }

  /** Every sample times 10^(db / 20). */
  public static Waveform amplify(Waveform clip, double db) {
    double factor = Math.pow(10, db / 20);
    float[] samples = new float[clip.samples().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (clip.samples()[i] * factor);
    }
    return Peak.limit(samples, clip.sampleRate());
  }
}
