package org.mast4j.cli.doctor;

import java.util.Locale;
import java.util.Optional;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whether the processor has less than single precision, and what that gives. */
final class Precisions {
  /** Two layers of a small AST, 300 patches: mostly matrix products. */
  private static final EncoderConfig MODEL =
      AstVariants.small().withLayers(2).withGrid(PatchGrid.of(128, 256));

  private static final int CLASSES = 3;
  private static final int CLIPS = 4;

  private Precisions() {}

  /** What calls of graphs multiply in, as far as the processor has it. */
  static void examine(Diagnosis diagnosis) {
    Precision asked = Engines.precision();
    diagnosis.fact(
        "precision",
        Engines.obstacle(asked)
            .filter(reason -> asked != Precision.FLOAT32)
            .map(reason -> Precision.FLOAT32 + ", as " + asked + " can't be had: " + reason)
            .orElse(asked.key()));
  }

  /** Tries each out beside single precision. */
  static void compare(Diagnosis diagnosis) {
    if (!Engines.isActive()) {
      return;
    }
    Precision before = Engines.precision();
    try (EncoderGraph model = EncoderGraph.classifier(MODEL, CLASSES, 1)) {
      INDArray patches =
          Nd4j.randn(DataType.FLOAT, CLIPS, MODEL.grid().size(), MODEL.grid().patchSize());
      Engines.precision(Precision.FLOAT32);
      Timed<INDArray> single = Timed.of(() -> model.logits(patches));
      for (Precision precision : Precision.values()) {
        if (precision != Precision.FLOAT32) {
          Engines.precision(precision);
          compare(precision, single, model, patches, diagnosis);
        }
      }
    } finally {
      Engines.precision(before);
    }
  }

  private static void compare(
      Precision precision,
      Timed<INDArray> single,
      EncoderGraph model,
      INDArray patches,
      Diagnosis diagnosis) {
    Optional<String> obstacle = Engines.obstacle(precision);
    if (obstacle.isPresent()) {
      diagnosis.fact("--precision " + precision, "not used: " + obstacle.get());
      return;
    }
    Timed<INDArray> reduced = Timed.of(() -> model.logits(patches));
    double error = reduced.value().sub(single.value()).amaxNumber().doubleValue();
    double ratio = reduced.millis() / single.millis();
    diagnosis.fact(
        "--precision " + precision,
        String.format(
            Locale.ROOT,
            "%.2f of the time of f32 (%.1f ms), logits differ by %.0e of the largest; %s",
            ratio,
            single.millis(),
            error / single.value().amaxNumber().doubleValue(),
            ratio < 1 ? "faster here" : "no faster here: leave it"));
  }
}
