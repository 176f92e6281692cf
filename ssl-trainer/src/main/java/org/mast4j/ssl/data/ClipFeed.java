package org.mast4j.ssl.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.io.Prefetch;

/**
 * The batches of a sampler with their clips, which are read on all cores while the batch before
 * trains. Which batches come doesn't depend on how far ahead that is.
 */
public final class ClipFeed implements AutoCloseable {
  private static final int BATCHES_AHEAD = 2;

  private final int batchSize;
  private final Prefetch<Item> items;

  private record Item(int index, Spectrogram clip) {}

  /**
   * A batch.
   *
   * @param indices of its clips in the data set
   * @param clips in the same order
   */
  public record Batch(List<Integer> indices, List<Spectrogram> clips) {}

  /**
   * Draws nothing before the first batch is asked for.
   *
   * @param clips may be slow to get, and must allow it on several threads
   * @param sampler of their indices; not to be used otherwise meanwhile
   */
  public ClipFeed(List<Spectrogram> clips, EpochSampler sampler) {
    this.batchSize = sampler.batch();
    Iterator<Prefetch.Task<Item>> reads =
        Stream.generate(sampler::next)
            .flatMap(List::stream)
            .<Prefetch.Task<Item>>map(index -> () -> new Item(index, clips.get(index)))
            .iterator();
    this.items = new Prefetch<>(reads, (long) BATCHES_AHEAD * batchSize);
  }

  /** The next batch; what getting a clip throws comes here. */
  public Batch next() {
    List<Integer> indices = new ArrayList<>(batchSize);
    List<Spectrogram> batch = new ArrayList<>(batchSize);
    for (int i = 0; i < batchSize; i++) {
      Item item = items.next();
      indices.add(item.index());
      batch.add(item.clip());
    }
    return new Batch(indices, batch);
  }

  @Override
  public void close() {
    items.close();
  }
}
