package org.mast4j.datavec.audio.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;

/**
 * Turns files into spectrograms on all cores; the result doesn't depend on how many there are, nor
 * on how many spectrograms the memory holds.
 */
public final class ClipLoader {

  /** Share of the heap that spectrograms may fill: training needs the rest. */
  private static final int HEAP_SHARE = 3;

  private final ClipReader reader;
  private final BadClips badClips;
  private final long maxBytes;

  /**
   * Loads by {@code features}, and does with bad clips what {@code badClips} says.
   *
   * @param maxBytes what may stay in memory; spectrograms beyond it are read anew at every use
   */
  public ClipLoader(ClipFeatures features, BadClips badClips, long maxBytes) {
    Require.notNegative("maxBytes", maxBytes);
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
    long most = maxBytes / bytes(reader.config());
    List<Spectrogram> kept = new ArrayList<>();
    List<AudioClip> good = new ArrayList<>();
    List<Integer> hashes = new ArrayList<>();
    ClipPass.run(
        clips,
        reader::read,
        badClips,
        progress,
        (clip, spectrogram) -> {
          good.add(clip);
          hashes.add(spectrogram.hashCode());
          if (kept.size() < most) {
            kept.add(spectrogram);
          }
        });
    List<AudioClip> usable = List.copyOf(good);
    int[] ofClips = hashes.stream().mapToInt(Integer::intValue).toArray();
    return new LoadedClips(usable, new KeptFeatures(kept, usable, reader, ofClips), reader);
  }

  private static long bytes(FrontEndConfig config) {
    return (long) Float.BYTES * config.frames() * config.width();
  }
}
