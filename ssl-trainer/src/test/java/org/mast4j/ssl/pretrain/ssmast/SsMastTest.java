package org.mast4j.ssl.pretrain.ssmast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.ndarray.INDArray;

public class SsMastTest {
  private static final int BATCH = 3;
  public static final PatchGrid GRID = TinyEncoders.GRID;

  public static final MastConfig ENCODER =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1);

  /** 3 clips a batch, 6 values a projection. */
  public static SsMastConfig config() {
    return SsMastConfig.paper()
        .with(
            config ->
                config
                    .steps(40)
                    .batchSize(BATCH)
                    .learningRate(3e-3)
                    .warmupSteps(0)
                    .momentum(0.9)
                    .temperature(0.2)
                    .projectionWidth(6));
  }

  public static List<Spectrogram> clips(PatchGrid grid, int count, Random random) {
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[grid.frames() * grid.mels()];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      clips.add(new Spectrogram(values, grid.frames(), grid.mels()));
    }
    return clips;
  }

  @Test
  void silenceAloneIsRefusedBeforeTheFirstStep() {
    Spectrogram silence =
        new Spectrogram(new float[GRID.frames() * GRID.mels()], GRID.frames(), GRID.mels());
    List<Spectrogram> clips = new ArrayList<>(Collections.nCopies(2 * BATCH, silence));
    Pretrainer pretrainer = new Pretrainer(ENCODER, config().withSteps(1));
    assertThatThrownBy(() -> pretrainer.run(clips, (step, result) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all 6 clips are silence");
    clips.addAll(clips(GRID, 1, new Random(1)));
    assertThat(pretrainer.run(clips, (step, result) -> {}).std()).isPositive();
  }

  /** A step with decay and one without are the same to the tables of positions alone. */
  @Test
  void weightDecaySparesPositionsIfAskedTo() {
    SsMast plain = new SsMast(ENCODER, config().withWeightDecay(0));
    SsMast sparing =
        new SsMast(ENCODER, config().with(c -> c.weightDecay(9).decayPositions(false)));
    SsMast decaying = new SsMast(ENCODER, config().withWeightDecay(9));
    for (SsMast method : List.of(plain, sparing, decaying)) {
      method.step(views(config(), 0));
    }
    String table = "stages/0/blocks/0/attn/rel_pos_h";
    String weight = "stages/0/blocks/0/attn/proj/weight";
    Map<String, INDArray> expected = Graphs.parameters(plain.student());
    Map<String, INDArray> spared = Graphs.parameters(sparing.student());
    assertThat(spared.get(table)).isEqualTo(expected.get(table));
    assertThat(spared.get(weight)).isNotEqualTo(expected.get(weight));
    assertThat(Graphs.parameters(decaying.student()).get(table)).isNotEqualTo(expected.get(table));
  }

  @Test
  void theTeacherIsTheMovingAverageOfTheStudentAndNothingElse() {
    SsMastConfig config = config().withMomentum(0.75);
    SsMast method = new SsMast(ENCODER, config);
    Map<String, INDArray> teacher = copies(method);
    for (int step = 0; step < 3; step++) {
      method.step(views(config, step));
      Graphs.parameters(method.student())
          .forEach((name, f) -> teacher.get(name).muli(0.75).addi(f.mul(0.25)));
      assertSame(method.project(views(config, 9)), projected(config, teacher));
    }
  }

  /** MoCo v3's: 1 - (1 - m) (cos(pi k / K) + 1) / 2. */
  @Test
  void theTeachersMomentumMayGoToOneAlongACosine() {
    SsMastConfig config =
        config().with(c -> c.steps(4).momentum(0.6).momentumSchedule(MomentumSchedule.COSINE));
    try (SsMast method = new SsMast(ENCODER, config)) {
      Map<String, INDArray> teacher = copies(method);
      for (double momentum : new double[] {0.6, 0.6585786, 0.8, 0.9414214}) {
        try (ViewBatch views = views(config, 0)) {
          method.step(views);
        }
        Graphs.parameters(method.student())
            .forEach((name, f) -> teacher.get(name).muli(momentum).addi(f.mul(1 - momentum)));
        assertSame(method.project(views(config, 9)), projected(config, teacher));
      }
    }
  }

  @Test
  void aProjectionOfTwoLayersHasReluBetweenThem() {
    SsMastConfig two = config().withProjectionLayers(2);
    try (SsMast method = new SsMast(ENCODER, two)) {
      Map<String, INDArray> before = copies(method);
      assertThat(before).containsKeys("projection/fc1/weight", "projection/fc2/weight");
      method.step(views(two, 0));
      Map<String, INDArray> parameters = Graphs.parameters(method.student());
      assertThat(parameters.get("projection/fc1/weight"))
          .isNotEqualTo(before.get("projection/fc1/weight"));
      assertThat(method.encoderWeights().keys()).noneMatch(key -> key.startsWith("projection"));
      // What comes out negative of the first layer reaches nothing.
      parameters.get("projection/fc1/bias").assign(-100);
      INDArray constant = parameters.get("projection/fc2/bias").addi(1);
      INDArray projected =
          method.student().output(views(two, 0).inputs(), "projected").get("projected");
      INDArray unit = constant.div(constant.norm2Number());
      for (int row = 0; row < 2 * BATCH; row++) {
        assertSame(projected.getRow(row), unit);
      }
    }
  }

  @Test
  void theOptimizerIsASettingThatBringsWhatSuitsIt() {
    SsMastConfig sgd = config().withOptimizer(OptimizerKind.SGD);
    assertThat(sgd.learningRate()).isEqualTo(3e-2);
    assertThat(sgd.weightDecay()).isEqualTo(1e-4);
    assertThat(config().withOptimizer(OptimizerKind.ADAMW)).isEqualTo(config());
    try (SsMast method = new SsMast(ENCODER, sgd)) {
      method.step(views(sgd, 0));
      assertThat(method.state().keys()).contains("optimizer.velocity/projection/weight");
    }
  }

  @Test
  void noGradientReachesTheTeacher() {
    SsMastConfig config = config().withMomentum(1 - 1e-12);
    SsMast method = new SsMast(ENCODER, config);
    INDArray before = method.project(views(config, 9)).dup();
    Map<String, INDArray> student = copies(method);
    method.step(views(config, 0));
    assertSame(method.project(views(config, 9)), before);
    assertThat(copies(method).get("projection/weight"))
        .isNotEqualTo(student.get("projection/weight"));
  }

  @Test
  void studentAndTeacherStartEqual() {
    SsMast method = new SsMast(ENCODER, config());
    assertSame(method.project(views(config(), 9)), projected(config(), copies(method)));
  }

  @Test
  void projectionsAreUnitRows() {
    INDArray keys = new SsMast(ENCODER, config()).project(views(config(), 0));
    assertThat(keys.shape()).containsExactly(2 * BATCH, 6);
    for (double norm : keys.norm2(1).toDoubleVector()) {
      assertThat(norm).isBetween(1 - 1e-5, 1 + 1e-5);
    }
  }

  @Test
  void theSameSeedGivesTheSameLossesAndAnotherOthers() {
    List<Metrics> first = run(config().withSteps(3));
    assertThat(run(config().withSteps(3))).isEqualTo(first);
    assertThat(run(config().withSteps(3).withSeed(2))).isNotEqualTo(first);
  }

  @Test
  void theLossFallsOnAFixedSet() {
    SsMastConfig config = config().withPatchDrop(0).withSteps(15);
    SsMast method = new SsMast(ENCODER, config);
    ViewBatch views = views(config, 0);
    double first = method.step(views).get("loss");
    double last = first;
    for (int step = 1; step < 15; step++) {
      last = method.step(views).get("loss");
    }
    // Equal views of equal networks match from the start, so that it is below chance at once.
    assertThat(first).isLessThan(2 * Math.log(BATCH));
    assertThat(last).isLessThan(0.8 * first);
  }

  @Test
  void withAQueueTheLossDependsOnPastBatches() {
    List<Metrics> inBatch = run(config().withSteps(4));
    List<Metrics> small = run(config().withSteps(4).withQueueSize(6));
    List<Metrics> large = run(config().withSteps(4).withQueueSize(64));
    assertThat(small).doesNotContainAnyElementsOf(inBatch);
    // More negatives are harder to tell the positive from.
    for (int step = 0; step < 4; step++) {
      assertThat(large.get(step).get("loss")).isGreaterThan(small.get(step).get("loss"));
    }
  }

  @Test
  void theEncodersWeightsAreCopiesWithoutTheProjection() {
    SsMast method = new SsMast(ENCODER, config());
    var weights = method.encoderWeights();
    assertThat(weights.keys()).contains("patch_embed.proj.weight");
    assertThat(weights.keys()).noneMatch(key -> key.startsWith("projection"));
    INDArray before = weights.get("patch_embed.proj.weight").dup();
    method.step(views(config(), 0));
    assertThat(weights.get("patch_embed.proj.weight")).isEqualTo(before);
    assertThat(method.encoderWeights().get("patch_embed.proj.weight")).isNotEqualTo(before);
  }

  /** The projection reads what a classifier would. */
  @Test
  void theLastNormOfATimmModelIsTrainedToo() {
    SsMast method = new SsMast(ENCODER.withFinalNorm(true).withClassToken(true), config());
    var before = method.encoderWeights();
    method.step(views(config(), 0));
    var after = method.encoderWeights();
    assertThat(after.get("norm.weight")).isNotEqualTo(before.get("norm.weight"));
    assertThat(after.get("cls_token")).isNotEqualTo(before.get("cls_token"));
  }

  @Test
  void aMaskTokenIsTrainedInPlaceOfPatchesAndStaysBehind() {
    SsMastConfig config = config().withPatchDropMode(PatchDrop.Mode.MASK);
    SsMast method = new SsMast(ENCODER, config);
    ViewBatch views = views(config, 0);
    assertThat(views.patches().size(1)).isEqualTo(GRID.size());
    assertThat(views.masked().orElseThrow().sum(1).toDoubleVector()).containsOnly(9); // of 45
    INDArray before = copies(method).get("mask_token");
    method.step(views);
    assertThat(copies(method).get("mask_token")).isNotEqualTo(before);
    assertThat(method.encoderWeights().keys()).doesNotContain("mask_token");
    // What lies under the mask isn't read.
    INDArray keys = method.project(views).dup();
    INDArray cover = views.masked().orElseThrow().reshape(2 * BATCH, GRID.size(), 1);
    views.patches().addi(cover.mul(100));
    assertSame(method.project(views), keys);
  }

  @Test
  void anEncoderThatPoolsRefusesAFreeDropAndAstTakesIt() {
    SsMastConfig config = config().withPatchDropMode(PatchDrop.Mode.FREE);
    assertThatThrownBy(() -> new SsMast(ENCODER, config))
        .hasMessageContainingAll("FREE", "mast", "GRID or MASK");
    SsMast ast = new SsMast(AstVariants.nano().withGrid(GRID), config);
    ViewBatch views = views(config, 0);
    assertThat(views.patches().size(1)).isEqualTo(36); // of 45
    assertThat(ast.step(views).get("loss")).isFinite();
  }

  @Test
  void fewerClipsThanABatchAreRefused() {
    Pretrainer pretrainer = new Pretrainer(ENCODER, config());
    List<Spectrogram> clips = clips(GRID, 2, new Random(1));
    assertThatThrownBy(() -> pretrainer.run(clips, (step, result) -> {}))
        .hasMessageContainingAll("batchSize 3", "2 clips");
  }

  @Test
  void aBadConfigIsRefusedWithTheValue() {
    assertThatThrownBy(() -> config().withBatchSize(1)).hasMessageContaining("batchSize 1");
    assertThatThrownBy(() -> config().withMomentum(1)).hasMessageContaining("momentum 1.0");
    assertThatThrownBy(() -> config().withPatchDrop(1)).hasMessageContaining("patchDrop 1.0");
    assertThatThrownBy(() -> config().withTemperature(0)).hasMessageContaining("temperature 0.0");
    assertThatThrownBy(() -> config().withProjectionLayers(3))
        .hasMessage("projectionLayers 3; expected 1 or 2");
    assertThatThrownBy(() -> config().withQueueSize(5))
        .hasMessageContainingAll("queueSize 5", "6 keys");
    assertThatThrownBy(() -> config().withQueueSize(Integer.MAX_VALUE))
        .hasMessageContainingAll("queueSize 2147483647", "as many keys as an array holds");
  }

  private static List<Metrics> run(SsMastConfig config) {
    List<Metrics> steps = new ArrayList<>();
    var result =
        new Pretrainer(ENCODER, config)
            .run(clips(GRID, 7, new Random(1)), (step, report) -> steps.add(report));
    assertThat(result.history().steps()).isEqualTo(steps).hasSize(config.steps());
    return steps;
  }

  private static ViewBatch views(SsMastConfig config, int step) {
    List<Spectrogram> clips = clips(GRID, BATCH, new Random(1));
    return plain(clips, config, step);
  }

  /** Views without augmentation, but for patch-drop. */
  static ViewBatch plain(List<Spectrogram> clips, SsMastConfig config, long step) {
    Views views = new Views(List.of(), config.patches());
    return ViewBatch.of(ClipSource.of(clips), views, GRID, config.seed(), step);
  }

  private static Map<String, INDArray> copies(SsMast method) {
    Map<String, INDArray> copies = new HashMap<>();
    Graphs.parameters(method.student()).forEach((name, array) -> copies.put(name, array.dup()));
    return copies;
  }

  /** What a teacher with these parameters makes of the views of step 9. */
  private static INDArray projected(SsMastConfig config, Map<String, INDArray> parameters) {
    SsMast other = new SsMast(ENCODER, config);
    Graphs.parameters(other.student()).forEach((name, array) -> array.assign(parameters.get(name)));
    ViewBatch views = views(config, 9);
    return other
        .student()
        .output(Map.of("patches", views.patches(), "kept", views.kept()), "projected")
        .get("projected");
  }

  private static void assertSame(INDArray actual, INDArray expected) {
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }
}
