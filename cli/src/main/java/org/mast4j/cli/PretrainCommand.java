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
import org.mast4j.cli.runs.RunFolder;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.zoo.Architectures;
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
      description = {
        "Go on with an interrupted run: --out DIR is enough; other options may be repeated, and what",
        "ends or saves the run may be changed."
      })
  private boolean resume;

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
  @Mixin private RunOptions runOptions;
  @Mixin private CheckpointingOption checkpointing;
  @Mixin private UiOption ui;
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
    if (resume) {
      UnfinishedRun.requireAny(out);
    }
    RunConfig config = config();
    FrontEndConfig hearing = frontEnd(config);
    requireOutputs(config.sections());
    PrintWriter console = spec.commandLine().getOut();
    try (UiOption.Shown shown = ui.start(console)) {
      checkpointing.explain(console);
      boolean ended =
          new PretrainRun(config, hearing, out, shown, console)
              .call(resume, Doctor.machine(version()));
      return ended ? 0 : 1;
    }
  }

  private void requireOutputs(RunSections sections) throws IOException {
    List<Path> data =
        Stream.of(sections.data(), sections.monitorData())
            .flatMap(settings -> settings.path().stream())
            .map(Path::of)
            .toList();
    Outputs.requireModel(out, Stream.concat(data.stream(), configFile.stream()).toList());
    for (Path source : data) {
      Outputs.requireOutside(out, source);
    }
    UnfinishedRun.folder(out).requireWritable();
  }

  /** MAST4J's own. */
  private String version() {
    return spec.root().version()[0].replace("mast4j ", "");
  }

  /** The defaults, then the file's settings, then the options'. */
  private RunConfig config() throws IOException {
    Optional<String> methodName = method.map(Method::name);
    encoder.ifPresent(this::requirePreset);
    Optional<Path> file = file();
    RunConfig start =
        file.isPresent()
            ? RunConfig.read(file.get(), methodName, encoder)
            : RunConfig.of(methodName.orElse(Methods.DEFAULT), namedEncoder());
    return set.apply(values -> start.with(values).whole(), values());
  }

  /** What settings start from: the run's own where it goes on and no other start is named. */
  private Optional<Path> file() throws IOException {
    RunFolder folder = UnfinishedRun.folder(out);
    boolean own = resume && encoder.isEmpty() && configFile.isEmpty() && folder.isOurs();
    return own ? Optional.of(folder.settings()) : configFile;
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
    values.putAll(runOptions.values());
    if (checkpointing.isGiven()) {
      values.put("run.gradientCheckpointing", true);
    }
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
