package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;

/**
 * The last clips that passed, before they were mixed: the newest replaces the oldest (BYOL-A,
 * byol_a/augmentations.py).
 *
 * <p>It holds references, not copies. Any number of threads may draw at a time; add between
 * batches, in the batch's order, so that what a clip is mixed with doesn't depend on the threads.
 */
public final class MixupMemory implements Serializable {

  /** The paper's 2,048 clips. */
  public static final int STANDARD_CAPACITY = 2048;

  private final int capacity;

  /** Filled in order, then overwritten from {@link #oldest} on. */
  private final List<Spectrogram> clips = new ArrayList<>();

  private int oldest;

  /** An empty memory for {@code capacity} clips. */
  public MixupMemory(int capacity) {
    Require.positive("capacity", capacity);
    this.capacity = capacity;
  }

  /** Remembers a batch, in its order. */
  public void addAll(List<Spectrogram> batch) {
    batch.forEach(this::add);
  }

  /** Remembers one clip. */
  public void add(Spectrogram clip) {
    if (clips.size() < capacity) {
      clips.add(clip);
    } else {
      clips.set(oldest, clip);
      oldest = (oldest + 1) % capacity;
    }
  }

  /** How many clips it holds. */
  public int size() {
    return clips.size();
  }

  /** The clips from the oldest to the newest: adding them to a new memory restores this one. */
  public List<Spectrogram> clips() {
    List<Spectrogram> ordered = new ArrayList<>(clips.subList(oldest, clips.size()));
    ordered.addAll(clips.subList(0, oldest));
    return ordered;
  }

  /** A random clip of those remembered; none while it is empty. */
  public Optional<Spectrogram> draw(RandomGenerator random) {
    return clips.isEmpty()
        ? Optional.empty()
        : Optional.of(clips.get(random.nextInt(clips.size())));
  }
}
