package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.mast4j.arbiter.SsMastJson;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.Checkpoints;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ModelDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mast4j pretrain}: self-supervised pre-training on unlabelled audio. */
@Command(
    name = "pretrain",
    description = {
      "Pre-trains an encoder on unlabelled audio and writes a model directory. Settings that neither",
      "an option nor --config names are the paper's."
    })
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

  @Option(
      names = "--resume",
      description = "Go on with an interrupted run; repeat its other options.")
  private boolean resume;

  @Option(
      names = "--checkpoint-every",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "MINUTES",
      defaultValue = "10",
      description = "How often to save the run to DIR.checkpoint (default: ${DEFAULT-VALUE}).")
  private int checkpointMinutes;

  // No ArgGroup: an option of one that is given twice would reset all others.
  @Mixin private Settings settings;

  /** What overrides the settings file, or else the paper's values. */
  static final class Settings {
    @Option(
        names = "--steps",
        converter = Bounds.AtLeastOne.class,
        paramLabel = "N",
        description = "Optimiser steps.")
    Optional<Integer> steps = Optional.empty();

    @Option(
        names = "--batch",
        converter = Bounds.AtLeastTwo.class,
        paramLabel = "N",
        description = "Clips of a step.")
    Optional<Integer> batch = Optional.empty();

    @Option(
        names = "--lr",
        converter = Bounds.Positive.class,
        paramLabel = "X",
        description = "Peak learning rate.")
    Optional<Double> learningRate = Optional.empty();

    @Option(
        names = "--temperature",
        converter = Bounds.Positive.class,
        paramLabel = "X",
        description = "Of the contrastive loss.")
    Optional<Double> temperature = Optional.empty();

    @Option(
        names = "--momentum",
        converter = Bounds.Share.class,
        paramLabel = "X",
        description = "Of the teacher.")
    Optional<Double> momentum = Optional.empty();

    @Option(
        names = "--patch-drop",
        converter = Bounds.Share.class,
        paramLabel = "X",
        description = "Share of patches dropped.")
    Optional<Double> patchDrop = Optional.empty();

    @Option(
        names = "--patch-drop-mode",
        paramLabel = "MODE",
        description = {
          "grid: as many of every row (default); free: any patches, as published (ast-* alone);",
          "mask: none goes, a learned token takes their place."
        })
    Optional<PatchDrop.Mode> patchDropMode = Optional.empty();

    @Option(
        names = "--queue",
        converter = Bounds.AtLeastZero.class,
        paramLabel = "N",
        description = "Past keys as negatives (MoCo).")
    Optional<Integer> queue = Optional.empty();

    @Option(
        names = "--seed",
        converter = Bounds.Seed.class,
        paramLabel = "N",
        description = "Of weights, batches, views.")
    Optional<Long> seed = Optional.empty();

    @Option(
        names = "--frames",
        converter = Bounds.AtLeastOne.class,
        paramLabel = "N",
        description = "Frames of 10 ms a clip.")
    Optional<Integer> frames = Optional.empty();

    @Option(
        names = "--mels",
        converter = Bounds.AtLeastOne.class,
        paramLabel = "N",
        description = "Mel bins.")
    Optional<Integer> mels = Optional.empty();

    SsMastConfig apply(SsMastConfig config) {
      SsMastConfig changed = steps.map(config::withSteps).orElse(config);
      changed = batch.map(changed::withBatchSize).orElse(changed);
      changed = learningRate.map(changed::withLearningRate).orElse(changed);
      changed = temperature.map(changed::withTemperature).orElse(changed);
      changed = momentum.map(changed::withMomentum).orElse(changed);
      changed = patchDrop.map(changed::withPatchDrop).orElse(changed);
      changed = patchDropMode.map(changed::withPatchDropMode).orElse(changed);
      changed = queue.map(changed::withQueueSize).orElse(changed);
      return seed.map(changed::withSeed).orElse(changed);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<String> metrics = Methods.byName(method.toString()).metricNames();
    OutputFile history = CsvOutput.beside(out, ".history.csv", columns(metrics));
    List<Path> inputs = Stream.concat(Stream.of(data.path()), configFile.stream()).toList();
    Outputs.requireModel(out, inputs);
    Outputs.requireOutside(out, data.path());
    Outputs.requireFiles(List.of(history), inputs);
    EncoderConfig model = preset();
    PatchGrid grid = settings.mels.map(model.grid()::withMels).orElse(model.grid());
    model = model.withGrid(settings.frames.map(grid::withFrames).orElse(grid));
    EncoderGraph.shapes(model, Optional.empty()); // refuses what it can't serve, before any audio
    SsMastConfig config = overridden(read());
    FrontEndConfig frontEnd =
        FrontEndConfig.librosa().withMels(model.grid().mels()).withFrames(model.grid().frames());
    Path checkpoint = checkpointDirectory();
    PrintWriter console = spec.commandLine().getOut();
    Pretrainer pretrainer = new Pretrainer(model, config);
    AudioDataset dataset = data.open(console);
    pretrainer.requireBatch(dataset.clips().size());
    LoadedClips clips = data.load(dataset.clips(), frontEnd, console);

    Optional<Pretrainer.Result> result;
    try (Interruption interruption = new Interruption();
        ProgressBars progress = new ProgressBars()) {
      Checkpoints checkpoints =
          new Checkpoints(
              checkpoint, Duration.ofMinutes(checkpointMinutes), interruption::requested);
      progress.begin(method + " " + encoder, config.steps());
      result = pretrainer.run(clips.source(), checkpoints, reporter(progress, config));
      if (result.isEmpty()) {
        progress.close();
        console.println();
        console.println(
            "interrupted; %s holds what was done, the same command with --resume goes on"
                .formatted(checkpoint));
        console.flush();
        return 1;
      }
      write(result.get(), model, frontEnd);
      CsvOutput.write(history, csv(metrics, result.get().history()));
    }
    Checkpoints.delete(checkpoint);
    report(result.get(), config, history.path(), console);
    return 0;
  }

  /** Where an unfinished run saves itself; refuses to overwrite one, or to resume none. */
  private Path checkpointDirectory() throws IOException {
    Path directory = Outputs.beside(out, ".checkpoint");
    Checkpoints.requireWritable(directory);
    boolean unfinished = Checkpoints.exists(directory);
    if (unfinished && !resume) {
      throw new IOException(
          directory + ": holds an unfinished run; add --resume to go on with it, or delete it");
    }
    if (resume && !unfinished) {
      throw new IOException(directory + ": no unfinished run to resume; leave --resume out");
    }
    return directory;
  }

  private static Pretrainer.Listener reporter(ProgressBars progress, MethodConfig config) {
    long start = System.nanoTime();
    AtomicInteger steps = new AtomicInteger();
    return (step, report) -> {
      double seconds = (System.nanoTime() - start) / 1e9;
      int done = steps.incrementAndGet();
      progress.stepTo(
          step + 1,
          String.format(
              Locale.ROOT,
              "%s, %.0f clips/s",
              config.summary(report),
              done * config.batchSize() / seconds));
    };
  }

  private void write(Pretrainer.Result result, EncoderConfig model, FrontEndConfig frontEnd)
      throws IOException {
    FrontEndConfig normalized = frontEnd.withStatistics(result.mean(), result.std());
    TrainedModel.write(new ModelDirectory(model, normalized, List.of(), result.encoder()), out);
  }

  private void report(
      Pretrainer.Result result, MethodConfig config, Path history, PrintWriter console) {
    Metrics last = result.history().get(result.history().size() - 1);
    console.println(
        "%s written after %d steps: %s; history in %s"
            .formatted(out, config.steps(), config.summary(last), history));
    console.flush();
  }

  private SsMastConfig read() throws IOException {
    return configFile.isPresent() ? SsMastJson.read(configFile.get()) : SsMastConfig.paper();
  }

  private EncoderConfig preset() {
    try {
      return Architectures.preset(encoder);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--encoder: " + e.getMessage(), e);
    }
  }

  private SsMastConfig overridden(SsMastConfig config) {
    try {
      return settings.apply(config);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String columns(List<String> metrics) {
    return "step," + String.join(",", metrics);
  }

  private static String csv(List<String> metrics, List<Metrics> history) {
    StringBuilder csv = new StringBuilder(columns(metrics) + "\n");
    for (int i = 0; i < history.size(); i++) {
      csv.append(i + 1);
      for (String metric : metrics) {
        csv.append(',').append(history.get(i).get(metric));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
