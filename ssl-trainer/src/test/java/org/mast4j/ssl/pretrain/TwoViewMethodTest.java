package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.supervised.SupervisedTest;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** No file of services names this method. */
class TwoViewMethodTest {
  private static final EncoderConfig ENCODER = SupervisedTest.ENCODER;

  @TempDir private Path directory;

  /** Of a clip's two views each must find the other among those of all clips. */
  record Pairs(
      @Setting(value = "Steps.", byDefault = "20") int steps,
      @Setting(value = "Clips of a step.", byDefault = "4") int batchSize,
      @Setting(value = "Learning rate.", byDefault = "1e-2") double learningRate,
      @Setting(value = "Similarities are divided by it.", byDefault = "0.2") double temperature,
      @Setting(value = "Of everything.", byDefault = "1") long seed)
      implements TwoViewMethod {

    @Override
    public String name() {
      return "pairs";
    }

    @Override
    public Views views(MixupMemory past) {
      return new Views(
          List.of(new RandomResizedCrop(CropConfig.shiftInTime())),
          new PatchDrop(0.5, PatchDrop.Mode.GRID));
    }

    @Override
    public SDVariable loss(GraphScope scope, SDVariable first, SDVariable second, int width) {
      SDVariable a = unit(scope, first, width);
      SDVariable b = unit(scope, second, width);
      SDVariable similarity = scope.graph().mmul(a, b, false, true, false).div(temperature);
      SDVariable right = scope.graph().constant(Nd4j.eye(batchSize));
      return new SDTransformer(scope.graph()).crossEntropy(similarity, right);
    }

    private static SDVariable unit(GraphScope scope, SDVariable x, int width) {
      SDVariable y = TransformerLayers.linear(scope.child("to"), x, width, 8);
      return new SDTransformer(scope.graph()).l2Normalize(y, 1e-12);
    }
  }

  private static final Pairs METHOD = Settings.defaults(Pairs.class);

  @Test
  void theLossFallsAndTheEncoderIsAModelsOwn() {
    List<Metrics> steps = new ArrayList<>();
    try (Pretrainer.Result result =
        new Pretrainer(ENCODER, METHOD)
            .run(SupervisedTest.tones(8).clips(), (step, metrics) -> steps.add(metrics))) {
      assertThat(meanLoss(steps.subList(15, 20))).isLessThan(meanLoss(steps.subList(0, 5)));
      assertThat(steps).allMatch(metrics -> metrics.get("gradientNorm") > 0);
      assertThat(result.encoder().keys())
          .containsExactlyInAnyOrderElementsOf(
              EncoderGraph.shapes(ENCODER, Optional.empty()).keySet());
      try (EncoderGraph graph = EncoderGraph.load(ENCODER, Optional.empty(), result.encoder());
          INDArray embeddings =
              BatchedOutputs.pooled(graph, SupervisedTest.tones(8).clips().logMels())) {
        assertThat(embeddings.shape()).containsExactly(8, ENCODER.outputWidth());
      }
    }
  }

  private static double meanLoss(List<Metrics> steps) {
    return steps.stream().mapToDouble(metrics -> metrics.get("loss")).average().orElseThrow();
  }

  /** Without augmentation a clip's two views are the same. */
  record Same(int steps, int batchSize, double learningRate, long seed) implements TwoViewMethod {
    @Override
    public String name() {
      return "same";
    }

    @Override
    public Views views(MixupMemory past) {
      return new Views(List.of());
    }

    @Override
    public SDVariable loss(GraphScope scope, SDVariable first, SDVariable second, int width) {
      SDVariable difference = first.sub(second);
      return difference.mul(difference).mean();
    }
  }

  @Test
  void theTwoViewsAreOfTheSameClips() {
    List<Metrics> steps = new ArrayList<>();
    new Pretrainer(ENCODER, new Same(1, 8, 1e-3, 1))
        .run(SupervisedTest.tones(8).clips(), (step, metrics) -> steps.add(metrics))
        .close();
    assertThat(steps.get(0).get("loss")).isZero();
  }

  @Test
  void itGoesOnFromACheckpoint() throws IOException {
    TrainingClips clips = SupervisedTest.tones(8);
    Pretrainer pretrainer = new Pretrainer(ENCODER, METHOD);
    Pretrainer.Result whole = pretrainer.run(clips, (step, metrics) -> {});
    int[] now = {-1};
    CheckpointPolicy stops = new CheckpointPolicy(directory, () -> now[0] == 7);
    assertThat(pretrainer.run(clips, stops, (step, metrics) -> now[0] = step)).isEmpty();
    CheckpointPolicy goesOn = new CheckpointPolicy(directory, () -> false);
    Pretrainer.Result resumed = pretrainer.run(clips, goesOn, (step, metrics) -> {}).orElseThrow();
    assertThat(resumed.encoder().toMap()).isEqualTo(whole.encoder().toMap());
    assertThat(resumed.history()).isEqualTo(whole.history());
  }
}
