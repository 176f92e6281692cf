package org.mast4j.ssl.pretrain.ssast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.ssl.pretrain.ssmast.SsMastTest;
import org.mast4j.testkit.Slopes;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class SsastTest {
  /** 4 x 5 patches side by side. */
  public static final AstConfig ENCODER =
      AstVariants.nano().withGrid(PatchGrid.of(16, 20, 4, 4)).withWidth(8, 2).poolingPatches();

  /** 4 clips a batch. */
  public static SsastConfig config() {
    return SsastConfig.published()
        .with(config -> config.steps(6).batchSize(4).warmupSteps(0).learningRate(3e-3));
  }

  /** The indices of all patches, as none is left out. */
  static INDArray all(INDArray patches) {
    return Nd4j.arange(patches.size(1))
        .castTo(DataType.INT)
        .reshape(1, patches.size(1))
        .repeat(0, patches.size(0));
  }

  private static ViewBatch views(Ssast method) {
    ClipSource clips = ClipSource.of(SsMastTest.clips(ENCODER.grid(), 4, new Random(3)));
    return method.views(TrainingClips.unlabelled(clips), new MixupMemory(1));
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (Ssast method = new Ssast(ENCODER, config(), DataType.DOUBLE)) {
      Map<String, INDArray> parameters = Graphs.parameters(method.graph());
      int seed = 50;
      for (INDArray array : parameters.values()) {
        array.addi(Initializer.fanInUniform(12).create(DataType.DOUBLE, seed++, array.shape()));
      }
      Map<String, INDArray> inputs = method.inputs(views(method));
      inputs.computeIfPresent(Graphs.PATCHES, (name, array) -> array.castTo(DataType.DOUBLE));
      inputs.computeIfPresent(
          MaskedPatchGraph.MASKED, (name, array) -> array.castTo(DataType.DOUBLE));
      Slopes.assertEachSlope(method.graph(), inputs, parameters.keySet());
    }
  }

  @Test
  void aStepByMicroBatchesIsThatOfTheWholeBatch() {
    SsastConfig config = config().withOptimizer(OptimizerKind.SGD);
    try (Ssast whole = new Ssast(ENCODER, config);
        Ssast divided = new Ssast(ENCODER, config.withMicroBatch(1))) {
      Metrics expected = whole.step(views(whole));
      Metrics actual = divided.step(views(divided));
      expected
          .values()
          .forEach((name, value) -> assertThat(actual.get(name)).isCloseTo(value, within(1e-5)));
      Map<String, INDArray> parameters = Graphs.parameters(divided.graph());
      Graphs.parameters(whole.graph())
          .forEach(
              (name, array) ->
                  assertThat(array.distance2(parameters.get(name))).as(name).isLessThan(1e-6));
    }
  }

  /** Else there would be nothing to learn. */
  @Test
  void theEncoderSeesThePatchesThatAreNotHiddenAndNoOthers() {
    try (Ssast method = new Ssast(ENCODER, config())) {
      ViewBatch views = views(method);
      INDArray masked = views.masked().orElseThrow();
      assertThat(masked.sum(1).toDoubleVector()).containsOnly(15); // 400 of 512, of 20
      INDArray tokens = tokens(method, views);
      assertThat(tokens(method, moved(views, masked))).isEqualTo(tokens);
      assertThat(tokens(method, moved(views, masked.rsub(1)))).isNotEqualTo(tokens);
    }
  }

  /** The views with some patches, 1 of [B, N], changed. */
  private static ViewBatch moved(ViewBatch views, INDArray which) {
    INDArray shift = which.reshape(which.size(0), which.size(1), 1);
    return new ViewBatch(views.patches().add(shift), views.kept(), views.masked());
  }

  private static INDArray tokens(Ssast method, ViewBatch views) {
    String name = MaskedPatchGraph.TOKENS;
    return method.graph().output(method.inputs(views), name).get(name).dup();
  }

  @Test
  void masksDifferByClipAndStepAndComeAgainWithTheSeed() {
    SsastConfig half = config().withMaskedPatches(10);
    try (Ssast method = new Ssast(ENCODER, half);
        Ssast same = new Ssast(ENCODER, half)) {
      INDArray first = views(method).masked().orElseThrow();
      assertThat(views(same).masked().orElseThrow()).isEqualTo(first);
      assertThat(first.getRow(0)).isNotEqualTo(first.getRow(1));
      method.step(views(method));
      assertThat(views(method).masked().orElseThrow()).isNotEqualTo(first);
    }
  }

  @Test
  void theEncodersWeightsAreThoseOfItsArchitecture() {
    try (Ssast method = new Ssast(ENCODER, config())) {
      assertThat(method.encoderWeights().keys())
          .containsExactlyInAnyOrderElementsOf(
              EncoderGraph.shapes(ENCODER, Optional.empty()).keySet());
    }
  }

  @Test
  void aPresetIsSuitedByPatchesWithoutOverlapWhichAreThePooledOnes() {
    AstConfig suited = (AstConfig) new SsastMethod().suit(AstVariants.nano());
    assertThat(suited.grid()).isEqualTo(PatchGrid.of(64, 96, 16, 16));
    assertThat(suited.pooling()).isEqualTo(AstConfig.Pooling.PATCHES);
    assertThat(config().masked(suited.grid())).isEqualTo(18);
    assertThat(config().masked(PatchGrid.of(128, 1024, 16, 16))).isEqualTo(400);
    new Pretrainer(suited, config());
  }

  @Test
  void encodersAndGridsThatItCannotTrainAreRefusedInASentence() {
    refuses(
        MastVariants.nano(),
        config(),
        "method ssast tells each hidden patch by its own token, but mast pools its tokens; use an"
            + " encoder that keeps one for each patch, such as ast-nano");
    refuses(
        AstVariants.nano(),
        config(),
        "method ssast hides patches of 16 mels x 16 frames, but at steps of 10 x 10 their"
            + " neighbours show them; set encoder.grid.strideMels=16 and"
            + " encoder.grid.strideFrames=16");
    refuses(
        ENCODER,
        config().withMaskedPatches(20),
        "maskedPatches 20 of a grid of 4 x 5 = 20 patches; expected at most 18, since some must be"
            + " left");
  }

  private static void refuses(EncoderConfig encoder, SsastConfig config, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Pretrainer(encoder, config))
        .withMessage(reason);
  }
}
