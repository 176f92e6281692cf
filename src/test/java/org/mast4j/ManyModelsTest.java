package org.mast4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.arbiter.Dimension;
import org.mast4j.arbiter.SearchBudget;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ResidentMemory;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AstVariants;

/** Models that come and go by the dozen in one process leave no memory behind. */
class ManyModelsTest {
  /** So many warm up; then so many are watched. */
  private static final int FIRST = 10;

  private static final int MODELS = 50;

  /** Its weights are 7 MB; in training there are several times as many. */
  private static final EncoderConfig ENCODER =
      AstVariants.nano().withLayers(1).withWidth(384, 6).withGrid(TinyEncoders.GRID);

  /** One copy of the weights left by each model would be more than twice as much. */
  private static final long BOUND = 150 << 20;

  /**
   * What is freed goes back to the system at once, so that what is resident is what is held: one
   * heap of malloc's for all threads, and pages of their own for all but small arrays, whose bound
   * it else raises to the largest ever freed. One thread is quickest with work so small.
   */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("MALLOC_ARENA_MAX", "1", "MALLOC_MMAP_THRESHOLD_", "131072", "OMP_NUM_THREADS", "1");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void leaveNoMemoryBehind(Work work) throws Exception {
    ResidentMemory.assumeKnown();
    ChildJvm.of(Child.class)
        .options("-Xmx256m")
        .with(work, folder)
        .with(ENVIRONMENT)
        .run()
        .succeeded();
  }

  enum Work {
    FINE_TUNINGS {
      @Override
      void run(int models, Path folder) {
        FineTuner tuner = new FineTuner(FineTuneConfig.standard().withEpochs(1));
        FineTuner.Task task = new FineTuner.Task(clips(), Optional.of(clips()), CLASSES);
        for (int i = 0; i < models; i++) {
          tuner.run(ENCODER, Optional.empty(), task, epoch -> {}).close();
        }
      }
    },
    CANDIDATES {
      @Override
      void run(int models, Path folder) throws Exception {
        SearchConfig config =
            new SearchConfig(
                new SearchBudget(models, 60, 1),
                new Pretraining(
                    new PretrainingSettings(
                        ENCODER, SsMastConfig.paper().withSteps(1).withBatchSize(CLIPS))),
                List.of(
                    Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-4, 1e-3)));
        FineTuner.Labelled clips = clips();
        SearchRunner.run(
            config,
            new SearchData(clips.clips(), LABELS, clips.clips(), LABELS, CLASSES),
            folder.resolve(models + " candidates"),
            line -> {});
      }
    };

    private static final int CLIPS = 4;
    private static final int CLASSES = 2;
    private static final int[] LABELS = {0, 1, 0, 1};

    abstract void run(int models, Path folder) throws Exception;

    private static FineTuner.Labelled clips() {
      SplittableRandom random = new SplittableRandom(1);
      int frames = ENCODER.grid().frames();
      int mels = ENCODER.grid().mels();
      List<Spectrogram> clips = new ArrayList<>();
      for (int i = 0; i < CLIPS; i++) {
        float[] values = new float[frames * mels];
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) random.nextGaussian();
        }
        clips.add(new Spectrogram(values, frames, mels));
      }
      return new FineTuner.Labelled(clips, LABELS);
    }
  }

  /** In a process of its own, where no other test's memory comes and goes. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Work work = Work.valueOf(arguments[0]);
      Path folder = Path.of(arguments[1]);
      work.run(FIRST, folder);
      ResidentMemory.assertFlat(BOUND, () -> work.run(MODELS, folder));
    }
  }
}
