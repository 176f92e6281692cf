package org.mast4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.arbiter.SsMastJson;
import org.mast4j.datavec.audio.dataset.LoadedClip;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.SsMast;
import org.mast4j.ssl.pretrain.SsMastConfig;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ModelDirectory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j pretrain}: self-supervised pre-training on unlabelled audio. */
@Command(
    name = "pretrain",
    description = "Pre-trains an encoder on unlabelled audio and writes a model directory.")
final class PretrainCommand implements Callable<Integer> {
  enum Method {
    SS_MAST("ss-mast");

    private final String text;

    Method(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }

    static Method parse(String text) {
      for (Method method : values()) {
        if (method.text.equals(text)) {
          return method;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "\"" + text + "\" is no method; expected ss-mast");
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private ClipData data;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "ss-mast",
      converter = MethodConverter.class,
      description = "ss-mast (default).")
  private Method method;

  static final class MethodConverter implements picocli.CommandLine.ITypeConverter<Method> {
    @Override
    public Method convert(String value) {
      return Method.parse(value);
    }
  }

  @Option(
      names = "--encoder",
      required = true,
      paramLabel = "NAME",
      description = "mast-nano, -tiny, -small, -base, -large, ast-nano, -tiny, -small, -base.")
  private String encoder;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The model directory.")
  private Path out;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings as JSON, such as search writes; options below override it.")
  private Optional<Path> configFile;

  @ArgGroup(validate = false, heading = "Settings (defaults: the paper's)%n")
  private Settings settings = new Settings();

  /** What overrides the settings file. */
  static final class Settings {
    @Option(names = "--steps", paramLabel = "N", description = "Optimiser steps.")
    Optional<Integer> steps = Optional.empty();

    @Option(names = "--batch", paramLabel = "N", description = "Clips of a step.")
    Optional<Integer> batch = Optional.empty();

    @Option(names = "--lr", paramLabel = "X", description = "Peak learning rate.")
    Optional<Double> learningRate = Optional.empty();

    @Option(names = "--temperature", paramLabel = "X", description = "Of the contrastive loss.")
    Optional<Double> temperature = Optional.empty();

    @Option(names = "--momentum", paramLabel = "X", description = "Of the teacher.")
    Optional<Double> momentum = Optional.empty();

    @Option(names = "--patch-drop", paramLabel = "X", description = "Share of patches dropped.")
    Optional<Double> patchDrop = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Of weights, batches, views.")
    Optional<Long> seed = Optional.empty();

    @Option(names = "--frames", paramLabel = "N", description = "Frames of 10 ms a clip.")
    Optional<Integer> frames = Optional.empty();

    @Option(names = "--mels", paramLabel = "N", description = "Mel bins.")
    Optional<Integer> mels = Optional.empty();

    SsMastConfig apply(SsMastConfig config) {
      SsMastConfig changed = steps.map(config::withSteps).orElse(config);
      changed = batch.map(changed::withBatchSize).orElse(changed);
      changed = learningRate.map(changed::withLearningRate).orElse(changed);
      changed = temperature.map(changed::withTemperature).orElse(changed);
      changed = momentum.map(changed::withMomentum).orElse(changed);
      changed = patchDrop.map(changed::withPatchDrop).orElse(changed);
      return seed.map(changed::withSeed).orElse(changed);
    }
  }

  @Override
  public Integer call() throws IOException {
    EncoderConfig model = Architectures.preset(encoder);
    PatchGrid grid = settings.mels.map(model.grid()::withMels).orElse(model.grid());
    model = model.withGrid(settings.frames.map(grid::withFrames).orElse(grid));
    SsMastConfig config = settings.apply(read());
    FrontEndConfig frontEnd =
        FrontEndConfig.librosa().withMels(model.grid().mels()).withFrames(model.grid().frames());
    PrintWriter console = spec.commandLine().getOut();
    List<LoadedClip> clips = data.load(data.open().clips(), frontEnd, console);

    Pretrainer.Result result;
    try (ProgressBars progress = new ProgressBars()) {
      progress.begin(method + " " + encoder, config.steps());
      int batch = config.batchSize();
      long start = System.nanoTime();
      result =
          new Pretrainer(model, config)
              .run(
                  ClipData.features(clips),
                  (step, report) -> {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    progress.step(
                        "loss %.3f, %.0f clips/s"
                            .formatted(report.loss(), (step + 1) * batch / seconds));
                  });
    }
    new ModelDirectory(
            model,
            frontEnd.withStatistics(result.mean(), result.std()),
            List.of(),
            result.encoder())
        .write(out);
    Path history = out.resolveSibling(out.getFileName() + ".history.csv");
    AtomicFiles.write(history, csv(result.history()).getBytes(StandardCharsets.UTF_8));
    SsMast.Step last = result.history().get(result.history().size() - 1);
    console.println(
        "%s written after %d steps: loss %.3f (chance %.3f), spread %.2f; history in %s"
            .formatted(
                out,
                config.steps(),
                last.loss(),
                2 * Math.log(config.batchSize()),
                last.spread(),
                history));
    console.flush();
    return 0;
  }

  private SsMastConfig read() throws IOException {
    return configFile.isPresent() ? SsMastJson.read(configFile.get()) : SsMastConfig.paper();
  }

  private static String csv(List<SsMast.Step> history) {
    StringBuilder csv = new StringBuilder("step,loss,gradient_norm,spread\n");
    for (int i = 0; i < history.size(); i++) {
      SsMast.Step step = history.get(i);
      csv.append(i + 1).append(',').append(step.loss()).append(',');
      csv.append(step.gradientNorm()).append(',').append(step.spread()).append('\n');
    }
    return csv.toString();
  }
}
