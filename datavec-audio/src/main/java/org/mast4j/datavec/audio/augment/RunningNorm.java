package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * Normalises clips by the mean and variance of all values seen so far (BYOL-A's pre-norm).
 *
 * <p>Update between batches; any number of threads may apply it at a time.
 */
public final class RunningNorm implements LogMelAugmentation {

  /** Up to it a standard deviation means that nothing but silence was seen. */
  private static final double MAX_SILENT_STD = 1e-6;

  /**
   * All that a checkpoint needs to keep.
   *
   * @param count values seen
   * @param mean their mean
   * @param squares the sum of their squared distances from the mean
   */
  public record State(long count, double mean, double squares) implements Serializable {

    public State {
      if (count < 0 || squares < 0 || !Double.isFinite(mean) || !Double.isFinite(squares)) {
        throw new IllegalArgumentException(
            "no running statistics: count " + count + ", mean " + mean + ", squares " + squares);
      }
    }

    /** Before the first clip. */
    public static State empty() {
      return new State(0, 0, 0);
    }

    /** The population standard deviation of the values seen; 1 while they were all the same. */
    public double std() {
      return isConstant() ? 1 : Math.sqrt(squares / count);
    }

    /** Whether all values seen were the same, as those of silence are. */
    boolean isConstant() {
      return count == 0 || Math.sqrt(squares / count) <= MAX_SILENT_STD;
    }

    /** The statistics of both sets of values (Chan, Golub, LeVeque 1979). */
    public State plus(State other) {
      long total = count + other.count;
      if (total == 0) {
        return this;
      }
      double delta = other.mean - mean;
      double share = (double) other.count / total;
      return new State(
          total, mean + delta * share, squares + other.squares + delta * delta * count * share);
    }

    /** The statistics of one clip. */
    public static State of(Spectrogram clip) {
      double sum = 0;
      for (float value : clip.values()) {
        sum += value;
      }
      double mean = sum / clip.values().length;
      double squares = 0;
      for (float value : clip.values()) {
        squares += (value - mean) * (value - mean);
      }
      return new State(clip.values().length, mean, squares);
    }
  }

  private volatile State state;

  /** Nothing seen yet: applying it changes nothing. */
  public RunningNorm() {
    this(State.empty());
  }

  /** Goes on from a checkpoint. */
  public RunningNorm(State state) {
    this.state = state;
  }

  /** Takes the values of a batch into the statistics, in its order. */
  public void update(Iterable<Spectrogram> batch) {
    State updated = state;
    for (Spectrogram clip : batch) {
      updated = updated.plus(State.of(clip));
    }
    state = updated;
  }

  /** The statistics so far. */
  public State state() {
    return state;
  }

  /** (x - mean) / std. */
  public Spectrogram apply(Spectrogram clip) {
    State now = state;
    return clip.standardize(now.mean(), now.std());
  }

  /** The same: normalising leaves nothing to chance. */
  @Override
  public Spectrogram apply(Spectrogram clip, RandomGenerator random) {
    return apply(clip);
  }
}
