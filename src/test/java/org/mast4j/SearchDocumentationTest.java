package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxTimeCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.Dimension;
import org.mast4j.arbiter.SearchBudget;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchFolder;
import org.mast4j.arbiter.SearchOptions;
import org.mast4j.arbiter.SearchResult;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.ui.ArbiterPage;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.arbiter.work.ThreadWorker;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.dl4j.ui.TrainingUi;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastVariants;

/** What docs/search.md shows, as code that runs. */
class SearchDocumentationTest {
  private static final EncoderConfig ENCODER =
      MastVariants.nano().withStages(List.of(1, 1), 8, 1).withGrid(PatchGrid.of(36, 46));
  private static final int[] LABELS = {0, 1, 0, 1, 0, 1, 0, 1};

  @TempDir private Path folder;

  @Test
  void theBlockRuns() throws IOException {
    SearchConfig config =
        new SearchConfig(
            new SearchBudget(2, 5, 1),
            new Pretraining(
                new PretrainingSettings(
                    ENCODER, SsMastConfig.paper().withSteps(1).withBatchSize(LABELS.length))),
            List.of(Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-4, 1e-3)));
    List<Spectrogram> clips = clips();
    SearchData data = new SearchData(clips, LABELS, clips, LABELS, 2);

    assertThat(search(config, data, 0).orElseThrow().trials()).isNotEmpty();
  }

  private Optional<SearchResult> search(SearchConfig config, SearchData data, int port)
      throws IOException {
    // conditions start
    TerminationCondition goodEnough =
        new TerminationCondition() {
          @Override
          public void initialize(IOptimizationRunner runner) {}

          @Override
          public boolean terminate(IOptimizationRunner runner) {
            return runner.bestScore() != null && runner.bestScore() > 0.9;
          }
        };
    JobTask task = SearchRunner.task(config, data);
    try (TrainingUi ui = TrainingUi.start(port)) {
      return SearchRunner.run(
          config,
          new SearchFolder(folder),
          (number, events) -> new ThreadWorker(task, events),
          SearchOptions.standard()
              .withConditions(List.of(goodEnough, new MaxTimeCondition(2, TimeUnit.HOURS)))
              .withStatusListeners(List.of(new ArbiterPage(config, ui.storage()))));
    }
    // conditions end
  }

  private static List<Spectrogram> clips() {
    SplittableRandom random = new SplittableRandom(1);
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < LABELS.length; i++) {
      float[] values = new float[46 * 36];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      clips.add(new Spectrogram(values, 46, 36));
    }
    return clips;
  }
}
