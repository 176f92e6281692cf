package org.mast4j.datavec.audio.dataset;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.Prefetch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes once through the clips of a data set: something is made of each on all cores, a few dozen
 * ahead, and taken in the clips' order by the calling thread.
 */
public final class ClipPass {

  private static final Logger log = LoggerFactory.getLogger(ClipPass.class);

  /** So many clips are in the making while their order is kept. */
  private static final int AHEAD = 64;

  private ClipPass() {}

  /** Makes something of a clip, on any thread. */
  @FunctionalInterface
  public interface Maker<T> {
    /**
     * @throws AudioException if the clip is bad
     */
    T make(AudioClip clip) throws AudioException;
  }

  /**
   * Goes through the clips.
   *
   * @param progress told how many are done, from any thread
   * @param taker gets each good clip with what was made of it, in the clips' order
   * @throws AudioException if bad clips are refused, of the first one in the list; or if none is
   *     good
   * @throws CancellationException if the thread is interrupted
   */
  public static <T> void run(
      List<AudioClip> clips,
      Maker<T> maker,
      BadClips badClips,
      IntConsumer progress,
      BiConsumer<AudioClip, T> taker)
      throws AudioException {
    AtomicInteger done = new AtomicInteger();
    Iterator<Prefetch.Task<T>> tasks =
        clips.stream().map(clip -> task(clip, maker, done, progress)).iterator();
    boolean anyGood = clips.isEmpty();
    try (Prefetch<T> made = new Prefetch<>(tasks, AHEAD)) {
      for (AudioClip clip : clips) {
        T next;
        try {
          next = made.next();
        } catch (UncheckedIOException e) {
          if (!(e.getCause() instanceof AudioException bad)) {
            throw e; // not of a clip's content: from another maker than ours, or the progress
          }
          badClips.add(bad);
          log.debug("skipped {}", e.getMessage());
          continue;
        }
        anyGood = true;
        taker.accept(clip, next);
      }
    }
    if (!anyGood) {
      throw new AudioException(
          clips.get(0).path(),
          "and all other clips are bad, " + clips.size() + " in all; check the first one");
    }
  }

  private static <T> Prefetch.Task<T> task(
      AudioClip clip, Maker<T> maker, AtomicInteger done, IntConsumer progress) {
    return () -> {
      try {
        return maker.make(clip);
      } finally {
        progress.accept(done.incrementAndGet());
      }
    };
  }
}
