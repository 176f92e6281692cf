package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.evaluate.LinearClassifier;
import org.mast4j.ssl.evaluate.PooledFeatures;
import org.mast4j.ssl.evaluate.PooledProbe;
import org.mast4j.ssl.evaluate.Pooling;
import org.mast4j.ssl.finetune.FineTuner.Labelled;
import org.mast4j.ssl.finetune.FineTuner.Task;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.HeadShape;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PooledHeadTest {
  private static final PatchGrid GRID = TinyEncoders.GRID;
  private static final EncoderConfig MAST =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1);
  private static final EncoderConfig AST =
      AstVariants.tiny().withGrid(GRID).withWidth(16, 2).withLayers(2);
  private static final FineTuneConfig HEAD = FineTuneConfig.standard().withMode(TrainMode.HEAD);

  static Stream<EncoderConfig> encoders() {
    return Stream.of(MAST, AST);
  }

  /** Whatever it reads, but for the embedding, which a graph's head may norm first. */
  @ParameterizedTest
  @MethodSource("encoders")
  void aGraphsLogitsAreTheProbes(EncoderConfig encoder) {
    List<Spectrogram> clips = FineTunerTest.set(5, 3).clips();
    try (EncoderGraph start = EncoderGraph.encoder(encoder, 9);
        PooledFeatures features = PooledFeatures.of(start, clips)) {
      for (Pooling pooling : List.of(Pooling.MEAN_DEVIATION, Pooling.STAGES, Pooling.TOKENS)) {
        INDArray x = features.byPooling().get(pooling);
        Nd4j.getRandom().setSeed(4);
        LinearClassifier probe =
            new LinearClassifier(Nd4j.randn(x.size(1), 3).mul(0.1), Nd4j.randn(3));
        HeadShape shape = new HeadShape(pooling.input(), List.of(), 3);
        assertThat(pooling.input().width(encoder)).isEqualTo((int) x.size(1));
        Weights weights =
            start
                .weights()
                .with("head.fc.weight", probe.weights().transpose().dup('c'))
                .with("head.fc.bias", probe.bias());
        try (EncoderGraph graph = EncoderGraph.load(encoder, shape, weights)) {
          INDArray logits = BatchedOutputs.logits(graph, clips);
          INDArray expected = probe.logits(x);
          assertThat(logits.sub(expected).amaxNumber().doubleValue())
              .as(pooling.name())
              .isLessThan(1e-5 * expected.amaxNumber().doubleValue());
        }
      }
    }
  }

  @Test
  void aHeadReadsWhatDoesBestOnTheValidationSplitAndSaysSo() {
    Weights start = EncoderGraph.encoder(AST, 9).weights().copy();
    Task task = new Task(places(64, 1), Optional.of(places(64, 2)), 2);
    List<PooledProbe> told = new ArrayList<>();
    EncoderGraph chosen =
        new FineTuner(HEAD)
            .run(
                AST,
                Optional.of(start),
                task,
                new FineTuner.Listener() {
                  @Override
                  public void onEpoch(FineTuner.Epoch epoch) {}

                  @Override
                  public void onHead(PooledProbe head) {
                    told.add(head);
                  }
                });
    assertThat(told).hasSize(1);
    assertThat(told.get(0).pooling()).isEqualTo(Pooling.TOKENS);
    assertThat(chosen.head()).contains(new HeadShape(HeadInput.TOKENS, List.of(), 2));
    assertThat(chosen.weights().encoder().toMap()).isEqualTo(start.toMap());
    EncoderGraph plain =
        new FineTuner(HEAD.withChoosePooling(false))
            .run(AST, Optional.of(start), task, epoch -> {});
    assertThat(plain.head()).contains(HeadShape.linear(2));
    Labelled unseen = places(100, 3);
    assertThat(accuracy(chosen, unseen)).isGreaterThan(accuracy(plain, unseen));
    assertThat(accuracy(chosen, task.validation().orElseThrow()))
        .isEqualTo(told.get(0).fit().accuracy());
  }

  @Test
  void autoWeighsTheWholeAgainstTheHeadThatReadsWhatDoesBest() {
    Weights start = EncoderGraph.encoder(AST, 9).weights().copy();
    Task task = new Task(places(64, 1), Optional.of(places(64, 2)), 2);
    FineTuneConfig still =
        FineTuneConfig.standard()
            .with(c -> c.mode(TrainMode.AUTO).epochs(1).batchSize(8).learningRate(1e-9));
    EncoderGraph kept =
        new FineTuner(still).run(AST, Optional.of(start), task, epoch -> {}); // the head's start
    EncoderGraph head = new FineTuner(HEAD).run(AST, Optional.of(start), task, epoch -> {});
    assertThat(kept.head()).contains(new HeadShape(HeadInput.TOKENS, List.of(), 2));
    assertThat(kept.weights().toMap()).isEqualTo(head.weights().toMap());

    EncoderGraph plain =
        new FineTuner(still.withChoosePooling(false))
            .run(AST, Optional.of(start), task, epoch -> {});
    assertThat(plain.head()).contains(HeadShape.linear(2));
  }

  @Test
  void whereAllWeightsAreTrainedTheHeadReadsTheEmbedding() {
    Task task = new Task(places(16, 1), Optional.of(places(16, 2)), 2);
    FineTuneConfig whole =
        FineTuneConfig.standard().withMode(TrainMode.WHOLE).withEpochs(1).withBatchSize(8);
    assertThat(new FineTuner(whole).run(AST, Optional.empty(), task, epoch -> {}).head())
        .contains(HeadShape.linear(2));
  }

  private static double accuracy(EncoderGraph classifier, Labelled clips) {
    int[] predicted = FineTuner.predict(classifier, clips.clips());
    int right = 0;
    for (int i = 0; i < predicted.length; i++) {
      right += predicted[i] == clips.targets().single()[i] ? 1 : 0;
    }
    return right / (double) predicted.length;
  }

  /** Noise, louder in the first or in the second half of the clip, which a mean hardly tells. */
  private static Labelled places(int count, long seed) {
    Random random = new Random(seed);
    List<Spectrogram> clips = new ArrayList<>();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      float[] values = new float[GRID.frames() * GRID.mels()];
      for (int j = 0; j < values.length; j++) {
        boolean second = j / GRID.mels() >= GRID.frames() / 2;
        double loud = second == (labels[i] == 1) ? 0.3 : 0;
        values[j] = (float) (random.nextGaussian() + loud);
      }
      clips.add(new Spectrogram(values, GRID.frames(), GRID.mels()));
    }
    return new Labelled(clips, labels);
  }
}
