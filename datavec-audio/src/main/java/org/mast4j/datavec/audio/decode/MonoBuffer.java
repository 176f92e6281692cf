package org.mast4j.datavec.audio.decode;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Collects frames of any number of channels as their mean. */
final class MonoBuffer {

  /** The largest array that every JVM allows. */
  static final int MAX_SAMPLES = Integer.MAX_VALUE - 8;

  private static final int FIRST_CAPACITY = 1 << 14;
  private static final int MAX_CAPACITY = 1 << 22;

  /** All but the last part: one array that grows would be there twice whenever it does. */
  private final List<FloatBuffer> full = new ArrayList<>();

  /** Of {@link #full}. */
  private long fullSize;

  /** The last part, and how much of it is taken. */
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
    return (int) (fullSize + size);
  }

  float[] toArray() {
    float[] all = new float[size()];
    int at = 0;
    for (FloatBuffer part : full) {
      int length = part.remaining();
      part.get(all, at, length);
      at += length;
    }
    System.arraycopy(samples, 0, all, at, size);
    return all;
  }

  private void reserve(int frames) {
    long needed = fullSize + size + frames;
    if (needed > MAX_SAMPLES) {
      throw new OutOfMemoryError(needed + " samples don't fit into an array");
    }
    if (size + frames > samples.length) {
      full.add(FloatBuffer.wrap(samples, 0, size));
      fullSize += size;
      samples = new float[Math.max(frames, Math.min(MAX_CAPACITY, 2 * samples.length))];
      size = 0;
    }
  }
}
