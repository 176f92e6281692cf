package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.zoo.StoredModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j finetune}: transfer learning on labelled audio. */
@Command(
    name = "finetune",
    description = {
      "Trains a classifier from a model directory on labelled audio, split 70/10/20 within each",
      "class (or as the CSV or layout says), and keeps what does best on the validation split: of",
      "the epochs, and of the head alone or all weights. Clips may have several classes. Training",
      "sees the first window of each clip. The new model records what is looked at of longer ones:",
      "what --long-clips says, or else what does better on the validation split. docs/finetuning.md"
    })
final class FinetuneCommand implements Callable<Integer> {
  /** Keys whose options ask for a head that is trained by epochs. */
  private static final Set<String> STEPPED = Set.of("epochs", "optimizer", "learningRate");

  private CommandSpec spec;
  @Mixin private DataOptions dataOptions;
  @Mixin private LongClips longClips;
  @Mixin private SetOption set;
  @Mixin private UiOption ui;

  @Mixin private ModelOption model;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The new model.")
  private Path out;

  @Option(
      names = "--config",
      paramLabel = "YAML",
      description = {
        "Keys of --set as a file of YAML or JSON, as search writes it; the other options go first."
      })
  private Optional<Path> config;

  @Option(names = "--freeze", description = "Train the head alone.")
  private boolean freeze;

  @Option(
      names = "--epochs",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Passes over the data (default: 20).")
  private Optional<Integer> epochs;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "adamw, adam (as AST's), sgd (Nesterov momentum 0.9) or lars (default: adamw).")
  private Optional<OptimizerKind> optimizer;

  @Option(
      names = "--lr",
      converter = Bounds.Positive.class,
      paramLabel = "X",
      description = "Peak learning rate (default: 3e-4; 3e-2 for sgd, 0.2 for lars).")
  private Optional<Double> learningRate;

  @Option(
      names = "--validation-share",
      paramLabel = "X",
      converter = Bounds.Part.class,
      description = {
        "Validate on this share of each class: of its training clips where the CSV, folders or",
        "layout name no validation split, of all its clips where they name no split (default: 0.1)."
      })
  private Optional<Double> validationShare;

  @Option(
      names = "--seed",
      converter = Bounds.Seed.class,
      paramLabel = "N",
      description = "Of split, head and order of clips (default: 1).")
  private Optional<Long> seed;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write the test split's figures, picture and probabilities as evaluate does.")
  private Optional<Path> report;

  @Option(
      names = "--resume",
      description = "Go on with an interrupted run; repeat its other options.")
  private boolean resume;

  @Option(
      names = "--checkpoint-every",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "MINUTES",
      defaultValue = "10",
      description = {
        "How often to save the run, behind an epoch, to DIR.checkpoint (default: ${DEFAULT-VALUE})."
      })
  private int checkpointMinutes;

  @Mixin private CheckpointingOption checkpointing;

  @Spec
  void spec(CommandSpec commandSpec) {
    spec = commandSpec;
    SetOption.help(
        spec, Map.of("Keys, with their defaults:", Settings.describe(FineTuneConfig.class)));
  }

  @Override
  public Integer call() throws IOException {
    ClipData data = dataOptions.clips();
    FineTuneConfig settings = settings();
    FinetuneOutputs outputs = FinetuneOutputs.of(out, report);
    outputs.requireWritable(model.path(), data.path(), resume);
    StoredModel start = longClips.applyTo(model.read());
    Outputs.requireRoom(out, start.weights());
    PrintWriter console = spec.commandLine().getOut();
    FinetuneRun run = new FinetuneRun(settings, start, data, outputs, console);
    boolean before = Engines.isRecomputing();
    Engines.recompute(before || checkpointing.isGiven());
    try (UiOption.Shown shown = ui.start(console)) {
      checkpointing.explain(console);
      boolean ended =
          run.call(
              new FinetuneRun.How(
                  validationShare, !longClips.isGiven(), resume, checkpointMinutes, shown));
      return ended ? 0 : 1;
    } finally {
      Engines.recompute(before);
    }
  }

  /** The defaults with what the file, and before it the options say. */
  private FineTuneConfig settings() throws IOException {
    FineTuneConfig standard = FineTuneConfig.standard();
    FineTuneConfig base =
        config.isPresent()
            ? SettingsFile.read(config.get(), document -> Settings.read(standard, document))
            : standard;
    Map<String, Object> options = new LinkedHashMap<>();
    epochs.ifPresent(value -> options.put("epochs", value));
    optimizer.ifPresent(value -> options.put("optimizer", value));
    learningRate.ifPresent(value -> options.put("learningRate", value));
    seed.ifPresent(value -> options.put("seed", value));
    if (freeze) {
      options.put("mode", TrainMode.HEAD);
      options.put("solveHead", options.keySet().stream().noneMatch(STEPPED::contains));
    }
    return set.apply(values -> Settings.with(base, values), options);
  }
}
