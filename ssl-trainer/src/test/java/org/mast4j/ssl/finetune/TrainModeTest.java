package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.ssl.finetune.FineTuner.Task;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrainModeTest {
  private static final EncoderConfig MAST =
      MastVariants.nano().withGrid(TinyEncoders.GRID).withStages(List.of(1, 1), 8, 1);
  private static final EncoderConfig AST =
      AstVariants.tiny().withGrid(TinyEncoders.GRID).withWidth(16, 2).withLayers(2);
  private static final FineTuneConfig CONFIG =
      FineTuneConfig.standard()
          .with(config -> config.epochs(2).batchSize(8).learningRate(1e-2).weightDecay(0.01));

  static Stream<EncoderConfig> encoders() {
    return Stream.of(MAST, AST);
  }

  @Test
  void autoIsTheDefault() {
    assertThat(FineTuneConfig.standard().mode()).isEqualTo(TrainMode.AUTO);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void lastBlocksLeavesTheBlocksBeforeExactlyAsTheyWere(EncoderConfig encoder) {
    Weights start = EncoderGraph.encoder(encoder, 9).weights().copy();
    Weights trained =
        train(CONFIG.withMode(TrainMode.LAST_BLOCKS).withLastBlocks(1), encoder, start).weights();
    start
        .toMap()
        .forEach(
            (key, before) -> {
              boolean last = key.startsWith("blocks.1.") || key.startsWith("stages.1.");
              boolean behind = key.startsWith("norm.") || key.startsWith("fc_norm.");
              if (last || behind) {
                assertThat(trained.get(key)).as(key).isNotEqualTo(before);
              } else {
                assertThat(trained.get(key)).as(key).isEqualTo(before);
              }
            });
  }

  @Test
  void moreLastBlocksThanThereAreIsAnError() {
    FineTuneConfig config = CONFIG.withMode(TrainMode.LAST_BLOCKS).withLastBlocks(3);
    assertThatThrownBy(() -> train(config, MAST, EncoderGraph.encoder(MAST, 9).weights()))
        .hasMessage("lastBlocks 3; expected at most the encoder's 2");
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aFrozenEncodersHeadIsSolvedToTheProbesOptimum(EncoderConfig encoder) {
    Weights start = EncoderGraph.encoder(encoder, 9).weights().copy();
    FineTuneConfig head = CONFIG.withMode(TrainMode.HEAD);
    List<Integer> epochs = new ArrayList<>();
    EncoderGraph solved =
        new FineTuner(head)
            .run(encoder, Optional.of(start), task(), epoch -> epochs.add(epoch.epoch()));
    assertThat(epochs).isEmpty();
    assertThat(solved.weights().encoder().toMap()).isEqualTo(start.toMap());
    Targets unseen = FineTunerTest.set(40, 2).targets();
    assertThat(FineTuner.predict(solved, FineTunerTest.set(40, 2).clips()))
        .isEqualTo(unseen.single());
  }

  /** The head alone, on what the other modes read. */
  private static FineTuneConfig onEmbedding(FineTuneConfig config) {
    return config.with(c -> c.mode(TrainMode.HEAD).choosePooling(false));
  }

  @Test
  void headThenWholeStartsFromTheTrainedHead() {
    Weights start = EncoderGraph.encoder(MAST, 9).weights().copy();
    FineTuneConfig still = CONFIG.withLearningRate(1e-12).withWeightDecay(0);
    INDArray head = headOf(train(onEmbedding(still), MAST, start));
    INDArray both = headOf(train(still.withMode(TrainMode.HEAD_THEN_WHOLE), MAST, start));
    assertThat(both.equalsWithEps(head, 1e-6)).isTrue();
    INDArray whole = headOf(train(still.withMode(TrainMode.WHOLE), MAST, start));
    assertThat(whole.equalsWithEps(head, 1e-3)).isFalse();
  }

  @Test
  void autoKeepsTheFrozenEncoderWhereTrainingAllHarmsAndSaysSo() {
    Weights start = EncoderGraph.encoder(MAST, 9).weights().copy();
    FineTuneConfig harmful = CONFIG.withMode(TrainMode.AUTO).withLearningRate(10).withEpochs(1);
    List<ModeChoice> choices = new ArrayList<>();
    EncoderGraph chosen = new FineTuner(harmful).run(MAST, Optional.of(start), task(), to(choices));
    assertThat(choices).hasSize(1);
    assertThat(choices.get(0).mode()).isEqualTo(TrainMode.HEAD);
    assertThat(choices.get(0).reason()).contains("24 validation clips", "the loss decides");
    EncoderGraph head = train(harmful.withMode(TrainMode.HEAD), MAST, start);
    assertThat(chosen.head()).isEqualTo(head.head());
    assertThat(chosen.weights().toMap()).isEqualTo(head.weights().toMap());
  }

  @Test
  void autoTrainsAllWeightsWhereTheFrozenEncoderTellsNothing() {
    Weights random = EncoderGraph.encoder(AST, 9).weights();
    String kernel = "patch_embed.proj.weight";
    Weights deaf = random.with(kernel, random.get(kernel).mul(0));
    FineTuneConfig auto = CONFIG.with(c -> c.mode(TrainMode.AUTO).epochs(12));
    List<ModeChoice> choices = new ArrayList<>();
    EncoderGraph chosen = new FineTuner(auto).run(AST, Optional.of(deaf), task(), to(choices));
    assertThat(choices.get(0).mode()).isEqualTo(TrainMode.HEAD_THEN_WHOLE);
    assertThat(choices.get(0).reason()).startsWith("accuracy 0.500 and loss 0.69");
    Targets unseen = FineTunerTest.set(40, 2).targets();
    assertThat(FineTuner.predict(chosen, FineTunerTest.set(40, 2).clips()))
        .isEqualTo(unseen.single());
  }

  @Test
  void autoWithoutAValidationSplitTrainsTheWholeFromATrainedHead() {
    Weights start = EncoderGraph.encoder(MAST, 9).weights().copy();
    Task unseen = new Task(FineTunerTest.set(16, 1), Optional.empty(), 2);
    List<ModeChoice> choices = new ArrayList<>();
    Map<String, INDArray> chosen =
        new FineTuner(CONFIG).run(MAST, Optional.of(start), unseen, to(choices)).weights().toMap();
    assertThat(choices).containsExactly(ModeChoice.unseen());
    assertThat(chosen)
        .isEqualTo(
            new FineTuner(CONFIG.withMode(TrainMode.HEAD_THEN_WHOLE))
                .run(MAST, Optional.of(start), unseen, epoch -> {})
                .weights()
                .toMap());
  }

  private static FineTuner.Listener to(List<ModeChoice> choices) {
    return new FineTuner.Listener() {
      @Override
      public void onEpoch(FineTuner.Epoch epoch) {}

      @Override
      public void onChoice(ModeChoice choice) {
        choices.add(choice);
      }
    };
  }

  private static INDArray headOf(EncoderGraph classifier) {
    return classifier.weights().get("head.fc.weight");
  }

  private static Task task() {
    return new Task(FineTunerTest.set(16, 1), Optional.of(FineTunerTest.set(24, 3)), 2);
  }

  private static EncoderGraph train(FineTuneConfig config, EncoderConfig encoder, Weights start) {
    return new FineTuner(config).run(encoder, Optional.of(start), task(), epoch -> {});
  }
}
