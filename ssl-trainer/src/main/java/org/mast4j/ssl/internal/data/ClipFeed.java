package org.mast4j.ssl.internal.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.Prefetch;

/**
 * The batches of a sampler with their clips, which are read on all cores while the batch before
 * trains. Which batches come doesn't depend on how far ahead that is.
 */
public final class ClipFeed implements AutoCloseable {
  private static final int BATCHES_AHEAD = 2;

  private final int batchSize;
  private final Prefetch<Item> items;

  private final boolean waveforms;
  private final Function<Waveform, Spectrogram> frontEnd;

  private record Item(int index, Spectrogram logMel, Optional<Waveform> waveform) {}

  /**
   * A batch.
   *
   * @param indices of its clips in the data set
   * @param clips in the same order, in memory; with waveforms if the views need them
   */
  public record Batch(List<Integer> indices, ClipSource clips) {}

  /**
   * Draws nothing before the first batch is asked for.
   *
   * @param clips may be slow to get, and must allow it on several threads
   * @param views what is made of the clips
   * @param sampler of their indices; not to be used otherwise meanwhile
   * @throws IllegalArgumentException if the views need waveforms and there are none
   */
  public ClipFeed(ClipSource clips, Views views, BatchSampler sampler) {
    views.requireServedBy(clips);
    this.batchSize = sampler.batch();
    this.waveforms = views.needWaveforms();
    this.frontEnd = clips.frontEnd();
    Iterator<Prefetch.Task<Item>> reads =
        Stream.generate(sampler::next)
            .flatMap(List::stream)
            .<Prefetch.Task<Item>>map(index -> () -> read(clips, index))
            .iterator();
    this.items = new Prefetch<>(reads, (long) BATCHES_AHEAD * batchSize);
  }

  private Item read(ClipSource clips, int index) {
    return new Item(
        index,
        clips.logMels().get(index),
        waveforms ? Optional.of(clips.waveforms().get(index)) : Optional.empty());
  }

  /** The next batch; what getting a clip throws comes here. */
  public Batch next() {
    List<Item> batch = new ArrayList<>(batchSize);
    for (int i = 0; i < batchSize; i++) {
      batch.add(items.next());
    }
    return new Batch(
        batch.stream().map(Item::index).toList(),
        new ClipSource(
            batch.stream().map(Item::logMel).toList(),
            batch.stream().flatMap(item -> item.waveform().stream()).toList(),
            frontEnd));
  }

  @Override
  public void close() {
    items.close();
  }
}
