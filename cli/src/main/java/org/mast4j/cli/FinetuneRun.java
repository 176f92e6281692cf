package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.dl4j.TrainingListeners;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.Saving;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.inference.AudioClassifier;

/** The work of {@code finetune}, from settings and clips to a model and what it scores. */
final class FinetuneRun {
  private final FineTuneConfig config;
  private final StoredModel start;
  private final ClipData data;
  private final FinetuneOutputs outputs;
  private final PrintWriter console;

  /** What is said of the run beside its scores. */
  private final List<String> remarks = new ArrayList<>();

  /**
   * A run to {@link #call}.
   *
   * @param start the model to start from, with what is to be looked at of long clips
   * @param outputs to which it is known that a run may write
   */
  FinetuneRun(
      FineTuneConfig config,
      StoredModel start,
      ClipData data,
      FinetuneOutputs outputs,
      PrintWriter console) {
    this.config = config;
    this.start = start;
    this.data = data;
    this.outputs = outputs;
    this.console = console;
  }

  /**
   * How a run goes.
   *
   * @param validationShare of the training clips to validate on, if any
   * @param chooseWindows whether the validation split says what is looked at of long clips
   * @param resume whether a run goes on, and doesn't begin
   * @param checkpointMinutes between two checkpoints
   * @param ui that shows it
   */
  record How(
      Optional<Double> validationShare,
      boolean chooseWindows,
      boolean resume,
      int checkpointMinutes,
      UiOption.Shown ui) {}

  /**
   * Refuses before audio is read what can be refused, then trains, writes the model and scores it.
   *
   * @return whether it came to its end, and wasn't interrupted
   */
  boolean call(How how) throws IOException {
    FineTuner tuner = new FineTuner(config);
    if (how.resume()) {
      tuner.requireSame(outputs.checkpoint(), start.encoder(), Optional.of(start.weights()));
    }
    SplitClips clips =
        SplitClips.load(data, start.frontEnd(), config.seed(), how.validationShare(), console);
    MeanLogMel baseline = new MeanLogMel(clips);
    Optional<StoredModel> trained = train(tuner, clips, how);
    if (trained.isEmpty()) {
      return false;
    }
    remarks.forEach(console::println);
    StoredModel tuned = trained.get();
    Scores validation = score(tuned, clips, Split.VALIDATION);
    if (how.chooseWindows()) {
      StoredModel first = tuned.withWindowing(Windowing.first(tuned.frontEnd()));
      Scores byFirst = score(first, clips, Split.VALIDATION);
      if (byFirst.figure() > validation.figure()) {
        sayFirst(validation);
        tuned = first;
        validation = byFirst;
        TrainedModel.write(tuned, outputs.model());
      }
    }
    validation.print(console, "validation");
    Scores test = score(tuned, clips, Split.TEST);
    test.print(console, "test");
    test.printConfusion(console);
    String comparison = baseline.sentence();
    console.println(comparison);
    remarks.add(comparison);
    if (outputs.report().isPresent()) {
      write(outputs.report().get(), test);
    }
    Checkpoints.delete(outputs.checkpoint());
    console.println(
        "%s written; its split is in %s".formatted(outputs.model(), outputs.split().path()));
    console.flush();
    return true;
  }

  /** Trains and writes the model; empty if it was interrupted. */
  private Optional<StoredModel> train(FineTuner tuner, SplitClips clips, How how)
      throws IOException {
    FineTuner.Task task = clips.task();
    try (Interruption interruption = new Interruption(console);
        ProgressBars bars = new ProgressBars()) {
      FinetuneProgress progress = new FinetuneProgress(bars, config, task.score());
      Optional<EncoderGraph> ended =
          tuner.run(
              start.encoder(),
              Optional.of(start.weights()),
              task,
              new Saving(outputs.checkpoint(), how.checkpointMinutes(), interruption::requested),
              shown(progress, task, how.ui()));
      if (ended.isEmpty()) {
        interruption.partingWords(UnfinishedRun.interrupted(outputs.checkpoint()));
        return Optional.empty();
      }
      remarks.addAll(progress.choices());
      StoredModel tuned = model(ended.get(), clips);
      TrainedModel.write(tuned, outputs.model());
      CsvOutput.write(outputs.split(), clips.csv());
      return Optional.of(tuned);
    }
  }

  private FineTuner.Listener shown(
      FineTuner.Listener listener, FineTuner.Task task, UiOption.Shown ui) {
    int batch = Math.min(config.batchSize(), task.train().targets().size());
    int steps = config.epochs() * (task.train().targets().size() / batch);
    List<TrainingListener> ofUi = ui.listeners(steps);
    return ofUi.isEmpty()
        ? listener
        : listener.and(TrainingListeners.of(config, start.encoder(), task, ofUi));
  }

  private StoredModel model(EncoderGraph trained, SplitClips clips) {
    try (EncoderGraph classifier = trained) {
      return StoredModel.of(classifier, start.frontEnd(), clips.labels())
          .withActivation(clips.activation())
          .withWindowing(start.windowing());
    }
  }

  private Scores score(StoredModel model, SplitClips clips, Split split) throws IOException {
    try (AudioClassifier classifier = new AudioClassifier(model)) {
      ClassMatch classes = new ClassMatch(model.labels(), model.labels());
      return new Scores(
          model,
          data.predict(classifier, clips.of(split).clips(), console),
          classes,
          clips.multiLabel());
    }
  }

  private void sayFirst(Scores byWindows) {
    String first =
        String.format(
            Locale.ROOT,
            "long clips go by their first window, which does better on the validation split than"
                + " windows along all of it (%s %.3f); --long-clips mean for the latter",
            byWindows.figureName(),
            byWindows.figure());
    remarks.add(first);
    console.println(first);
  }

  private void write(Path report, Scores test) throws IOException {
    EvaluationFolder.write(
        report,
        test.report(outputs.model().toString(), data.path() + ", split test", "test", remarks),
        test.predictions());
    console.println(report.resolve(EvaluationFolder.PAGE) + " written");
  }
}
