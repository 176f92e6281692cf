package org.mast4j.ssl.finetune;

import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.internal.data.BatchSampler;
import org.mast4j.ssl.internal.data.ClipFeed;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training clips, a batch at a time: a random view of each, with its label. */
final class TrainingViews implements AutoCloseable {
  private final PatchGrid grid;
  private final Views views;
  private final long seed;
  private final TargetRows targets;
  private final ClipFeed feed;
  private int batches;

  /**
   * Views of the sampler's batches.
   *
   * @param batches that the sampler gave before, so that none is drawn as an earlier one was
   */
  TrainingViews(
      FineTuner.Task task,
      PatchGrid grid,
      FineTuneConfig config,
      BatchSampler sampler,
      int batches) {
    this.batches = batches;
    this.grid = grid;
    this.views = new Views(config.augmentations());
    this.seed = config.seed();
    this.targets = new TargetRows(task, config);
    this.feed = new ClipFeed(task.train().source(), views, sampler);
  }

  /**
   * A batch.
   *
   * @param logMels B views
   * @param labels [B, classes], {@link TargetRows}
   */
  record Batch(List<Spectrogram> logMels, INDArray labels) {}

  Batch next() {
    ClipFeed.Batch batch = feed.next();
    ClipSource clips = batch.clips();
    long step = batches++;
    List<View> drawn =
        IntStream.range(0, clips.size())
            .parallel()
            .mapToObj(i -> views.draw(clips, i, grid, ClipRandom.at(seed, step, i)))
            .toList();
    return new Batch(drawn.stream().map(View::logMel).toList(), targets.of(batch.indices(), drawn));
  }

  @Override
  public void close() {
    feed.close();
  }
}
