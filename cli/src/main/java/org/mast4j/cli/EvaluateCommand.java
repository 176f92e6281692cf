package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioClassifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j evaluate}: scores a fine-tuned model. */
@Command(name = "evaluate", description = "Scores a fine-tuned model on labelled audio.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOptions dataOptions;
  @Mixin private LongClips longClips;

  @Mixin private ModelOption model;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Only the clips of this split of the CSV or layout: train, validation or test.")
  private Optional<String> split;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = {
        "Write the figures of each class, a picture of what was taken for what (index.html) and",
        "every clip's probabilities (predictions.csv) there."
      })
  private Optional<Path> report;

  @Override
  public Integer call() throws IOException {
    ClipData data = dataOptions.clips();
    StoredModel directory = model.read();
    if (directory.labels().isEmpty()) {
      throw new IOException(model.path() + ": an encoder without a classifier; fine-tune it first");
    }
    if (report.isPresent()) {
      EvaluationFolder.requireWritable(report.get(), List.of(model.path(), data.path()));
    }
    PrintWriter console = spec.commandLine().getOut();
    AudioDataset dataset = data.open(console);
    dataset.requireLabels();
    List<AudioClip> chosen = split.isPresent() ? dataset.of(parse(split.get())) : dataset.clips();
    if (chosen.isEmpty()) {
      throw new IOException(dataset.source() + ": no clip in split " + split.orElse(""));
    }
    ClassMatch classes = new ClassMatch(dataset.labels(), directory.labels());
    classes.requireKnown(dataset, chosen);
    ClipData.print(dataset, classes.remarks(), console);
    try (AudioClassifier classifier = new AudioClassifier(longClips.applyTo(directory))) {
      Predictions predictions = data.predict(classifier, chosen, console);
      Scores scores = new Scores(directory, predictions, classes, dataset.multiLabel());
      scores.print(console, split.orElse("overall"));
      scores.printConfusion(console);
      if (report.isPresent()) {
        String on = data.path() + split.map(name -> ", split " + name).orElse("");
        EvaluationFolder.write(
            report.get(),
            scores.report(model.path().toString(), on, "overall", List.of()),
            predictions);
        console.println(report.get().resolve(EvaluationFolder.PAGE) + " written");
        console.flush();
      }
    }
    return 0;
  }

  private Split parse(String name) {
    try {
      return Split.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--split \"" + name + "\"; expected train, validation or test");
    }
  }
}
