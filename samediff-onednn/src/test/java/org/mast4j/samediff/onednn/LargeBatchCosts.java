package org.mast4j.samediff.onednn;

import static org.mast4j.samediff.onednn.Comparison.batch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ResidentMemory;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What loss and gradients of MAST-Small cost in one stroke, for docs/performance.md; no test of the
 * build, as its name ends otherwise. A plan of more than {@code -Dcosts.gigabytes=8} is made, and
 * not run; {@code -Dcosts.steps=5} of each way are timed.
 */
class LargeBatchCosts {
  private static final int STEPS = Integer.getInteger("costs.steps", 5);
  private static final int MOST = Integer.getInteger("costs.gigabytes", 8);
  private static final double GIGABYTE = 1e9;
  private static final int CLASSES = 35;

  /** Each in a process of its own, whose memory it has for itself. */
  @ParameterizedTest
  @CsvSource({
    "16, false, f32", "16, true, f32", "64, false, f32", "64, true, f32", "512, false, f32",
    "512, true, f32", "64, false, bf16", "64, true, bf16", "512, false, bf16", "512, true, bf16"
  })
  void memory(int clips, boolean recomputes, String precision) throws Exception {
    run(precision, clips, recomputes);
  }

  /** Both ways in turns, as a machine's speed drifts. */
  @ParameterizedTest
  @CsvSource({"16, f32", "64, f32", "64, bf16"})
  void time(int clips, String precision) throws Exception {
    run(precision, clips);
  }

  private static void run(String precision, Object... arguments) throws Exception {
    ChildJvm.of(LargeBatchCosts.class)
        .options(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Dcosts.steps=" + STEPS,
            "-Dcosts.gigabytes=" + MOST,
            "-Dorg.mast4j.precision=" + precision)
        .with(arguments)
        .within(Duration.ofHours(1))
        .run()
        .succeeded()
        .said()
        .forEach(System.out::println);
  }

  /** {@code CLIPS [RECOMPUTES]}. */
  public static void main(String[] arguments) throws IOException {
    int clips = Integer.parseInt(arguments[0]);
    EncoderConfig small = MastVariants.small();
    EncoderConfig config = small.withGrid(small.grid().withFrames(512));
    try (EncoderGraph model = EncoderGraph.classifier(config, CLASSES, 1)) {
      model.addLoss(Activation.SOFTMAX);
      Map<String, INDArray> inputs =
          batch(clips, config.grid().size(), config.grid().patchSize(), CLASSES);
      if (arguments.length > 1) {
        Engines.recompute(Boolean.parseBoolean(arguments[1]));
        memory(model, inputs);
      } else {
        time(model, inputs);
      }
    }
  }

  private static void memory(EncoderGraph model, Map<String, INDArray> inputs) throws IOException {
    double planned = planBytes(model, inputs) / GIGABYTE;
    boolean fits = planned < MOST;
    if (fits) {
      seconds(model, inputs);
    }
    ChildJvm.say(
        String.format(
            Locale.ROOT,
            "%s: plan %.2f GB%s",
            what(inputs),
            planned,
            fits
                ? String.format(
                    Locale.ROOT, ", %.2f GB resident at most", ResidentMemory.peak() / GIGABYTE)
                : ""));
  }

  private static void time(EncoderGraph model, Map<String, INDArray> inputs) {
    List<double[]> kept = new ArrayList<>();
    List<double[]> recomputed = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) { // the first ones make the plans
      Engines.recompute(false);
      kept.add(seconds(model, inputs));
      Engines.recompute(true);
      recomputed.add(seconds(model, inputs));
    }
    for (int i = 0; i < 2; i++) {
      double keep = median(kept, i);
      double recompute = median(recomputed, i);
      ChildJvm.say(
          String.format(
              Locale.ROOT,
              "%s: %.2f s of %s against %.2f s: %.2f",
              what(inputs),
              recompute,
              i == 0 ? "time" : "CPU",
              keep,
              recompute / keep));
    }
  }

  private static String what(Map<String, INDArray> inputs) {
    return "%d clips, %s, %s"
        .formatted(
            inputs.get("patches").size(0),
            Engines.isRecomputing() ? "recompute" : "keep",
            Engines.precision());
  }

  private static List<String> parameters(EncoderGraph model) {
    return List.copyOf(model.parameters().keySet());
  }

  private static long planBytes(EncoderGraph model, Map<String, INDArray> inputs) {
    SameDiff graph = model.graph();
    graph.createGradFunction();
    List<String> outputs = new ArrayList<>();
    parameters(model).forEach(name -> outputs.add(graph.getVariable(name).gradient().name()));
    PlanCache plans = new PlanCache();
    PlanCache.Request request = PlanCache.Request.of(outputs, inputs);
    try (PlanCache.Taken taken =
        plans.take(graph.getFunction("grad"), request, () -> inputs).orElseThrow()) {
      return taken.plan().bytes();
    } finally {
      plans.clear();
    }
  }

  /** Of time, and of processors, that loss and gradients take. */
  private static double[] seconds(EncoderGraph model, Map<String, INDArray> inputs) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    List<String> names = parameters(model);
    long start = System.nanoTime();
    long used = system.getProcessCpuTime();
    Engines.lending(() -> model.graph().calculateGradients(inputs, names));
    return new double[] {
      (System.nanoTime() - start) / GIGABYTE, (system.getProcessCpuTime() - used) / GIGABYTE
    };
  }

  private static double median(List<double[]> values, int index) {
    double[] sorted = values.stream().skip(1).mapToDouble(both -> both[index]).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
