package org.mast4j.ssl.pretrain.ssmast;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.checkpoint.Checkpoint;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.checkpoint.RunIdentity;
import org.mast4j.ssl.checkpoint.Snapshot;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.CheckpointPolicy;
import org.mast4j.ssl.pretrain.LabelledSet;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Monitoring;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.RunSettings;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ResidentMemory;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What pre-training costs beside its graphs, for docs/performance.md; no test of the build, as its
 * name ends otherwise. {@code -Dcosts.encoder=mast-nano -Dcosts.batch=16} tries it in a minute.
 */
class PretrainingCosts {
  private static final String ENCODER = System.getProperty("costs.encoder", "mast-small");

  /** Clips of a large step, by micro-batches of 16. */
  private static final int LARGE = Integer.getInteger("costs.batch", 512);

  private static final int BATCH = 16;
  private static final int STEPS = 20;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double GIGABYTE = 1e9;

  /** Each in a process of its own, whose memory it has for itself. */
  @ParameterizedTest
  @ValueSource(strings = {"micro-batches", "overhead", "monitors", "checkpoint"})
  void measure(String what) throws Exception {
    print(run(what, ENCODER, LARGE));
  }

  @Test
  void memoryFromStep100To2000() throws Exception {
    print(run("memory", "mast-nano", BATCH));
  }

  private static Run run(Object... arguments) throws Exception {
    assumeTrue(ChildJvm.ownClassPath().contains("samediff-onednn"), "measures with the engine");
    return ChildJvm.of(PretrainingCosts.class)
        .options("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
        .with(arguments)
        .within(Duration.ofHours(1))
        .run()
        .succeeded();
  }

  private static void print(Run run) {
    run.said().forEach(System.out::println);
  }

  /** {@code WHAT ENCODER BATCH}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    EncoderConfig preset = Architectures.preset(arguments[1]);
    boolean small = arguments[1].equals("mast-small");
    EncoderConfig encoder = small ? preset.withGrid(preset.grid().withFrames(512)) : preset;
    int batch = Integer.parseInt(arguments[2]);
    switch (arguments[0]) {
      case "micro-batches" -> microBatches(encoder, batch);
      case "overhead" -> overhead(encoder);
      case "monitors" -> monitors(encoder);
      case "checkpoint" -> checkpoint(encoder);
      default -> memory(encoder);
    }
  }

  private static void say(String format, Object... values) {
    ChildJvm.say(String.format(Locale.ROOT, format, values));
  }

  private static SsMastConfig config(int batch) {
    return SsMastConfig.paper().with(c -> c.steps(2000).warmupSteps(10).batchSize(batch));
  }

  private static List<Spectrogram> clips(EncoderConfig encoder, int count, long seed) {
    return SsMastTest.clips(encoder.grid(), count, new Random(seed));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Seconds that it takes. */
  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  /** A step of the large batch against its parts' passes without what makes it exact. */
  private static void microBatches(EncoderConfig encoder, int batch) throws IOException {
    List<Double> steps = new ArrayList<>();
    ClipSource clips = ClipSource.of(clips(encoder, batch, 1));
    try (SsMast divided = new SsMast(encoder, config(batch).withMicroBatch(BATCH));
        ViewBatch views = divided.views(TrainingClips.unlabelled(clips), new MixupMemory(BATCH))) {
      divided.step(views);
      for (int i = 0; i < 2; i++) {
        steps.add(seconds(() -> divided.step(views)));
      }
    }
    say(
        "%d clips by micro-batches of %d: a step %.2f s, %.2f GB resident at most, 2 of them heap",
        batch, BATCH, median(steps), ResidentMemory.peak() / GIGABYTE);
    List<Double> passes = new ArrayList<>();
    try (SsMast plain = new SsMast(encoder, config(BATCH));
        ViewBatch views = views(plain, encoder)) {
      passes(plain, views);
      for (int i = 0; i < STEPS; i++) {
        passes.add(seconds(() -> passes(plain, views)));
      }
    }
    double all = median(passes) * batch / BATCH;
    say("the passes of its parts %.2f s: ratio %.3f", all, median(steps) / all);
  }

  private static ViewBatch views(SsMast method, EncoderConfig encoder) {
    return method.views(
        TrainingClips.unlabelled(ClipSource.of(clips(encoder, BATCH, 1))), new MixupMemory(BATCH));
  }

  /** What runs in graphs: the teacher forward, the student forward and backward. */
  private static void passes(SsMast method, ViewBatch views) {
    try (INDArray keys = method.project(views);
        Gradients gradients = method.gradients(views, keys)) {
      gradients.loss();
    }
  }

  /**
   * Steps of a run (data, views, optimiser, average, log) against what of them runs in graphs: one
   * pass through these after each step, as a machine's speed drifts.
   */
  private static void overhead(EncoderConfig encoder) throws IOException {
    List<Double> passes = new ArrayList<>();
    try (SsMast plain = new SsMast(encoder, config(BATCH));
        ViewBatch views = views(plain, encoder)) {
      Times times = new Times(() -> passes.add(seconds(() -> passes(plain, views))));
      new Pretrainer(encoder, config(BATCH).withSteps(STEPS))
          .run(clips(encoder, 4 * BATCH, 1), times);
      double step = median(times.steps);
      double graphs = median(passes.subList(Times.WARM_UP, passes.size()));
      say(
          "batch %d: a step %.3f s, its graphs %.3f s, the rest %.1f %%",
          BATCH, step, graphs, 100 * (1 - graphs / step));
    }
  }

  /** A look at the monitors, at their default number of clips, against the steps between looks. */
  private static void monitors(EncoderConfig encoder) throws IOException {
    RunSettings standard = RunSettings.standard();
    int clips = standard.labelledClips();
    int[] labels = IntStream.range(0, clips).map(i -> i % 10).toArray();
    LabelledSet labelled =
        new LabelledSet(
            new LabelledSet.Part(clips(encoder, clips, 2), labels),
            new LabelledSet.Part(clips(encoder, clips, 3), labels),
            10);
    Times times = new Times(() -> {});
    new Pretrainer(
            new PretrainingSettings(encoder, config(BATCH).withSteps(12)),
            standard.withMonitorInterval(4),
            Optional.of(labelled))
        .run(clips(encoder, standard.monitorClips(), 1), times);
    double step = median(times.steps);
    double look = median(times.looks);
    double between = standard.monitorInterval() * step;
    say(
        "batch %d: a look %.2f s, %d steps %.1f s: monitors %.1f %% of a run",
        BATCH, look, standard.monitorInterval(), between, 100 * look / (between + look));
  }

  /** A save, forced to disk. */
  private static void checkpoint(EncoderConfig encoder) throws IOException {
    Path folder = Files.createTempDirectory("costs");
    Checkpoints checkpoints =
        new Checkpoints(folder, RunIdentity.of(JsonNodeFactory.instance.objectNode()), 2);
    List<Double> saves = new ArrayList<>();
    try (SsMast method = new SsMast(encoder, config(BATCH))) {
      for (int step = 1; step <= 5; step++) {
        Checkpoint made =
            new Checkpoint(new Snapshot(step, method.state(), Map.of()), Optional.empty());
        long start = System.nanoTime();
        checkpoints.write(made);
        saves.add((System.nanoTime() - start) / NANOS_PER_SECOND);
      }
    }
    say(
        "a checkpoint of %.0f MB: %.2f s",
        Files.size(checkpoints.stateFile(5)) / 1e6, median(saves));
    Checkpoints.delete(folder);
  }

  /** Resident memory of a run with checkpoints and monitors. */
  private static void memory(EncoderConfig encoder) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("costs");
    long[] resident = new long[2];
    new Pretrainer(
            new PretrainingSettings(encoder, config(BATCH)),
            RunSettings.standard().withCheckpointMinutes(1),
            Optional.empty())
        .run(
            ClipSource.of(clips(encoder, 4 * BATCH, 1)),
            new CheckpointPolicy(folder, () -> false),
            (step, report) -> {
              if (step == 100 || step == 1999) {
                resident[step / 1999] = settled();
              }
            });
    Checkpoints.delete(folder);
    say(
        "resident after 100 steps %.1f MB, after 2,000 %.1f MB: %+.2f %%",
        resident[0] / 1e6, resident[1] / 1e6, 100.0 * (resident[1] - resident[0]) / resident[0]);
  }

  private static long settled() {
    try {
      return ResidentMemory.settled();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of steps and looks; the first ones, which compile, are left out. */
  private static final class Times implements Pretrainer.Listener {
    private static final int WARM_UP = 3;

    private final List<Double> steps = new ArrayList<>();
    private final List<Double> looks = new ArrayList<>();
    private final Runnable between;
    private long last = System.nanoTime();

    /**
     * @param between is done after each step, and counts for none
     */
    Times(Runnable between) {
      this.between = between;
    }

    @Override
    public void onStep(int step, Metrics result) {
      double taken = sinceLast();
      if (step >= WARM_UP) {
        steps.add(taken);
      }
      between.run();
      last = System.nanoTime();
    }

    @Override
    public void onMonitor(Monitoring look) {
      looks.add(sinceLast());
    }

    private double sinceLast() {
      long before = last;
      last = System.nanoTime();
      return (last - before) / NANOS_PER_SECOND;
    }
  }
}
