package org.mast4j.ssl.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.BatchTraining;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.StoredModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class SelfSupervisedTrainerTest {
  private static final List<Spectrogram> CLIPS = Batches.clips(9, 1);
  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa()
          .withMels(TinyEncoders.GRID.mels())
          .withFrames(TinyEncoders.GRID.frames())
          .withStatistics(-4, 2);

  static List<EncoderConfig> encoders() {
    return Batches.encoders().toList();
  }

  /** The first two whole batches of each epoch, in the iterator's order. */
  private static Trained byHand(PretrainingSettings settings, int epochs) {
    try (BatchTraining training = new BatchTraining(settings, 0)) {
      for (int step = 0; step < 2 * epochs; step++) {
        int from = step % 2 * Batches.BATCH;
        training.step(
            TrainingClips.unlabelled(ClipSource.of(CLIPS.subList(from, from + Batches.BATCH))));
      }
      return training.trained();
    }
  }

  /** Whatever the iterator's own batches are. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 9})
  void fitTakesTheClipsInTheIteratorsOrder(int batch) {
    PretrainingSettings settings = new PretrainingSettings(Batches.encoder(), Batches.ssMast());
    Trained expected = byHand(settings, 2);
    try (SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(settings)) {
      trainer.fit(Batches.iterator(CLIPS, batch), 2);
      assertThat(trainer.steps()).isEqualTo(4);
      StoredModel model = trainer.model(FRONT_END);
      assertThat(model.weights().toMap()).isEqualTo(expected.encoder().toMap());
      assertThat(model.frontEnd().mean()).isCloseTo(-4 + 2 * expected.mean(), within(1e-9));
      assertThat(model.frontEnd().std()).isCloseTo(2 * expected.std(), within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void patchesLogMelsAndImagesAreTheSameClips(EncoderConfig encoder) {
    List<INDArray> forms = new ArrayList<>();
    forms.add(Batches.patches(CLIPS.subList(0, 4)));
    forms.add(Batches.logMels(CLIPS.subList(0, 4)));
    forms.add(forms.get(1).reshape(4, 1, TinyEncoders.GRID.mels(), TinyEncoders.GRID.frames()));
    List<Double> losses = new ArrayList<>();
    for (INDArray features : forms) {
      try (SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(encoder, Batches.ssMast())) {
        trainer.fit(new ExistingDataSetIterator(List.of(new DataSet(features, null))));
        losses.add(trainer.score());
      }
    }
    assertThat(losses).containsOnly(losses.get(0)).hasSize(3);
  }

  /** Of as many clips as are asked for, none is held once its step is taken. */
  @Test
  void anIteratorIsReadAsItIsTrainedOn() {
    int[] given = {0};
    Iterable<DataSet> endless =
        () ->
            java.util.stream.Stream.generate(
                    () -> {
                      given[0]++;
                      return new DataSet(Batches.patches(Batches.clips(1, given[0])), null);
                    })
                .iterator();
    DataSetIterator iterator = new ExistingDataSetIterator(endless);
    List<Integer> ahead = new ArrayList<>();
    try (SelfSupervisedTrainer trainer =
        new SelfSupervisedTrainer(Batches.encoder(), Batches.ssMast())) {
      trainer.setListeners(
          new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
              ahead.add(given[0] - Batches.BATCH * (iteration + 1));
            }
          });
      trainer.fit(iterator);
      assertThat(trainer.steps()).isEqualTo(Batches.ssMast().steps());
    }
    assertThat(ahead).hasSize(20).allSatisfy(clips -> assertThat(clips).isLessThan(8));
  }

  @Test
  void givenViewsAreTrainedOnAsTheyAre() throws Exception {
    INDArray first = Batches.patches(CLIPS.subList(0, 4));
    INDArray second = Batches.patches(CLIPS.subList(4, 8));
    PretrainingSettings settings = new PretrainingSettings(Batches.encoder(), Batches.ssMast());
    double expected;
    try (BatchTraining training = new BatchTraining(settings, 0)) {
      expected = training.step(first, second).get("loss");
    }
    try (SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(settings)) {
      trainer.fit(views(first, second));
      assertThat(trainer.score()).isEqualTo(expected);
      double before = trainer.score();
      trainer.fit(views(first, second), 10);
      assertThat(trainer.score()).isLessThan(before);
      assertThat(trainer.model(FRONT_END).frontEnd()).isEqualTo(FRONT_END);
    }
  }

  private static SingletonMultiDataSetIterator views(INDArray... features) {
    return new SingletonMultiDataSetIterator(
        new org.nd4j.linalg.dataset.MultiDataSet(features, new INDArray[0]));
  }

  @Test
  void whatCantBeTrainedOnIsRefusedInASentence() {
    try (SelfSupervisedTrainer trainer =
        new SelfSupervisedTrainer(Batches.encoder(), Batches.ssMast())) {
      assertThatThrownBy(() -> trainer.fit(Batches.iterator(CLIPS.subList(0, 3), 3)))
          .hasMessage(
              "the iterator gave 3 clips in an epoch, fewer than a step's batchSize 4; lower it or"
                  + " add clips");
      INDArray other =
          Batches.patches(CLIPS)
              .get(
                  org.nd4j.linalg.indexing.NDArrayIndex.all(),
                  org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 5),
                  org.nd4j.linalg.indexing.NDArrayIndex.all());
      assertThatThrownBy(
              () -> trainer.fit(new ExistingDataSetIterator(List.of(new DataSet(other, null)))))
          .hasMessageContaining("features of shape [9, 5, 16]; expected patches [any, 45, 16]");
      INDArray view = Batches.patches(CLIPS);
      assertThatThrownBy(() -> trainer.fit(views(view, view, view)))
          .hasMessageContaining("3 arrays of features; expected one of clips, or two");
    }
  }

  /** Every method on the class path, with labels if it learns from them. */
  @Test
  void everyMethodTrainsOnAnIterator() {
    EncoderConfig encoder =
        Batches.encoder()
            .withGrid(PatchGrid.of(TinyEncoders.GRID.mels(), TinyEncoders.GRID.frames(), 4, 4));
    for (String name : Methods.names()) {
      Method method = Methods.byName(name);
      PretrainingSettings settings =
          new PretrainingSettings(encoder, method.defaults())
              .with(Map.of("steps", 5, "batchSize", 4, "warmupSteps", 0));
      if (name.equals("ssast")) {
        settings = settings.with(Map.of("maskedPatches", 5, "minCluster", 2, "maxCluster", 3));
      }
      List<Spectrogram> clips = Batches.clips(8, 2);
      List<DataSet> batches = new ArrayList<>();
      for (int i = 0; i < 8; i += 4) {
        batches.add(
            new DataSet(
                Batches.logMels(clips.subList(i, i + 4)),
                Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}})));
      }
      try (SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(settings)) {
        trainer.fit(new ExistingDataSetIterator(batches), 2);
        assertThat(trainer.steps()).as(name).isEqualTo(4);
        assertThat(trainer.score()).as(name).isFinite();
        if (!method.comparesViews()) {
          assertThatThrownBy(
                  () ->
                      trainer.fit(
                          views(
                              Batches.logMels(clips.subList(0, 4)),
                              Batches.logMels(clips.subList(4, 8)))))
              .hasMessageContaining("method " + name + " makes its own views of clips");
        }
      }
      if (method.needsLabels()) {
        batches.forEach(batch -> batch.setLabels(null));
        PretrainingSettings same = settings;
        try (SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(same)) {
          assertThatThrownBy(() -> trainer.fit(new ExistingDataSetIterator(batches)))
              .hasMessageContaining("method " + name + " learns from labels");
        }
      }
    }
  }

  @Test
  void aClipThatIsntFiniteIsNamed() {
    List<DataSet> clips = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      DataSet clip = new DataSet(Batches.patches(CLIPS.subList(i, i + 1)), null);
      clip.setExampleMetaData(List.of("recording-" + i));
      clips.add(clip);
    }
    clips.get(2).getFeatures().putScalar(0, Double.NaN);
    try (SelfSupervisedTrainer trainer =
        new SelfSupervisedTrainer(Batches.encoder(), Batches.ssMast())) {
      assertThatThrownBy(() -> trainer.fit(new ExistingDataSetIterator(clips)))
          .hasMessageContaining("step 1")
          .hasMessageEndingWith("recording-2");
    }
  }
}
