package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.weights.Weights;
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
      "class (or as the CSV or layout says), and keeps the epoch that does best on the validation",
      "split. Training sees the first window of each clip. The new model records what is looked at",
      "of longer ones: what --long-clips says, or else what does better on the validation split."
    })
final class FinetuneCommand implements Callable<Integer> {
  private static final String COLUMNS = "path,label,split";

  /** Keys whose options ask for a head that is trained by epochs. */
  private static final Set<String> STEPPED = Set.of("epochs", "optimizer", "learningRate");

  private CommandSpec spec;
  private ClipData data;
  @Mixin private DataOptions dataOptions;
  @Mixin private LongClips longClips;
  @Mixin private SetOption set;

  @Mixin private ModelOption model;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The new model.")
  private Path out;

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
      description = "adamw, sgd (Nesterov momentum 0.9) or lars (default: adamw).")
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

  @Spec
  void spec(CommandSpec commandSpec) {
    spec = commandSpec;
    SetOption.help(
        spec, Map.of("Keys, with their defaults:", Settings.describe(FineTuneConfig.class)));
  }

  @Override
  public Integer call() throws IOException {
    data = dataOptions.clips();
    FineTuneConfig config = config();
    OutputFile splitFile = CsvOutput.beside(out, ".split.csv", COLUMNS);
    List<Path> inputs = List.of(model.path(), data.path());
    Outputs.requireModel(out, inputs);
    Outputs.requireOutside(out, data.path());
    Outputs.requireFiles(List.of(splitFile), inputs);
    StoredModel start = longClips.applyTo(model.read());
    Outputs.requireRoom(out, start.weights());
    PrintWriter console = spec.commandLine().getOut();
    AudioDataset dataset = data.open(console);
    dataset.requireClassification();
    AudioDataset split = split(dataset, config.seed());
    split.requireSplits();
    printNews(split, dataset, console);
    List<String> labels = dataset.labels();
    LoadedClips clips = data.load(split.clips(), start.frontEnd(), console);
    AudioDataset usable = split.withClips(clips.clips());
    usable.requireSplits();
    printNews(usable, split, console);
    Map<Split, LinearProbe.Split> logMel = meanLogMels(clips, labels);
    FineTuner.Task task =
        new FineTuner.Task(
            labelled(of(clips, Split.TRAIN), labels),
            Optional.of(labelled(of(clips, Split.VALIDATION), labels)),
            labels.size());
    StoredModel tuned =
        StoredModel.builder(start.encoder(), start.frontEnd())
            .labels(labels)
            .windowing(start.windowing())
            .weights(tune(config, start, task))
            .build();
    TrainedModel.write(tuned, out);
    CsvOutput.write(splitFile, csv(split.clips()));

    Scores validation = score(tuned, of(clips, Split.VALIDATION), console);
    if (!longClips.isGiven()) {
      StoredModel first = tuned.withWindowing(Windowing.first(tuned.frontEnd()));
      Scores byFirst = score(first, of(clips, Split.VALIDATION), console);
      if (byFirst.figure() > validation.figure()) {
        console.printf(
            Locale.ROOT,
            "long clips go by their first window, which does better on the validation split than"
                + " windows along all of it (%s %.3f); --long-clips mean for the latter%n",
            validation.figureName(),
            validation.figure());
        tuned = first;
        validation = byFirst;
        TrainedModel.write(tuned, out);
      }
    }
    validation.print(console, "validation");
    Scores test = score(tuned, of(clips, Split.TEST), console);
    test.print(console, "test");
    test.printConfusion(console);
    printBaseline(logMel, labels.size(), console);
    console.println("%s written; its split is in %s".formatted(out, splitFile.path()));
    console.flush();
    return 0;
  }

  private static Map<Split, LinearProbe.Split> meanLogMels(LoadedClips clips, List<String> labels)
      throws IOException {
    Map<Split, LinearProbe.Split> logMels = new EnumMap<>(Split.class);
    for (Split part : Split.values()) {
      LoadedClips chosen = of(clips, part);
      logMels.put(
          part,
          new LinearProbe.Split(
              LinearProbe.meanLogMel(chosen.features()), ClipData.labels(chosen.clips(), labels)));
    }
    return logMels;
  }

  private static void printBaseline(
      Map<Split, LinearProbe.Split> logMel, int classes, PrintWriter console) {
    LinearProbe.Result baseline =
        LinearProbe.run(
            logMel.get(Split.TRAIN), logMel.get(Split.VALIDATION), logMel.get(Split.TEST), classes);
    console.println(
        String.format(
            Locale.ROOT,
            "for comparison, a linear probe on the mean log-mel: test accuracy %.3f",
            baseline.accuracy()));
  }

  private Weights tune(FineTuneConfig config, StoredModel start, FineTuner.Task task) {
    try (ProgressBars progress = new ProgressBars()) {
      progress.begin(
          config.mode() == TrainMode.HEAD ? "fine-tuning the head" : "fine-tuning",
          config.epochs());
      FineTuner.Listener listener =
          epoch ->
              progress.step(
                  String.format(
                      Locale.ROOT,
                      "loss %.3f, validation %.3f",
                      epoch.loss(),
                      epoch.validationScore().orElseThrow()));
      try (EncoderGraph classifier =
          new FineTuner(config)
              .run(start.encoder(), Optional.of(start.weights()), task, listener)) {
        return classifier.weights().copy();
      }
    }
  }

  private static void printNews(AudioDataset data, AudioDataset before, PrintWriter console) {
    List<String> known = before.remarks();
    ClipData.print(data, data.remarks().stream().filter(r -> !known.contains(r)).toList(), console);
  }

  /** The defaults with what the options say. */
  private FineTuneConfig config() {
    Map<String, Object> options = new LinkedHashMap<>();
    epochs.ifPresent(value -> options.put("epochs", value));
    optimizer.ifPresent(value -> options.put("optimizer", value));
    learningRate.ifPresent(value -> options.put("learningRate", value));
    seed.ifPresent(value -> options.put("seed", value));
    if (freeze) {
      options.put("mode", TrainMode.HEAD);
      options.put("solveHead", options.keySet().stream().noneMatch(STEPPED::contains));
    }
    return set.apply(values -> Settings.with(FineTuneConfig.standard(), values), options);
  }

  private AudioDataset split(AudioDataset dataset, long seed) throws IOException {
    if (validationShare.isEmpty()) {
      return dataset.split(seed, SplitShares.standard());
    }
    double share = validationShare.get();
    return dataset.clips().stream().anyMatch(clip -> clip.split().isPresent())
        ? dataset.withValidation(seed, share)
        : dataset.split(seed, new SplitShares(share, SplitShares.standard().test()));
  }

  private Scores score(StoredModel model, LoadedClips clips, PrintWriter console)
      throws IOException {
    try (AudioClassifier classifier = new AudioClassifier(model)) {
      ClassMatch classes = new ClassMatch(model.labels(), model.labels());
      return new Scores(model, data.predict(classifier, clips.clips(), console), classes, false);
    }
  }

  private static FineTuner.Labelled labelled(LoadedClips clips, List<String> names)
      throws IOException {
    return new FineTuner.Labelled(clips.source(), ClipData.labels(clips.clips(), names));
  }

  private static LoadedClips of(LoadedClips clips, Split split) {
    return clips.where(clip -> clip.split().equals(Optional.of(split)));
  }

  private static String csv(List<AudioClip> clips) {
    boolean segments = clips.stream().anyMatch(clip -> clip.segment().isPresent());
    StringBuilder csv = new StringBuilder(COLUMNS).append(segments ? ",start,end\n" : "\n");
    for (AudioClip clip : clips) {
      csv.append('"').append(clip.path().toAbsolutePath().toString().replace("\"", "\"\""));
      csv.append("\",\"").append(clip.label().orElseThrow().replace("\"", "\"\"")).append("\",");
      csv.append(clip.split().orElseThrow().name().toLowerCase(Locale.ROOT));
      if (segments) {
        csv.append(clip.segment().map(s -> "," + s.start() + "," + s.end()).orElse(",,"));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
