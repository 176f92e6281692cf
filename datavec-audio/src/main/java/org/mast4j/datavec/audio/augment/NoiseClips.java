package org.mast4j.datavec.audio.augment;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.resample.Resampler;

/** Recorded noise: a random stretch of a random recording, which starts over where it is short. */
public final class NoiseClips implements NoiseSource {

  private final List<Waveform> recordings;

  /** Draws from {@code recordings}; those of another rate than a clip's are resampled to it. */
  public NoiseClips(List<Waveform> recordings) {
    if (recordings.isEmpty()) {
      throw new IllegalArgumentException("noise needs at least one recording");
    }
    this.recordings = List.copyOf(recordings);
  }

  @Override
  public float[] draw(int length, int sampleRate, RandomGenerator random) {
    Waveform recording = recordings.get(random.nextInt(recordings.size()));
    float[] samples = Resampler.of(recording.sampleRate(), sampleRate).apply(recording.samples());
    return stretch(samples, random.nextInt(samples.length), length);
  }

  /** No name that settings know: recordings are passed in code. */
  @Override
  public String text() {
    return recordings.size() + " recordings";
  }

  /** {@code length} samples from {@code start} on, round and round. */
  static float[] stretch(float[] samples, int start, int length) {
    float[] stretch = new float[length];
    for (int done = 0, from = start; done < length; from = 0) {
      int count = Math.min(length - done, samples.length - from);
      System.arraycopy(samples, from, stretch, done, count);
      done += count;
    }
    return stretch;
  }
}
