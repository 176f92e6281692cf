package org.mast4j.ssl.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.dl4j.ui.TrainingUi;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's own listeners on trainings of ours. */
class ListenersTest {
  private static final List<Spectrogram> CLIPS = Batches.clips(8, 3);

  static List<EncoderConfig> encoders() {
    return Batches.encoders().toList();
  }

  /** Writes down what it is told. */
  private static final class Diary extends BaseTrainingListener {
    final List<String> entries = new ArrayList<>();
    final List<INDArray> parameters = new ArrayList<>();

    @Override
    public void onEpochStart(Model model) {
      entries.add("epoch begins");
    }

    @Override
    public void onEpochEnd(Model model) {
      entries.add("epoch ends");
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      entries.add(iteration + " in " + epoch);
      parameters.add(model.params().dup());
    }
  }

  /** Not the loss alone: its page of layers needs to know the kind of model. */
  @Test
  void theTrainingUiShowsTheEncodersLayers() throws Exception {
    PretrainingSettings settings = new PretrainingSettings(Batches.encoder(), Batches.ssMast());
    try (TrainingUi ui = TrainingUi.start(0);
        SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(settings)) {
      trainer.setListeners(ui.listener(4));
      trainer.fit(Batches.iterator(CLIPS, 4), 2);
      HttpRequest graph =
          HttpRequest.newBuilder(URI.create(ui.address() + "/train/model/graph")).build();
      HttpResponse<String> answer = null;
      for (int i = 0; i < 100 && (answer == null || !answer.body().contains("features")); i++) {
        Thread.sleep(200); // it works off its queue twice a second
        answer = HttpClient.newHttpClient().send(graph, HttpResponse.BodyHandlers.ofString());
      }
      assertThat(answer.body()).contains("\"blocks/0\"", "\"features\"");
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private static final List<String> TWO_EPOCHS =
      List.of(
          "epoch begins",
          "0 in 0",
          "1 in 0",
          "epoch ends",
          "epoch begins",
          "2 in 1",
          "3 in 1",
          "epoch ends");

  @ParameterizedTest
  @MethodSource("encoders")
  void theModelIsTheEncoderAsItIsAfterEachStep(EncoderConfig encoder) {
    Diary diary = new Diary();
    CollectScoresIterationListener scores = new CollectScoresIterationListener();
    List<Double> losses = new ArrayList<>();
    List<Boolean> same = new ArrayList<>();
    try (SelfSupervisedTrainer trainer = new SelfSupervisedTrainer(encoder, Batches.ssMast())) {
      trainer.setListeners(
          diary,
          scores,
          new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
              losses.add(trainer.score());
              ComputationGraph network = (ComputationGraph) model;
              INDArray patches = network.getInputs()[0];
              Weights now = trainer.model(TestModels.FRONT_END).weights();
              try (EncoderGraph ours =
                  EncoderGraph.load(encoder, java.util.Optional.empty(), now)) {
                INDArray difference = network.outputSingle(patches).sub(ours.pooled(patches));
                same.add(difference.amaxNumber().doubleValue() < 1e-4);
              }
              same.add(EncoderLayers.weights(network).toMap().equals(now.toMap()));
            }
          });
      trainer.fit(Batches.iterator(CLIPS, 4), 2);
    }
    assertThat(diary.entries).isEqualTo(TWO_EPOCHS);
    assertThat(diary.parameters).doesNotHaveDuplicates().hasSize(4);
    assertThat(same).hasSize(8).containsOnly(true);
    assertThat(scores.getScoreVsIter().getEffectiveScores())
        .containsExactly(losses.stream().mapToDouble(d -> d).toArray());
  }

  /** Looking costs a copy, and only looking does. */
  @Test
  void weightsAreFetchedWhenALookIsTaken() {
    int[] fetched = {0};
    WatchedComputationGraph network =
        new WatchedComputationGraph(
            EncoderLayers.encoderConfiguration(
                new org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder(),
                Batches.encoder(),
                1),
            graph -> {
              fetched[0]++;
              graph.params().addi(1);
            });
    double before = network.params().getDouble(0);
    for (int step = 0; step < 3; step++) {
      network.stepped(step, 4, () -> null);
      new ScoreIterationListener(1).iterationDone(network, step, 0);
    }
    assertThat(fetched[0]).isEqualTo(1);
    assertThat(network.params().getDouble(0)).isEqualTo(before + 1);
    assertThat(network.getLayers()).isNotEmpty();
    assertThat(fetched[0]).isEqualTo(2);
    assertThat(network.gradient().gradientForVariable().values())
        .extracting(update -> update.add(1).amaxNumber().doubleValue())
        .allSatisfy(rest -> assertThat(rest).isLessThan(1e-5));
  }

  @Test
  void theTrainingUisListenerSeesEveryLayer() {
    InMemoryStatsStorage storage = new InMemoryStatsStorage();
    StatsListener stats = new StatsListener(storage, 1);
    try (SelfSupervisedTrainer trainer =
        new SelfSupervisedTrainer(Batches.encoder(), Batches.ssMast())) {
      trainer.setListeners(stats, new PerformanceListener(1, true));
      trainer.fit(Batches.iterator(CLIPS, 4), 2);
      String session = storage.listSessionIDs().get(0);
      StatsReport last =
          (StatsReport) storage.getLatestUpdateAllWorkers(session, StatsListener.TYPE_ID).get(0);
      assertThat(last.getScore()).isEqualTo(trainer.score());
      assertThat(last.getTotalExamples()).isEqualTo(16);
      assertThat(last.getMeanMagnitudes(StatsType.Parameters).keySet())
          .hasSameSizeAs(trainer.model(TestModels.FRONT_END).weights().keys());
      assertThat(last.getMeanMagnitudes(StatsType.Updates).values())
          .anySatisfy(update -> assertThat(update).isPositive());
    }
  }

  @Test
  void aCheckpointOfDl4jIsANetworkThatCanBeLoaded(@TempDir Path directory) throws Exception {
    CheckpointListener checkpoints =
        new CheckpointListener.Builder(directory.toFile()).saveEveryNEpochs(1).keepAll().build();
    try (SelfSupervisedTrainer trainer =
        new SelfSupervisedTrainer(Batches.encoder(), Batches.ssMast())) {
      trainer.setListeners(checkpoints);
      trainer.fit(Batches.iterator(CLIPS, 4), 2);
      ComputationGraph loaded =
          CheckpointListener.loadCheckpointCG(directory.toFile(), checkpoints.lastCheckpoint());
      assertThat(EncoderLayers.weights(loaded).toMap())
          .isEqualTo(trainer.model(TestModels.FRONT_END).weights().toMap());
    }
  }

  @Test
  void thePretrainersOwnRunsHaveThemToo() {
    PretrainingSettings settings =
        new PretrainingSettings(Batches.encoder(), Batches.ssMast().withSteps(4));
    Diary diary = new Diary();
    PerformanceListener performance = new PerformanceListener(1, true); // reads the input's size
    try (Pretrainer.Result result =
        new Pretrainer(settings)
            .run(
                CLIPS, TrainingListeners.of(settings, CLIPS.size(), List.of(diary, performance)))) {
      assertThat(diary.entries).isEqualTo(TWO_EPOCHS);
      assertThat(diary.parameters).doesNotHaveDuplicates().hasSize(4);
    }
  }
}
