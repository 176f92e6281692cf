package org.mast4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ModelDirectory;
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
      "class (or as the CSV or layout says), keeps the epoch that does best on the validation split, and",
      "reports accuracy on the test split."
    })
final class FinetuneCommand implements Callable<Integer> {
  private static final String COLUMNS = "path,label,split";

  @Spec private CommandSpec spec;
  @Mixin private ClipData data;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "To start from.")
  private Path model;

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
      defaultValue = "adamw",
      description = "adamw, or sgd (Nesterov momentum 0.9); (default: ${DEFAULT-VALUE}).")
  private OptimizerKind optimizer;

  @Option(
      names = "--lr",
      converter = Bounds.Positive.class,
      paramLabel = "X",
      description = "Peak learning rate (default: 3e-4; 3e-2 for sgd).")
  private Optional<Double> learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of split, head and order of clips (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    OutputFile splitFile = CsvOutput.beside(out, ".split.csv", COLUMNS);
    List<Path> inputs = List.of(model, data.path());
    Outputs.requireModel(out, inputs);
    Outputs.requireOutside(out, data.path());
    Outputs.requireFiles(List.of(splitFile), inputs);
    ModelDirectory start = ModelDirectory.read(model);
    Outputs.requireRoom(out, start.weights());
    PrintWriter console = spec.commandLine().getOut();
    AudioDataset dataset = data.open(console);
    dataset.requireClassification();
    AudioDataset split = dataset.split(seed, SplitShares.standard());
    List<String> labels = dataset.labels();
    LoadedClips clips = data.load(split.clips(), start.frontEnd(), console);
    LinearProbe.Split[] logMel = new LinearProbe.Split[Split.values().length];
    for (Split part : Split.values()) {
      LoadedClips chosen = of(clips, part);
      if (chosen.clips().isEmpty()) {
        throw new IOException(
            dataset.source() + ": no clip in the " + part + " split; add clips or name splits");
      }
      logMel[part.ordinal()] =
          new LinearProbe.Split(
              LinearProbe.meanLogMel(chosen.features()), ClipData.labels(chosen.clips(), labels));
    }

    FineTuneConfig config =
        FineTuneConfig.standard().withFreezeEncoder(freeze).withSeed(seed).withOptimizer(optimizer);
    config = epochs.map(config::withEpochs).orElse(config);
    config = learningRate.map(config::withLearningRate).orElse(config);
    FineTuner.Task task =
        new FineTuner.Task(
            labelled(of(clips, Split.TRAIN), labels),
            Optional.of(labelled(of(clips, Split.VALIDATION), labels)),
            labels.size());
    EncoderGraph classifier;
    try (ProgressBars progress = new ProgressBars()) {
      progress.begin(freeze ? "fine-tuning the head" : "fine-tuning", config.epochs());
      classifier =
          new FineTuner(config)
              .run(
                  start.encoder(),
                  Optional.of(start.weights()),
                  task,
                  epoch ->
                      progress.step(
                          String.format(
                              Locale.ROOT,
                              "loss %.3f, validation %.3f",
                              epoch.loss(),
                              epoch.validationAccuracy().orElseThrow())));
    }
    TrainedModel.write(
        new ModelDirectory(start.encoder(), start.frontEnd(), labels, classifier.weights()), out);
    CsvOutput.write(splitFile, csv(split.clips()));

    Scores.print(console, "validation", classifier, of(clips, Split.VALIDATION), labels, false);
    Scores.print(console, "test", classifier, of(clips, Split.TEST), labels, true);
    LinearProbe.Result baseline =
        LinearProbe.run(
            logMel[Split.TRAIN.ordinal()],
            logMel[Split.VALIDATION.ordinal()],
            logMel[Split.TEST.ordinal()],
            labels.size());
    console.println(
        String.format(
            Locale.ROOT,
            "for comparison, a linear probe on the mean log-mel: test accuracy %.3f",
            baseline.accuracy()));
    console.println("%s written; its split is in %s".formatted(out, splitFile.path()));
    console.flush();
    return 0;
  }

  private static FineTuner.Labelled labelled(LoadedClips clips, List<String> names)
      throws IOException {
    return new FineTuner.Labelled(clips.features(), ClipData.labels(clips.clips(), names));
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
