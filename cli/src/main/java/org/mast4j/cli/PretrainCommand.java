package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.pretrain.CheckpointPolicy;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.RunSettings;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
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
      "an option nor --config names are the method's defaults: the paper's."
    })
final class PretrainCommand implements Callable<Integer> {
  private CommandSpec spec;
  @Mixin private ClipData data;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = Methods.DEFAULT,
      converter = MethodName.class,
      completionCandidates = MethodName.class,
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Method method;

  @Option(
      names = "--encoder",
      required = true,
      paramLabel = "NAME",
      completionCandidates = EncoderNames.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private String encoder;

  @Option(
      names = "--front-end",
      paramLabel = "NAME",
      converter = FrontEndChoice.KindConverter.class,
      description = "One of: ${COMPLETION-CANDIDATES} (default: the one of the encoder's family).")
  private Optional<FrontEndChoice.Kind> frontEndKind;

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

  @Option(
      names = "--frames",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Frames of 10 ms a clip.")
  private Optional<Integer> frames;

  @Option(
      names = "--mels",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Mel bins.")
  private Optional<Integer> mels;

  // No ArgGroup: an option of one that is given twice would reset all others.
  @Mixin private PretrainOptions options;
  @Mixin private SetOption set;

  @Spec
  void spec(CommandSpec commandSpec) {
    spec = commandSpec;
    Map<String, List<SettingInfo>> keys = new LinkedHashMap<>();
    for (String name : Methods.names()) {
      keys.put(
          "Keys of " + name + ", with their defaults:",
          Settings.describe((Record) Methods.byName(name).defaults()));
    }
    keys.put("Keys of the encoder: encoder.NAME, with the names of its config.json.", List.of());
    SetOption.help(spec, keys);
  }

  @Override
  public Integer call() throws IOException {
    MetricsCsv csv = new MetricsCsv(method.metricNames());
    OutputFile history = CsvOutput.beside(out, ".history.csv", csv.columns());
    List<Path> inputs = Stream.concat(Stream.of(data.path()), configFile.stream()).toList();
    Outputs.requireModel(out, inputs);
    Outputs.requireOutside(out, data.path());
    Outputs.requireFiles(List.of(history), inputs);
    PretrainingSettings settings = settings();
    EncoderConfig model = settings.encoder();
    MethodConfig config = settings.method();
    EncoderGraph.shapes(model, Optional.empty()); // refuses what it can't serve, before any audio
    FrontEndConfig frontEnd = frontEnd(model);
    Path checkpoint = UnfinishedRun.directory(out, resume);
    PrintWriter console = spec.commandLine().getOut();
    Pretrainer pretrainer =
        new Pretrainer(
            settings,
            RunSettings.standard().withCheckpointMinutes(checkpointMinutes),
            Optional.empty());
    AudioDataset dataset = data.open(console);
    pretrainer.requireBatch(dataset.clips().size());
    LoadedClips clips = data.load(dataset.clips(), frontEnd, console);

    Optional<Pretrainer.Result> result;
    try (Interruption interruption = new Interruption();
        ProgressBars progress = new ProgressBars()) {
      CheckpointPolicy checkpoints = new CheckpointPolicy(checkpoint, interruption::requested);
      progress.begin(method.name() + " " + encoder, config.steps());
      TrainingClips training =
          TrainingClips.unlabelled(clips.source())
              .withNames(clips.clips().stream().map(clip -> clip.path().toString()).toList());
      result = pretrainer.run(training, checkpoints, reporter(progress, config));
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
      CsvOutput.write(history, csv.of(result.get().history().steps()));
    }
    Checkpoints.delete(checkpoint);
    report(result.get(), config, history.path(), console);
    return 0;
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
    TrainedModel.write(new StoredModel(model, normalized, List.of(), result.encoder()), out);
  }

  private void report(
      Pretrainer.Result result, MethodConfig config, Path history, PrintWriter console) {
    List<Metrics> steps = result.history().steps();
    Metrics last = steps.get(steps.size() - 1);
    console.println(
        "%s written after %d steps: %s; history in %s"
            .formatted(out, steps.size(), config.summary(last), history));
    console.flush();
  }

  /** The defaults, then the file's settings, then the options'. */
  private PretrainingSettings settings() throws IOException {
    PretrainingSettings settings = new PretrainingSettings(onGrid(preset()), method.defaults());
    if (configFile.isPresent()) {
      settings = settings.with(configFile.get());
    }
    return set.apply(settings::with, options.values());
  }

  private FrontEndConfig frontEnd(EncoderConfig model) {
    FrontEndConfig frontEnd =
        frontEndKind.map(kind -> kind.over(model.grid())).orElseGet(model::frontEnd);
    if (frontEnd.width() != model.grid().mels()) {
      throw new ParameterException(
          spec.commandLine(),
          "--front-end %1$s gives %2$d values a frame, the encoder reads %3$d; add --mels %2$d"
              .formatted(frontEndKind.orElseThrow(), frontEnd.width(), model.grid().mels()));
    }
    return frontEnd;
  }

  private EncoderConfig onGrid(EncoderConfig model) {
    PatchGrid grid = mels.map(model.grid()::withMels).orElse(model.grid());
    return model.withGrid(frames.map(grid::withFrames).orElse(grid));
  }

  private EncoderConfig preset() {
    try {
      return Architectures.preset(encoder);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--encoder: " + e.getMessage(), e);
    }
  }
}
