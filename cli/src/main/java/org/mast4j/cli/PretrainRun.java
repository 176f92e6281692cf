package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.cli.runs.RunComparison;
import org.mast4j.cli.runs.RunFolder;
import org.mast4j.cli.runs.RunRecorder;
import org.mast4j.cli.runs.RunSummary;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.dl4j.TrainingListeners;
import org.mast4j.ssl.pretrain.CheckpointPolicy;
import org.mast4j.ssl.pretrain.LabelledSet;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Monitor;
import org.mast4j.ssl.pretrain.Monitoring;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.StopReason;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.zoo.EncoderGraph;

/** The work of {@code pretrain}, from a run's settings to its model. */
final class PretrainRun {
  private final RunConfig config;
  private final PretrainingSettings settings;
  private final FrontEndConfig hearing;
  private final Path out;
  private final RunFolder folder;
  private final UiOption.Shown ui;
  private final PrintWriter console;

  /**
   * A run to {@link #call}.
   *
   * @param config with a data set's path
   * @param hearing the front end of the encoder's input
   * @param out the model directory, to which it is known that a run may write
   * @param ui that shows it
   */
  PretrainRun(
      RunConfig config, FrontEndConfig hearing, Path out, UiOption.Shown ui, PrintWriter console) {
    this.config = config;
    this.settings = config.settings();
    this.hearing = hearing;
    this.out = out;
    this.folder = UnfinishedRun.folder(out);
    this.ui = ui;
    this.console = console;
  }

  /**
   * Refuses before audio is read what can be refused, then trains and writes the model.
   *
   * @param resume whether a run is to go on
   * @param machine on what it runs, by section and name
   * @return whether it came to its end, and wasn't interrupted
   */
  boolean call(boolean resume, Map<String, Map<String, String>> machine) throws IOException {
    Path checkpoint = UnfinishedRun.directory(out, folder, resume);
    EncoderGraph.shapes(settings.encoder(), Optional.empty()); // refuses what it can't serve
    if (resume) {
      UnfinishedRun.requireSame(config, folder);
      new CheckpointPolicy(checkpoint, () -> false)
          .requireSame(settings, config.sections().run(), config.isMonitoredByLabels());
    }
    ClipData data = new ClipData(config.sections().data());
    AudioDataset found = data.open(console);
    new Pretrainer(settings).requireBatch(found.clips().size());
    boolean learnsLabels = Methods.of(settings.method()).needsLabels();
    if (learnsLabels) {
      found.requireClassification();
    }
    Optional<MonitorData> monitored = MonitorData.open(config, console);
    TrainingClips training =
        training(data.load(found.clips(), hearing, console), found, learnsLabels);
    Optional<LabelledSet> labelled = Optional.empty();
    if (monitored.isPresent()) {
      labelled = Optional.of(monitored.get().load(hearing, console));
    }
    Pretrainer pretrainer = new Pretrainer(settings, config.sections().run(), labelled);
    try (RunRecorder recorder = new RunRecorder(folder, config.toJson(), machine)) {
      return train(pretrainer, training, checkpoint, recorder);
    } catch (UncheckedIOException e) { // what a listener can't write, or a clip that went bad
      throw Checkpoints.exists(checkpoint) ? saying(e.getCause(), checkpoint) : e.getCause();
    }
  }

  private static IOException saying(IOException failure, Path checkpoint) {
    return new IOException(
        "%s; the last checkpoint in %s stays, the same command with --resume goes on"
            .formatted(Failures.sentence(failure), checkpoint),
        failure);
  }

  private static TrainingClips training(LoadedClips clips, AudioDataset found, boolean learnsLabels)
      throws IOException {
    TrainingClips training =
        learnsLabels
            ? TrainingClips.labelled(
                clips.source(),
                ClipData.labels(clips.clips(), found.labels()),
                found.labels().size())
            : TrainingClips.unlabelled(clips.source());
    return training.withNames(clips.clips().stream().map(clip -> clip.path().toString()).toList());
  }

  private boolean train(
      Pretrainer pretrainer, TrainingClips clips, Path checkpoint, RunRecorder recorder)
      throws IOException {
    MethodConfig method = settings.method();
    Optional<Pretrainer.Result> ended;
    try (Interruption interruption = new Interruption(console);
        ProgressBars progress = new ProgressBars()) {
      progress.begin(method.method() + " " + config.preset(), method.steps());
      ended =
          pretrainer.run(
              clips,
              new CheckpointPolicy(checkpoint, interruption::requested),
              shown(new RunProgress(progress, recorder, method, bestBy()), clips));
      if (ended.isEmpty()) {
        interruption.partingWords(UnfinishedRun.interrupted(checkpoint));
        return false;
      }
      write(ended.get(), recorder);
    }
    Checkpoints.delete(checkpoint);
    report(ended.get());
    return true;
  }

  private Pretrainer.Listener shown(Pretrainer.Listener listener, TrainingClips clips) {
    List<TrainingListener> ofUi = ui.listeners(settings.method().steps());
    return ofUi.isEmpty()
        ? listener
        : listener.and(TrainingListeners.of(settings, clips.clips().size(), ofUi));
  }

  private Optional<Monitor> bestBy() {
    return config.sections().run().bestBy(config.isMonitoredByLabels());
  }

  private void write(Pretrainer.Result result, RunRecorder recorder) throws IOException {
    TrainedModel.write(result.chosen().model(settings.encoder(), hearing), out);
    recorder.end(result, bestBy());
    String name = out.toAbsolutePath().normalize().getFileName().toString();
    new RunComparison(List.of(RunSummary.read(folder, name)))
        .report(folder.report())
        .writeHtml(folder.report());
  }

  private void report(Pretrainer.Result result) {
    List<Metrics> steps = result.history().steps();
    Metrics last = steps.get(steps.size() - 1);
    String early =
        result.reason() == StopReason.STEPS ? "" : ", ended by " + result.reason().words();
    console.println(
        "%s written after %d steps%s: %s; the run is in %s"
            .formatted(out, steps.size(), early, settings.method().summary(last), folder.path()));
    result
        .bestLook()
        .ifPresent(best -> console.println(ofBest(best, result.history().monitorings())));
    console.flush();
  }

  private String ofBest(Monitoring best, List<Monitoring> looks) {
    Monitoring last = looks.get(looks.size() - 1);
    String name = bestBy().orElseThrow().metric().name();
    return String.format(
        Locale.ROOT,
        "it is as it was after step %d, the best of %s by %s: %.3f (%.3f at the end)",
        best.step(),
        looks.size() == 1 ? "1 look" : looks.size() + " looks",
        name,
        best.values().get(name),
        last.values().get(name));
  }
}
