package org.mast4j.ssl.pretrain.ssmast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.weights.SafeTensors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A step by micro-batches is the step of the whole batch. */
class MicroBatchTest {
  private static final int BATCH = 6;

  private static final SsMastConfig CONFIG =
      SsMastTest.config().with(c -> c.batchSize(BATCH).projectionLayers(2).patchDrop(0.3));

  private static final List<Spectrogram> CLIPS =
      SsMastTest.clips(TinyEncoders.GRID, BATCH, new Random(3));

  private static final EncoderConfig MAST = SsMastTest.ENCODER;
  private static final EncoderConfig AST = AstVariants.nano().withGrid(TinyEncoders.GRID);

  /** Both encoders, kinds of negatives and types; each mode of patch-drop. */
  static Stream<Arguments> steps() {
    SsMastConfig queue = CONFIG.withMicroBatch(3).withQueueSize(13);
    SsMastConfig masked = CONFIG.withMicroBatch(2).withPatchDropMode(PatchDrop.Mode.MASK);
    SsMastConfig free = CONFIG.withMicroBatch(1).withPatchDropMode(PatchDrop.Mode.FREE);
    return Stream.of(
        Arguments.of(MAST, DataType.FLOAT, CONFIG.withMicroBatch(1)),
        Arguments.of(MAST, DataType.FLOAT, queue),
        Arguments.of(MAST, DataType.DOUBLE, masked),
        Arguments.of(AST, DataType.FLOAT, free),
        Arguments.of(AST, DataType.FLOAT, masked),
        Arguments.of(AST, DataType.DOUBLE, queue));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aStepByMicroBatchesIsThatOfTheWholeBatch(
      EncoderConfig encoder, DataType type, SsMastConfig divided) {
    double tolerance = type == DataType.FLOAT ? 1e-5 : 1e-10;
    try (SsMast whole = method(encoder, divided.withMicroBatch(0), type);
        SsMast parts = method(encoder, divided, type);
        ViewBatch views = views(divided, type);
        INDArray keys = whole.project(views);
        INDArray keysOfParts = parts.project(views);
        Gradients expected = whole.gradients(views, keys);
        Gradients actual = parts.gradients(views, keys)) {
      assertClose("keys", keysOfParts, keys, tolerance);
      assertThat(actual.loss()).isCloseTo(expected.loss(), within(tolerance * expected.loss()));
      assertClose(actual.byParameter(), expected.byParameter(), tolerance);
    }
  }

  /** Which lends nothing. */
  @Test
  void theStockSessionGivesTheSame() {
    SsMastConfig divided = CONFIG.withMicroBatch(2);
    try (SsMast planned = method(MAST, divided, DataType.FLOAT);
        SsMast stock = method(MAST, divided, DataType.FLOAT);
        ViewBatch views = views(divided, DataType.FLOAT);
        INDArray keys = planned.project(views);
        Gradients expected = planned.gradients(views, keys);
        Gradients actual = Engines.unplanned(() -> stock.gradients(views, keys))) {
      assertClose(actual.byParameter(), expected.byParameter(), 1e-4);
    }
  }

  /** A micro-batch of one clip has no negatives of its own: the loss among its keys would be 0. */
  @Test
  void negativesSpanTheWholeBatch() {
    SsMastConfig divided = CONFIG.withMicroBatch(1);
    try (SsMast method = method(MAST, divided, DataType.FLOAT);
        ViewBatch views = views(divided, DataType.FLOAT);
        INDArray keys = method.project(views);
        Gradients gradients = method.gradients(views, keys)) {
      assertThat(gradients.loss()).isGreaterThan(0.1);
      INDArray weight = gradients.byParameter().get("projection/fc2/weight");
      assertThat(largest(weight)).isGreaterThan(1e-3);
    }
  }

  @Test
  void stepsGoOnAlike() {
    List<Double> losses = new ArrayList<>();
    for (int microBatch : new int[] {0, 2}) {
      SsMastConfig config =
          CONFIG.with(c -> c.microBatch(microBatch).queueSize(20).projectionLayers(1));
      try (SsMast method = method(MAST, config, DataType.FLOAT)) {
        for (int step = 0; step < 4; step++) {
          try (ViewBatch views = SsMastTest.plain(CLIPS, config, step)) {
            losses.add(method.step(views).get("loss"));
          }
        }
      }
    }
    for (int step = 0; step < 4; step++) {
      assertThat(losses.get(4 + step)).isCloseTo(losses.get(step), within(1e-3));
    }
    assertThat(losses.get(3)).isNotCloseTo(losses.get(0), within(1e-2));
  }

  @Test
  void everyGraphOfAStepIsPlanned() {
    SsMastConfig divided = CONFIG.withMicroBatch(2);
    try (SsMast method = method(MAST, divided, DataType.FLOAT);
        ViewBatch views = views(divided, DataType.FLOAT)) {
      method.step(views);
      assertThat(Engines.status(method.student()).plans()).isEqualTo(1);
      assertThat(Engines.status(method.student().getFunction("grad")).plans()).isEqualTo(1);
      assertThat(Engines.status(method.student().getFunction("grad")).fallbacks()).isEmpty();
    }
  }

  /** What a worker elsewhere does: weights, request and answer go as bytes. */
  @Test
  void theWorkOfAMicroBatchIsTheSameThroughBytes() throws IOException {
    for (PatchDrop.Mode mode : List.of(PatchDrop.Mode.GRID, PatchDrop.Mode.MASK)) {
      SsMastConfig config = CONFIG.withPatchDropMode(mode);
      try (ProjectedEncoder here = new ProjectedEncoder(MAST, config);
          ProjectedEncoder there = new ProjectedEncoder(MAST, config.withSeed(9));
          ViewBatch views = SsMastTest.plain(CLIPS, config, 0)) {
        there.assign(SafeTensors.read(SafeTensors.toBytes(here.weights())));
        ViewBatch some = views.rows(2, 6);
        INDArray cotangent = Initializer.fanInUniform(1).create(DataType.FLOAT, 4, 4, 6);

        ProjectionWork projection = new ProjectionWork(some);
        byte[] projected = MicroBatchWork.of(projection.toBytes()).answer(there);
        assertThat(ProjectionWork.projections(projected)).isEqualTo(projection.on(here));

        GradientWork gradient = new GradientWork(some, cotangent);
        byte[] gradients = MicroBatchWork.of(gradient.toBytes()).answer(there);
        assertThat(gradients).isEqualTo(gradient.answer(here));
        assertThat(GradientWork.gradients(gradients)).isEqualTo(copies(gradient.on(here)));
      }
    }
  }

  @Test
  void aMicroBatchThatLeavesARestIsRefused() {
    assertThatThrownBy(() -> CONFIG.withMicroBatch(4))
        .hasMessage("microBatch 4; expected 0, or a divisor of batchSize 6");
    assertThatThrownBy(() -> CONFIG.withMicroBatch(-2)).hasMessageContaining("microBatch -2");
  }

  private static Map<String, INDArray> copies(Gradients gradients) {
    Map<String, INDArray> copies = new HashMap<>();
    gradients.byParameter().forEach((name, array) -> copies.put(name, array.dup()));
    return copies;
  }

  /** With weights far from their start, so that projections differ. */
  private static SsMast method(EncoderConfig encoder, SsMastConfig config, DataType type) {
    SsMast method = new SsMast(encoder, config, type);
    int seed = 50;
    for (INDArray array : Graphs.parameters(method.student()).values()) {
      array.addi(Initializer.fanInUniform(12).create(type, seed++, array.shape()));
    }
    return method;
  }

  private static ViewBatch views(SsMastConfig config, DataType type) {
    ViewBatch views = SsMastTest.plain(CLIPS, config, 0);
    return new ViewBatch(
        views.patches().castTo(type), views.kept(), views.masked().map(m -> m.castTo(type)));
  }

  /**
   * To a share of each array's largest value. A bias of attention's keys changes nothing, so that
   * its gradient is 0 but for rounding.
   */
  private static void assertClose(
      Map<String, INDArray> actual, Map<String, INDArray> expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    double all =
        expected.values().stream().mapToDouble(MicroBatchTest::largest).max().orElseThrow();
    double rounding = all * tolerance / 10;
    expected.forEach(
        (name, array) -> {
          if (largest(array) < rounding) {
            assertThat(name).contains("attn");
            assertThat(largest(actual.get(name))).as(name).isLessThan(rounding);
          } else {
            assertClose(name, actual.get(name), array, tolerance);
          }
        });
  }

  private static void assertClose(
      String name, INDArray actual, INDArray expected, double tolerance) {
    assertThat(largest(actual.sub(expected)))
        .as(name)
        .isLessThanOrEqualTo(tolerance * largest(expected));
  }

  private static double largest(INDArray array) {
    return array.amaxNumber().doubleValue();
  }
}
