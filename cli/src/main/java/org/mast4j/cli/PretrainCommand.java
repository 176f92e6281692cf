package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mast4j.cli.doctor.Doctor;
import org.mast4j.cli.runs.RunComparison;
import org.mast4j.cli.runs.RunFolder;
import org.mast4j.cli.runs.RunRecorder;
import org.mast4j.cli.runs.RunSummary;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
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
      "Pre-trains an encoder on unlabelled audio and writes a model directory, and beside it DIR.run:",
      "settings, versions, what each step reported, curves. Settings that neither an option nor",
      "--config names are the method's defaults: the paper's. Each: docs/settings.md."
    })
final class PretrainCommand implements Callable<Integer> {
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR|CSV",
      description = "Any tree of audio, or a CSV path,label[,split].")
  private Optional<Path> dataPath = Optional.empty();

  @Mixin private DatasetOptions dataset;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      converter = MethodName.class,
      completionCandidates = MethodName.class,
      description = "${COMPLETION-CANDIDATES} (default: " + Methods.DEFAULT + ").")
  private Optional<Method> method = Optional.empty();

  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      completionCandidates = EncoderNames.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Optional<String> encoder = Optional.empty();

  @Option(
      names = "--front-end",
      paramLabel = "NAME",
      converter = FrontEndChoice.KindConverter.class,
      description = "One of: ${COMPLETION-CANDIDATES} (default: the one of the encoder's family).")
  private Optional<FrontEndChoice.Kind> frontEnd = Optional.empty();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The model directory.")
  private Path out;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The run as YAML, or settings as JSON such as search writes; its relative paths are those of",
        "its folder. Options and --set override it."
      })
  private Optional<Path> configFile = Optional.empty();

  @Option(
      names = "--resume",
      description = "Go on with an interrupted run; repeat its other options.")
  private boolean resume;

  @Option(
      names = "--checkpoint-every",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "MINUTES",
      defaultValue = "10",
      description = "How often to save the run to DIR.run (default: ${DEFAULT-VALUE}).")
  private int checkpointMinutes;

  @Option(
      names = "--frames",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Frames of 10 ms a clip.")
  private Optional<Integer> frames = Optional.empty();

  @Option(
      names = "--mels",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Mel bins.")
  private Optional<Integer> mels = Optional.empty();

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
    keys.put("Keys of the run:", Settings.describe(RunSections.class));
    keys.put("Keys of the encoder: encoder.NAME, with the names of its config.json.", List.of());
    SetOption.help(spec, keys);
  }

  @Override
  public Integer call() throws IOException {
    RunConfig config = config();
    PretrainingSettings settings = config.settings();
    RunFolder folder = new RunFolder(Outputs.beside(out, RunFolder.SUFFIX));
    Path source = Path.of(config.sections().data().path().orElseThrow());
    List<Path> inputs = Stream.concat(Stream.of(source), configFile.stream()).toList();
    Outputs.requireModel(out, inputs);
    Outputs.requireOutside(out, source);
    folder.requireWritable();
    Path checkpoint = UnfinishedRun.directory(out, folder, resume);
    EncoderGraph.shapes(settings.encoder(), Optional.empty()); // refuses what it can't serve
    FrontEndConfig hearing = frontEnd(config);
    PrintWriter console = spec.commandLine().getOut();
    Pretrainer pretrainer =
        new Pretrainer(
            settings,
            RunSettings.standard().withCheckpointMinutes(checkpointMinutes),
            Optional.empty());
    ClipData data = new ClipData(config.sections().data());
    AudioDataset found = data.open(console);
    pretrainer.requireBatch(found.clips().size());
    boolean labelled = Methods.byName(settings.method().method()).needsLabels();
    if (labelled) {
      found.requireClassification();
    }
    LoadedClips clips = data.load(found.clips(), hearing, console);
    TrainingClips training =
        (labelled
                ? TrainingClips.labelled(
                    clips.source(),
                    ClipData.labels(clips.clips(), found.labels()),
                    found.labels().size())
                : TrainingClips.unlabelled(clips.source()))
            .withNames(clips.clips().stream().map(clip -> clip.path().toString()).toList());

    Optional<Pretrainer.Result> result;
    try (Interruption interruption = new Interruption();
        ProgressBars progress = new ProgressBars();
        RunRecorder recorder =
            RunRecorder.begin(folder, config.toJson(), Doctor.machine(version()), resume)) {
      CheckpointPolicy checkpoints = new CheckpointPolicy(checkpoint, interruption::requested);
      progress.begin(settings.method().method() + " " + config.preset(), settings.method().steps());
      result =
          pretrainer.run(
              training, checkpoints, new RunProgress(progress, recorder, settings.method()));
      if (result.isEmpty()) {
        progress.close();
        console.println();
        console.println(
            "interrupted; %s holds what was done, the same command with --resume goes on"
                .formatted(checkpoint));
        console.flush();
        return 1;
      }
      write(result.get(), settings.encoder(), hearing);
      recorder.end(result.get().reason().words());
      new RunComparison(
              List.of(
                  RunSummary.read(
                      folder, out.toAbsolutePath().normalize().getFileName().toString())))
          .report(folder.report())
          .writeHtml(folder.report());
    }
    Checkpoints.delete(checkpoint);
    report(result.get(), settings.method(), folder, console);
    return 0;
  }

  /** MAST4J's own. */
  private String version() {
    return spec.root().version()[0].replace("mast4j ", "");
  }

  private void write(Pretrainer.Result result, EncoderConfig model, FrontEndConfig frontEnd)
      throws IOException {
    FrontEndConfig normalized = frontEnd.withStatistics(result.mean(), result.std());
    TrainedModel.write(new StoredModel(model, normalized, List.of(), result.encoder()), out);
  }

  private void report(
      Pretrainer.Result result, MethodConfig config, RunFolder folder, PrintWriter console) {
    List<Metrics> steps = result.history().steps();
    Metrics last = steps.get(steps.size() - 1);
    console.println(
        "%s written after %d steps: %s; the run is in %s"
            .formatted(out, steps.size(), config.summary(last), folder.path()));
    console.flush();
  }

  /** The defaults, then the file's settings, then the options'. */
  private RunConfig config() throws IOException {
    Optional<String> methodName = method.map(Method::name);
    encoder.ifPresent(this::requirePreset);
    RunConfig start =
        configFile.isPresent()
            ? RunConfig.read(configFile.get(), methodName, encoder)
            : RunConfig.of(methodName.orElse(Methods.DEFAULT), namedEncoder());
    RunConfig config = set.apply(start::with, values());
    if (config.sections().data().path().isEmpty()) {
      throw wrongUsage("no data; name it by --data, or as data: {path: ...} in --config");
    }
    return config;
  }

  private String namedEncoder() {
    return encoder.orElseThrow(
        () -> wrongUsage("no encoder; name one by --encoder, or as encoder in --config"));
  }

  private void requirePreset(String name) {
    try {
      Architectures.preset(name);
    } catch (IllegalArgumentException e) {
      throw wrongUsage("--encoder: " + e.getMessage());
    }
  }

  /** What the options say, by the keys that they set. */
  private Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>(options.values());
    dataPath.ifPresent(path -> values.put("data.path", path.toString()));
    dataset.values().forEach((key, value) -> values.put("data." + key, value));
    frontEnd.ifPresent(kind -> values.put("frontEnd", kind.toString()));
    frames.ifPresent(value -> values.put("frames", value));
    mels.ifPresent(value -> values.put("mels", value));
    return values;
  }

  private FrontEndConfig frontEnd(RunConfig config) {
    FrontEndConfig chosen = config.frontEnd();
    int read = config.settings().encoder().grid().mels();
    if (chosen.width() != read) {
      throw wrongUsage(
          "--front-end %1$s gives %2$d values a frame, the encoder reads %3$d; add --mels %2$d"
              .formatted(config.sections().frontEnd().orElseThrow(), chosen.width(), read));
    }
    return chosen;
  }

  private ParameterException wrongUsage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
