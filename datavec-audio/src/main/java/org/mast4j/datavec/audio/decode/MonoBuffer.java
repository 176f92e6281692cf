package org.mast4j.datavec.audio.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects frames of any number of channels as their mean. */
final class MonoBuffer {

  /** The largest array that every JVM allows. */
  static final int MAX_SAMPLES = Integer.MAX_VALUE - 8;

  private static final int FIRST_CAPACITY = 1 << 14;

  private float[] samples = new float[FIRST_CAPACITY];
  private int size;

  /** Appends {@code frames} frames whose channels alternate. */
  void addInterleaved(ByteBuffer in, PcmFormat format, int channels, int frames) {
    reserve(frames);
    for (int i = 0; i < frames; i++) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += format.read(in);
      }
      samples[size++] = (float) (sum / channels);
    }
  }

  /** Appends {@code frames} frames that have a buffer for each channel. */
  void addPlanar(ByteBuffer[] planes, PcmFormat format, int frames) {
    reserve(frames);
    for (int i = 0; i < frames; i++) {
      double sum = 0;
      for (ByteBuffer plane : planes) {
        sum += format.read(plane);
      }
      samples[size++] = (float) (sum / planes.length);
    }
  }

  int size() {
    return size;
  }

  float[] toArray() {
    return Arrays.copyOf(samples, size);
  }

  private void reserve(int frames) {
    long needed = (long) size + frames;
    if (needed > MAX_SAMPLES) {
      throw new OutOfMemoryError(needed + " samples don't fit into an array");
    }
    if (needed > samples.length) {
      samples =
          Arrays.copyOf(
              samples, (int) Math.min(MAX_SAMPLES, Math.max(needed, 2L * samples.length)));
    }
  }
}
