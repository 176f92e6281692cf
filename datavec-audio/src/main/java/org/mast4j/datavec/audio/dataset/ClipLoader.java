package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns files into spectrograms on all cores; the result doesn't depend on how many there are. */
public final class ClipLoader {

  private static final Logger log = LoggerFactory.getLogger(ClipLoader.class);

  private final ClipFeatures features;
  private final FeatureExtractor ofSegments;
  private final BadClips badClips;

  /** Loads by {@code features}, and does with bad clips what {@code badClips} says. */
  public ClipLoader(ClipFeatures features, BadClips badClips) {
    this.features = features;
    this.ofSegments = new FeatureExtractor(features.config());
    this.badClips = badClips;
  }

  /**
   * Loads clips, keeping their order.
   *
   * @param progress told how many are done, from any thread
   * @throws AudioException if bad clips are refused, of the first one in the list; or if none is
   *     good
   * @throws InterruptedException if the thread is interrupted; no worker outlives it
   */
  public List<LoadedClip> load(List<AudioClip> clips, IntConsumer progress)
      throws IOException, InterruptedException {
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      AtomicInteger done = new AtomicInteger();
      List<Future<Spectrogram>> pending = new ArrayList<>(clips.size());
      for (AudioClip clip : clips) {
        pending.add(
            workers.submit(
                () -> {
                  try {
                    return extract(clip);
                  } finally {
                    progress.accept(done.incrementAndGet());
                  }
                }));
      }
      List<LoadedClip> loaded = new ArrayList<>(clips.size());
      for (int i = 0; i < clips.size(); i++) {
        try {
          loaded.add(new LoadedClip(clips.get(i), pending.get(i).get()));
        } catch (ExecutionException e) {
          badClips.add(audioProblem(e));
          log.debug("skipped {}", e.getCause().getMessage());
        }
      }
      if (loaded.isEmpty() && !clips.isEmpty()) {
        throw new AudioException(
            clips.get(0).path(),
            "and all other clips are bad, " + clips.size() + " in all; check the first one");
      }
      return loaded;
    } finally {
      workers.shutdownNow();
      workers.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private Spectrogram extract(AudioClip clip) throws AudioException {
    return clip.segment().isEmpty()
        ? features.extract(clip.path())
        : ofSegments.extract(AudioFiles.read(clip.path(), clip.segment().get()));
  }

  private static AudioException audioProblem(ExecutionException e) {
    if (e.getCause() instanceof AudioException problem) {
      return problem;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(e.getCause());
  }
}
