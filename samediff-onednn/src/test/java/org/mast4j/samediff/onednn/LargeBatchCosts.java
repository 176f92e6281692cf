package org.mast4j.samediff.onednn;

import static org.mast4j.samediff.onednn.Comparison.batch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
 * not run; {@code -Dcosts.steps=3} are measured.
 */
class LargeBatchCosts {
  private static final String STEPS = System.getProperty("costs.steps", "3");
  private static final String MOST = System.getProperty("costs.gigabytes", "8");
  private static final double GIGABYTE = 1e9;
  private static final int CLASSES = 35;

  /** Each in a process of its own, whose memory it has for itself. */
  @ParameterizedTest
  @CsvSource({
    "16, false, f32",
    "16, true, f32",
    "64, false, f32",
    "64, true, f32",
    "512, false, f32",
    "512, true, f32",
    "64, false, bf16",
    "64, true, bf16",
    "512, true, bf16"
  })
  void measure(int clips, boolean recomputes, String precision) throws Exception {
    ChildJvm.of(LargeBatchCosts.class)
        .options(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Dorg.mast4j.recompute=" + recomputes,
            "-Dorg.mast4j.precision=" + precision)
        .with(clips, STEPS, MOST)
        .within(Duration.ofHours(1))
        .run()
        .succeeded()
        .said()
        .forEach(System.out::println);
  }

  /** {@code CLIPS STEPS GIGABYTES}. */
  public static void main(String[] arguments) throws IOException {
    int clips = Integer.parseInt(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    EncoderConfig small = MastVariants.small();
    EncoderConfig config = small.withGrid(small.grid().withFrames(512));
    try (EncoderGraph model = EncoderGraph.classifier(config, CLASSES, 1)) {
      model.addLoss(Activation.SOFTMAX);
      Map<String, INDArray> inputs =
          batch(clips, config.grid().size(), config.grid().patchSize(), CLASSES);
      long start = System.nanoTime();
      long bytes = planBytes(model, inputs);
      double planning = (System.nanoTime() - start) / GIGABYTE;
      String what =
          String.format(
              Locale.ROOT,
              "%d clips, %s, %s: plan %.2f GB, made in %.1f s",
              clips,
              Engines.isRecomputing() ? "recompute" : "keep",
              Engines.precision(),
              bytes / GIGABYTE,
              planning);
      boolean fits = bytes < Double.parseDouble(arguments[2]) * GIGABYTE;
      ChildJvm.say(fits && steps > 0 ? what + ", " + measured(model, inputs, steps) : what);
    }
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
    try {
      return plans.get(graph.getFunction("grad"), outputs, inputs).orElseThrow().bytes();
    } finally {
      plans.clear();
    }
  }

  private static String measured(EncoderGraph model, Map<String, INDArray> inputs, int steps)
      throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    List<String> names = parameters(model);
    List<Double> seconds = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      long start = System.nanoTime();
      long used = system.getProcessCpuTime();
      Engines.lending(() -> model.graph().calculateGradients(inputs, names));
      if (i > 0) { // the first makes the plan
        seconds.add((System.nanoTime() - start) / GIGABYTE);
        cpu.add((system.getProcessCpuTime() - used) / GIGABYTE);
      }
    }
    return String.format(
        Locale.ROOT,
        "%.2f s a step (%.2f s of CPU), %.2f GB resident at most",
        median(seconds),
        median(cpu),
        ResidentMemory.peak() / GIGABYTE);
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
