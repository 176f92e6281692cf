package org.mast4j.datavec.audio.dataset;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.io.Prefetch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns files into spectrograms on all cores; the result doesn't depend on how many there are, nor
 * on how many spectrograms the memory holds.
 */
public final class ClipLoader {

  private static final Logger log = LoggerFactory.getLogger(ClipLoader.class);

  /** Share of the heap that spectrograms may fill: training needs the rest. */
  private static final int HEAP_SHARE = 3;

  /** So many clips are in the making while their order is kept. */
  private static final int AHEAD = 64;

  private final ClipReader reader;
  private final BadClips badClips;
  private final long maxBytes;

  /**
   * Loads by {@code features}, and does with bad clips what {@code badClips} says.
   *
   * @param maxBytes what may stay in memory; spectrograms beyond it are read anew at every use
   */
  public ClipLoader(ClipFeatures features, BadClips badClips, long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative, was " + maxBytes);
    }
    this.reader = new ClipReader(features);
    this.badClips = badClips;
    this.maxBytes = maxBytes;
  }

  /** A third of the largest heap that this JVM may have, in bytes. */
  public static long standardMaxBytes() {
    return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
  }

  /**
   * Reads every clip once, so that all bad ones are known, and keeps the order.
   *
   * @param progress told how many are done, from any thread
   * @throws AudioException if bad clips are refused, of the first one in the list; or if none is
   *     good
   * @throws CancellationException if the thread is interrupted
   */
  public LoadedClips load(List<AudioClip> clips, IntConsumer progress) throws AudioException {
    AtomicInteger done = new AtomicInteger();
    Iterator<Prefetch.Task<Spectrogram>> tasks =
        clips.stream().map(clip -> task(clip, done, progress)).iterator();
    long most = maxBytes / bytes(reader.config());
    List<Spectrogram> kept = new ArrayList<>();
    List<AudioClip> good = new ArrayList<>();
    int hash = 1;
    try (Prefetch<Spectrogram> features = new Prefetch<>(tasks, AHEAD)) {
      for (AudioClip clip : clips) {
        try {
          Spectrogram spectrogram = features.next();
          good.add(clip);
          hash = 31 * hash + spectrogram.hashCode(); // as List.hashCode has it
          if (kept.size() < most) {
            kept.add(spectrogram);
          }
        } catch (UncheckedIOException e) {
          if (!(e.getCause() instanceof AudioException bad)) {
            throw e; // not of a clip's content: from other features than ours, or the progress
          }
          badClips.add(bad);
          log.debug("skipped {}", e.getMessage());
        }
      }
    }
    if (good.isEmpty() && !clips.isEmpty()) {
      throw new AudioException(
          clips.get(0).path(),
          "and all other clips are bad, " + clips.size() + " in all; check the first one");
    }
    List<AudioClip> usable = List.copyOf(good);
    return new LoadedClips(usable, new KeptFeatures(kept, usable, reader, hash));
  }

  private Prefetch.Task<Spectrogram> task(
      AudioClip clip, AtomicInteger done, IntConsumer progress) {
    return () -> {
      try {
        return reader.read(clip);
      } finally {
        progress.accept(done.incrementAndGet());
      }
    };
  }

  private static long bytes(FrontEndConfig config) {
    return (long) Float.BYTES * config.frames() * config.width();
  }
}
