package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.datavec.audio.reader.AudioRecordReader;
import org.mast4j.datavec.audio.reader.AudioViewsRecordReader;
import org.mast4j.datavec.audio.reader.PrefetchingIterator;
import org.mast4j.ssl.dl4j.ClassifierEvaluation;
import org.mast4j.ssl.dl4j.SameDiffModels;
import org.mast4j.ssl.dl4j.SelfSupervisedTrainer;
import org.mast4j.ssl.dl4j.TrainingListeners;
import org.mast4j.ssl.dl4j.ui.TrainingUi;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.testkit.Page;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** What docs/dl4j.md shows, as code that runs. */
class Dl4jDocumentationTest {
  @TempDir Path directory;

  @Test
  void everyBlockOfThePageStandsInThisTest() throws IOException {
    Page.of("docs/dl4j.md").assertShows(6, Dl4jDocumentationTest.class);
  }

  @Test
  void theBlocksRun() throws Exception {
    Path recordings = directory.resolve("recordings");
    Tones.writeTwoClasses(recordings, 8);
    FrontEndConfig frontEnd = FrontEndConfig.kaldi().withMels(32).withFrames(96);
    EncoderConfig encoder =
        Architectures.preset("ast-nano").miniature().withGrid(PatchGrid.of(32, 96));
    StoredModel pretrained = pretrain(recordings, frontEnd, encoder);
    assertThat(pretrained.encoder()).isEqualTo(encoder);

    DataSetIterator test = labelled(recordings, frontEnd, encoder);
    Path tuned = directory.resolve("tuned");
    fineTune(pretrained, test.next()).write(tuned);
    test.reset();
    evaluate(tuned, test);

    test.reset();
    SameDiff graph = SameDiffModels.trainable(StoredModel.read(tuned), new Adam(1e-4));
    graph.fit(test.next());
    StoredModel trainedOn = SameDiffModels.model(graph, StoredModel.read(tuned));

    assertThat(trainedOn.weights().toMap()).isNotEqualTo(StoredModel.read(tuned).weights().toMap());
  }

  private static StoredModel pretrain(
      Path recordings, FrontEndConfig frontEnd, EncoderConfig encoder) throws Exception {
    AudioRecordReader reader =
        new AudioRecordReader(frontEnd, encoder.grid(), new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(recordings.toFile(), new Random(1))); // shuffles each epoch
    DataSetIterator clips = new PrefetchingIterator(reader, 4);

    PretrainingSettings settings =
        new PretrainingSettings(encoder, Methods.byName("ss-mast").defaults())
            .with(Map.of("steps", 12, "batchSize", 8, "warmupSteps", 2, "learningRate", 1e-3));
    SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(settings);
    trainer.setListeners(new ScoreIterationListener(5), new PerformanceListener(5));
    trainer.fit(clips, 6);
    StoredModel pretrained = trainer.model(reader.frontEnd());

    assertThat(trainer.steps()).isEqualTo(12);
    trainer.close();
    views(recordings, frontEnd, encoder, settings);
    shown(clips, settings);
    return pretrained;
  }

  private static void views(
      Path recordings, FrontEndConfig frontEnd, EncoderConfig encoder, PretrainingSettings settings)
      throws Exception {
    AudioViewsRecordReader views =
        new AudioViewsRecordReader(
            frontEnd, encoder.grid(), List.of(new Gain(), new RandomResizedCrop()), 1);
    views.initialize(new FileSplit(recordings.toFile(), new Random(1)));
    MultiDataSetIterator pairs =
        new RecordReaderMultiDataSetIterator.Builder(8)
            .addReader("views", views)
            .addInput("views", 0, 0)
            .addInput("views", 1, 1)
            .build();
    try (SelfSupervisedTrainer ofViews = new SelfSupervisedTrainer(settings)) {
      ofViews.fit(pairs, 2);
    }
  }

  private static void shown(DataSetIterator clips, PretrainingSettings settings) {
    try (SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(settings)) {
      try (TrainingUi ui = TrainingUi.start(0)) { // any free port; 9000 is usual
        trainer.setListeners(ui.listener(settings.method().steps()));
        trainer.fit(clips, 6);
      }
    }
  }

  private static DataSetIterator labelled(
      Path recordings, FrontEndConfig frontEnd, EncoderConfig encoder) throws Exception {
    AudioRecordReader reader =
        new AudioRecordReader(frontEnd, encoder.grid(), new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(recordings.toFile(), new Random(1)));
    return new RecordReaderDataSetIterator(reader, 16, 1, 2);
  }

  private static StoredModel fineTune(StoredModel pretrained, DataSet clips) {
    INDArray patches = clips.getFeatures();
    PatchGrid grid = pretrained.encoder().grid();
    List<Spectrogram> logMels =
        java.util.stream.IntStream.range(0, (int) patches.size(0))
            .mapToObj(i -> Patches.assemble(patches.slice(i).dup('c').data().asFloat(), grid, 0))
            .toList();
    FineTuner.Task task =
        new FineTuner.Task(
            new FineTuner.Labelled(logMels, clips.getLabels().argMax(1).toIntVector()),
            Optional.empty(),
            2);
    FineTuneConfig config =
        FineTuneConfig.standard().with(c -> c.mode(TrainMode.WHOLE).epochs(3).batchSize(8));

    FineTuner.Listener listener =
        TrainingListeners.of(
            config, pretrained.encoder(), task, List.of(new ScoreIterationListener(5)));
    EncoderGraph classifier =
        new FineTuner(config)
            .run(pretrained.encoder(), Optional.of(pretrained.weights()), task, listener);

    try (classifier) {
      return StoredModel.builder(pretrained.encoder(), pretrained.frontEnd())
          .labels(List.of("high", "low"))
          .weights(classifier.weights().copy())
          .build();
    }
  }

  private static void evaluate(Path tuned, DataSetIterator test) throws IOException {
    try (ClassifierEvaluation evaluation = ClassifierEvaluation.of(StoredModel.read(tuned))) {
      System.out.println(evaluation.evaluate(test).stats());
      System.out.println(evaluation.evaluateROCMultiClass(test).calculateAverageAUC());
    }
  }
}
