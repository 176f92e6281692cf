package org.mast4j.datavec.audio.frontend;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.mast4j.settings.Require;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A log-mel spectrogram, one row per frame; or PCEN or MFCC, if a front end is configured so.
 *
 * @param values row-major [frames, mels], natural log unless a step says otherwise; not to be
 *     modified
 * @param frames T, the number of rows
 * @param mels F, the number of mel bins, low to high; of cepstra for MFCC
 */
public record Spectrogram(float[] values, int frames, int mels) implements Serializable {
  static final int MOST_VALUES = Integer.MAX_VALUE - 8; // of an array, in every JVM

  public Spectrogram {
    Objects.requireNonNull(values, "values");
    Require.positive("frames", frames);
    Require.positive("mels", mels);
    if (values.length != frames * mels) {
      throw new IllegalArgumentException(
          values.length + " values don't fill " + frames + " frames x " + mels + " mels");
    }
  }

  /**
   * How many values {@code frames} x {@code mels} are.
   *
   * @throws OutOfMemoryError if they are more than an array takes
   */
  static int length(int frames, int mels) {
    long values = (long) frames * mels;
    if (values > MOST_VALUES) {
      throw new OutOfMemoryError(frames + " frames of " + mels + " mels don't fit into an array");
    }
    return (int) values;
  }

  /** Copies the rows of a matrix [frames, mels]. */
  public static Spectrogram fromNDArray(INDArray matrix) {
    Require.that(matrix.rank() == 2, "matrix", Arrays.toString(matrix.shape()), "[frames, mels]");
    // dup('c') first: M2.1 can flag an array 'f' whose strides are those of 'c'.
    float[] rows = matrix.dup('c').data().asFloat();
    return new Spectrogram(rows, (int) matrix.size(0), (int) matrix.size(1));
  }

  /** The value of one mel bin in one frame. */
  public float at(int frame, int mel) {
    return values[frame * mels + mel];
  }

  /** Whether each frame holds one value alone, as those of silence and of padding do. */
  public boolean isSilent() {
    for (int i = 0; i < values.length; i++) {
      if (values[i] != values[i - i % mels]) {
        return false;
      }
    }
    return true;
  }

  /** Cuts the end off, or appends frames filled with {@code pad}, to have {@code newFrames}. */
  public Spectrogram fitFrames(int newFrames, float pad) {
    Require.positive("frames", newFrames);
    if (newFrames == frames) {
      return this;
    }
    float[] fitted = Arrays.copyOf(values, newFrames * mels);
    if (newFrames > frames) {
      Arrays.fill(fitted, values.length, fitted.length, pad);
    }
    return new Spectrogram(fitted, newFrames, mels);
  }

  /** (x - mean) / std of every value. */
  public Spectrogram standardize(double mean, double std) {
    Require.finite("mean", mean);
    Require.positive("std", std);
    float[] scaled = values.clone();
    scale(scaled, mean, std);
    return new Spectrogram(scaled, frames, mels);
  }

  /** The same of values in their place. */
  static void scale(float[] values, double mean, double std) {
    float shift = (float) mean;
    float scale = (float) (1 / std);
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - shift) * scale;
    }
  }

  /** A copy as a matrix [frames, mels]. */
  public INDArray toNDArray() {
    return Nd4j.createFromArray(values).reshape('c', frames, mels);
  }

  /** Whether it has the same shape and values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Spectrogram that
        && frames == that.frames
        && mels == that.mels
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Spectrogram[" + frames + " frames x " + mels + " mels]";
  }
}
