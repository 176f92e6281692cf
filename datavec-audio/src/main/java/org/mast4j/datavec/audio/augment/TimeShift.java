package org.mast4j.datavec.audio.augment;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;

/** Moves a clip in time, later or earlier, by a number of samples that is drawn evenly. */
public final class TimeShift implements WaveformAugmentation {

  /** What comes in at the end that the clip moves away from. */
  public enum Edge {
    /** Zeros; what moves out at the other end is lost. */
    SILENCE,
    /** What moves out at the other end. */
    WRAP
  }

  private final double maxSeconds;
  private final Edge edge;

  /** Shifts by up to {@code maxSeconds}, either way; never by more than the clip's length. */
  public TimeShift(double maxSeconds, Edge edge) {
    if (!(maxSeconds >= 0 && Double.isFinite(maxSeconds))) {
      throw new IllegalArgumentException("maxSeconds must not be negative, was " + maxSeconds);
    }
    this.maxSeconds = maxSeconds;
    this.edge = Objects.requireNonNull(edge, "edge");
  }

  @Override
  public Waveform apply(Waveform clip, RandomGenerator random) {
    long farthest =
        Math.min(clip.samples().length, Math.round(maxSeconds * clip.sampleRate())); // samples
    return shift(clip, (int) random.nextLong(-farthest, farthest + 1), edge);
  }

  /** The clip {@code by} samples later; earlier, if that is negative. */
  public static Waveform shift(Waveform clip, int by, Edge edge) {
    int length = clip.samples().length;
    if (Math.abs((long) by) > length) {
      throw new IllegalArgumentException("can't shift " + clip + " by " + by + " samples");
    }
    float[] shifted = new float[length];
    int from = Math.max(0, -by);
    int to = Math.max(0, by);
    int kept = length - Math.abs(by);
    System.arraycopy(clip.samples(), from, shifted, to, kept);
    if (edge == Edge.WRAP) {
      int lost = by < 0 ? 0 : kept;
      int free = by < 0 ? kept : 0;
      System.arraycopy(clip.samples(), lost, shifted, free, length - kept);
    }
    return new Waveform(shifted, clip.sampleRate());
  }
}
