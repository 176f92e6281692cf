package org.mast4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.ssl.pretrain.Monitor;
import picocli.CommandLine.Option;

/** What has options of its own of how a run goes, whatever its method. */
final class RunOptions {
  @Option(
      names = "--max-epochs",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "End after so many passes over the clips.")
  private Optional<Integer> maxEpochs = Optional.empty();

  @Option(
      names = "--max-hours",
      converter = Bounds.Positive.class,
      paramLabel = "X",
      description = "End after so many hours of training.")
  private Optional<Double> maxHours = Optional.empty();

  @Option(
      names = "--monitor-data",
      paramLabel = "DIR|CSV",
      description = {
        "Labelled clips on which monitors tell how good the embeddings are; the model is then the",
        "best by a linear probe. More about them: --set monitorData.KEY=VALUE."
      })
  private Optional<Path> monitorData = Optional.empty();

  @Option(
      names = "--monitor-every",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "N",
      description = "Steps from one look at the monitors to the next (default: 250; 0: none).")
  private Optional<Integer> monitorInterval = Optional.empty();

  @Option(
      names = "--best-by",
      paramLabel = "MONITOR",
      description = "The model is the best by this: ${COMPLETION-CANDIDATES}.")
  private Optional<Monitor> bestBy = Optional.empty();

  @Option(
      names = "--patience",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "End after so many looks at the monitors without a new best.")
  private Optional<Integer> patience = Optional.empty();

  @Option(
      names = "--checkpoint-every",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "MINUTES",
      description = "How often to save the run to DIR.run (default: 10; 0: after each step).")
  private Optional<Integer> checkpointMinutes = Optional.empty();

  /** Those that were given, by the keys of {@link RunSections}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    monitorData.ifPresent(path -> values.put("monitorData.path", path.toString()));
    maxEpochs.ifPresent(value -> values.put("run.maxEpochs", value));
    maxHours.ifPresent(value -> values.put("run.maxHours", value));
    monitorInterval.ifPresent(value -> values.put("run.monitorInterval", value));
    bestBy.ifPresent(value -> values.put("run.bestBy", value));
    patience.ifPresent(value -> values.put("run.patience", value));
    checkpointMinutes.ifPresent(value -> values.put("run.checkpointMinutes", value));
    return values;
  }
}
