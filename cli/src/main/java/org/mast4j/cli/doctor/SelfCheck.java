package org.mast4j.cli.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.samediff.engine.Status;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A small AST and a small MAST, forward and gradients, by the active engine and in the stock
 * session: both must give the same.
 */
final class SelfCheck {
  private static final int CLASSES = 3;

  /** Of a tensor's largest value; below {@link #SMALL} that is rounding error itself. */
  private static final double TOLERANCE = 1e-4;

  private static final double SMALL = 1e-2;

  private final String engine;
  private final Diagnosis diagnosis;

  private SelfCheck(String engine, Diagnosis diagnosis) {
    this.engine = engine;
    this.diagnosis = diagnosis;
  }

  static void examine(Diagnosis diagnosis) {
    diagnosis.section("Execution of graphs (times of small models, for information)");
    String engine = Engines.name().orElse("engine");
    Optional<String> obstacle = Engines.obstacle();
    diagnosis.fact(engine, obstacle.map(reason -> "not active: " + reason).orElse("active"));
    obstacle.ifPresent(
        reason ->
            diagnosis.advise(
                engine + " is not active: " + reason,
                "graphs run several times slower until that is mended"));
    SelfCheck selfCheck = new SelfCheck(engine, diagnosis);
    Precision before = Engines.precision();
    Engines.precision(Precision.FLOAT32); // the stock session's
    try {
      selfCheck.check("AST", AstVariants.nano());
      selfCheck.check("MAST", MastVariants.nano());
    } finally {
      Engines.precision(before);
    }
  }

  private void check(String model, EncoderConfig config) {
    try (EncoderGraph classifier = EncoderGraph.classifier(config, CLASSES, 1)) {
      classifier.addLoss(Activation.SOFTMAX);
      SameDiff graph = classifier.graph();
      Map<String, INDArray> inputs = inputs(config);
      List<String> parameters = List.copyOf(classifier.parameters().keySet());
      compare(model + " forward", graph, () -> graph.output(inputs, EncoderGraph.LOGITS));
      graph.createGradFunction();
      compare(
          model + " gradients",
          graph.getFunction("grad"),
          () -> graph.calculateGradients(inputs, parameters));
    }
  }

  /** One clip of each class. */
  private static Map<String, INDArray> inputs(EncoderConfig config) {
    return Map.of(
        EncoderGraph.PATCHES,
        Nd4j.randn(DataType.FLOAT, CLASSES, config.grid().size(), config.grid().patchSize()),
        EncoderGraph.LABELS,
        Nd4j.eye(CLASSES).castTo(DataType.FLOAT));
  }

  /**
   * Runs something both ways.
   *
   * @param graph the one that executes it
   */
  private void compare(String what, SameDiff graph, Supplier<Map<String, INDArray>> call) {
    Timed<Map<String, INDArray>> stock = Engines.unplanned(() -> measure(call));
    requireFinite(what, stock.value());
    if (!Engines.isActive()) {
      diagnosis.fact(what, format("%.1f ms", stock.millis()));
      return;
    }
    Timed<Map<String, INDArray>> planned = measure(call);
    requireFinite(what, planned.value());
    Status status = Engines.status(graph);
    double difference = difference(planned.value(), stock.value());
    diagnosis.fact(
        what,
        format(
            "%.1f ms, stock session %.1f ms, differ by %.0e at most; %s",
            planned.millis(),
            stock.millis(),
            difference,
            status.fallbacks().isEmpty() ? "nothing fell back" : "fell back"));
    status
        .fallbacks()
        .forEach(
            reason ->
                diagnosis.advise(
                    what + " runs in the stock session: " + reason,
                    "the numbers are right, but please report it"));
    if (status.fallbacks().isEmpty() && status.plans() == 0) {
      diagnosis.advise(
          what + " isn't planned: something else than " + engine + " makes SameDiff's sessions",
          "call Engines.bind() after it");
    }
    if (difference > TOLERANCE) {
      diagnosis.problem(
          what + " differs from the stock session by " + difference,
          "switch " + engine + " off by -Dorg.mast4j.engine=none, and report it");
    }
  }

  private void requireFinite(String what, Map<String, INDArray> values) {
    if (values.values().stream()
        .anyMatch(array -> !Double.isFinite(array.sumNumber().doubleValue()))) {
      diagnosis.problem(
          what + " gives values that aren't finite",
          "try another build of ND4J, and -Dorg.mast4j.engine=none");
    }
  }

  private static Timed<Map<String, INDArray>> measure(Supplier<Map<String, INDArray>> call) {
    Timed<Map<String, INDArray>> timed = Timed.of(call);
    Map<String, INDArray> copies = new LinkedHashMap<>();
    timed.value().forEach((name, array) -> copies.put(name, array.dup('c')));
    return new Timed<>(copies, timed.millis());
  }

  /** The largest, in parts of its tensor's largest value. */
  private static double difference(Map<String, INDArray> actual, Map<String, INDArray> expected) {
    double largest = 0;
    for (Map.Entry<String, INDArray> entry : expected.entrySet()) {
      double error = actual.get(entry.getKey()).sub(entry.getValue()).amaxNumber().doubleValue();
      double scale = Math.max(SMALL, entry.getValue().amaxNumber().doubleValue());
      largest = Math.max(largest, error / scale);
    }
    return largest;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
