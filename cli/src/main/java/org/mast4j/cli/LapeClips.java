package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.ssl.lape.Contestant;
import org.mast4j.ssl.lape.Hearing;
import org.mast4j.ssl.lape.Lape;
import org.mast4j.ssl.lape.LapeTable;
import org.mast4j.ssl.lape.TaskClips;
import org.mast4j.ssl.lape.TaskFold;
import org.mast4j.zoo.weights.Weights;

/** The clips of {@code lape}'s tasks, and the weights of its models. */
final class LapeClips implements Lape.Source {
  private final LapeConfig config;
  private final PrintWriter console;
  private final Map<TaskFold, AudioDataset> datasets = new LinkedHashMap<>();
  private final List<LapeTable.Task> tasks = new ArrayList<>();
  private Runnable beforeReading = () -> {};

  /**
   * Lists all tasks' clips.
   *
   * @throws IOException if a task can't be tried
   */
  LapeClips(LapeConfig config, PrintWriter console) throws IOException {
    this.config = config;
    this.console = console;
    for (Map.Entry<String, LapeTask> named : config.tasks().entrySet()) {
      LapeTask task = named.getValue();
      AudioDataset last = null;
      for (int fold : task.testFolds()) {
        last = task.open(fold, console);
        datasets.put(TaskFold.of(named.getKey(), fold, last), last);
      }
      tasks.add(
          new LapeTable.Task(
              named.getKey(),
              task.layout(),
              task.testFolds(),
              task.isDrawn(),
              last.labels().size(),
              last.clips().size()));
    }
  }

  /** Told before audio is read, which has a progress bar of its own. */
  void beforeReading(Runnable listener) {
    beforeReading = listener;
  }

  List<TaskFold> folds() {
    return List.copyOf(datasets.keySet());
  }

  List<LapeTable.Task> tasks() {
    return List.copyOf(tasks);
  }

  @Override
  public TaskClips clips(TaskFold fold, Hearing hearing) throws IOException {
    beforeReading.run();
    LapeTask task = config.tasks().get(fold.task());
    ClipData data = task.clips(fold.fold());
    AudioDataset dataset = datasets.get(fold);
    FrontEndConfig frontEnd =
        hearing.measured()
            ? data.statistics(dataset.of(Split.TRAIN), hearing.frontEnd(), console)
                .applyTo(hearing.frontEnd())
            : hearing.frontEnd();
    LoadedClips loaded = data.load(dataset.clips(), frontEnd, console);
    task.requireClasses(dataset.withClips(loaded.clips()));
    List<String> labels = dataset.labels();
    return new TaskClips(
        part(loaded, Split.TRAIN, labels),
        part(loaded, Split.VALIDATION, labels),
        part(loaded, Split.TEST, labels),
        labels.size());
  }

  private static TaskClips.Part part(LoadedClips loaded, Split split, List<String> labels)
      throws IOException {
    LoadedClips chosen = loaded.of(split);
    return new TaskClips.Part(chosen.source(), ClipData.labels(chosen.clips(), labels));
  }

  @Override
  public Weights weights(Contestant checkpoint) throws IOException {
    return config.models().get(checkpoint.name()).weights();
  }
}
