package org.mast4j.ssl.finetune;

import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.internal.data.ClipFeed;
import org.mast4j.ssl.internal.data.EpochSampler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Training clips, a batch at a time: a random view of each, with its label. */
final class TrainingViews implements AutoCloseable {
  private final FineTuner.Task task;
  private final PatchGrid grid;
  private final Views views;
  private final long seed;
  private final ClipFeed feed;
  private int batches;

  TrainingViews(FineTuner.Task task, PatchGrid grid, FineTuneConfig config, EpochSampler sampler) {
    this.task = task;
    this.grid = grid;
    this.views = new Views(config.augmentations());
    this.seed = config.seed();
    this.feed = new ClipFeed(task.train().source(), views, sampler);
  }

  /**
   * A batch.
   *
   * @param logMels B views
   * @param labels [B, classes], one-hot but where clips were mixed
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
    return new Batch(
        drawn.stream().map(View::logMel).toList(), labels(task, batch.indices(), drawn));
  }

  /** [B, classes] of clips as they are. */
  static INDArray labels(FineTuner.Task task, List<Integer> indices) {
    return labels(task, indices, List.of());
  }

  private static INDArray labels(FineTuner.Task task, List<Integer> indices, List<View> views) {
    int[] labels = task.train().labels();
    float[][] rows = new float[indices.size()][task.classes()];
    for (int i = 0; i < rows.length; i++) {
      rows[i][labels[indices.get(i)]] = 1;
    }
    for (int i = 0; i < views.size(); i++) {
      for (WaveformMixup.Pick pick : views.get(i).mixed()) {
        for (int c = 0; c < rows[i].length; c++) {
          rows[i][c] *= (float) (1 - pick.share());
        }
        rows[i][labels[indices.get(pick.other())]] += (float) pick.share();
      }
    }
    return Nd4j.createFromArray(rows);
  }

  @Override
  public void close() {
    feed.close();
  }
}
