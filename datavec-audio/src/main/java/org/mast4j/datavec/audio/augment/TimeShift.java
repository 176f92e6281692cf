package org.mast4j.datavec.audio.augment;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** Moves a clip in time, later or earlier, by a number of samples that is drawn evenly. */
public record TimeShift(
    @Setting("Farthest shift either way; never more than the clip's length.") double maxSeconds,
    @Setting("What comes in at the end that the clip moves away from.") Edge edge)
    implements WaveformAugmentation {

  /** What comes in at the end that the clip moves away from. */
  public enum Edge {
    /** Zeros; what moves out at the other end is lost. */
    SILENCE,
    /** What moves out at the other end. */
    WRAP
  }

  public TimeShift {
    Require.notNegative("maxSeconds", maxSeconds);
    Objects.requireNonNull(edge, "edge");
  }

  /** Up to 0.1 s either way, as is usual for spoken commands (TensorFlow's time_shift_ms). */
  public TimeShift() {
    this(0.1, Edge.SILENCE);
  }

  @Override
  public Waveform apply(Waveform clip, RandomGenerator random) {
    long farthest =
        Math.min(clip.samples().length, Math.round(maxSeconds * clip.sampleRate())); // samples
    return shift(clip, (int) random.nextLong(-farthest, farthest + 1), edge);
  }

  /** The clip {@code by} samples later; earlier, if that is negative. */
  static Waveform shift(Waveform clip, int by, Edge edge) {
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
