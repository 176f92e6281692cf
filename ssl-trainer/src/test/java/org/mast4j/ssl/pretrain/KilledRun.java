package org.mast4j.ssl.pretrain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.pretrain.ssmast.SsMastTest;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The process that {@link KillTest} kills: pre-trains a tiny encoder with a checkpoint after each
 * step. It says that it is ready once a short run has loaded what a run needs, and begins when it
 * is told a directory for checkpoints and a file for the model.
 */
final class KilledRun {
  static final String READY = "ready";

  private static final int CLIPS = 11;
  private static final RunSettings RUN =
      RunSettings.standard()
          .with(
              run ->
                  run.checkpointMinutes(0)
                      .monitorInterval(5)
                      .monitorClips(6)
                      .bestBy(Optional.of(Monitor.UNIFORMITY)));

  private KilledRun() {}

  /** {@code METHOD PRESET KEY=VALUE...}. */
  public static void main(String[] arguments) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String setting : List.of(arguments).subList(2, arguments.length)) {
      String[] parts = setting.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    PretrainingSettings settings = settings(arguments[0], arguments[1], values);
    new Pretrainer(settings, RUN.withMaxEpochs(1), Optional.empty())
        .run(clips(), (step, report) -> {});
    ChildJvm.say(READY);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    train(settings, Path.of(in.readLine()), Path.of(in.readLine()), Integer.MAX_VALUE);
  }

  private static List<Spectrogram> clips() {
    return SsMastTest.clips(TinyEncoders.GRID, CLIPS, new Random(1));
  }

  static PretrainingSettings settings(String method, String preset, Map<String, ?> values) {
    Method named = Methods.byName(method);
    return new PretrainingSettings(named.suit(TinyEncoders.of(preset)), named.defaults())
        .with(values);
  }

  /**
   * Begins a run or goes on with it.
   *
   * @param model what it writes at its end
   * @param until the step after which it stops before
   */
  static void train(PretrainingSettings settings, Path checkpoints, Path model, int until)
      throws IOException {
    int[] steps = {0};
    Optional<Pretrainer.Result> result =
        new Pretrainer(settings, RUN, Optional.empty())
            .run(
                ClipSource.of(clips()),
                new CheckpointPolicy(checkpoints, () -> steps[0] >= until),
                (step, report) -> steps[0] = step + 1);
    if (result.isPresent()) {
      write(result.get(), model);
    }
  }

  /** All that a run gives: weights at the end and at the best, and what every step reported. */
  private static void write(Pretrainer.Result result, Path file) throws IOException {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    result.last().encoder().toMap().forEach((key, array) -> arrays.put("last." + key, array));
    result
        .best()
        .orElseThrow()
        .encoder()
        .toMap()
        .forEach((key, array) -> arrays.put("best." + key, array));
    Map<String, String> notes = new TreeMap<>(); // Map.of has another order in each process
    notes.put("history", result.history().toString());
    notes.put("norm", result.mean() + " " + result.std());
    SafeTensors.write(file, Weights.of(arrays), notes);
  }
}
