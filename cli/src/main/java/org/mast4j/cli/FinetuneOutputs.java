package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where fine-tuning writes.
 *
 * @param model the directory
 * @param split a CSV file of the clips' splits
 * @param checkpoint the directory in which it saves itself until it has ended
 * @param report on the test split, if there is to be one
 */
record FinetuneOutputs(Path model, OutputFile split, Path checkpoint, Optional<Path> report) {
  static FinetuneOutputs of(Path model, Optional<Path> report) {
    return new FinetuneOutputs(
        model,
        CsvOutput.beside(model, ".split.csv", SplitClips.COLUMNS),
        UnfinishedRun.ofFineTuning(model),
        report);
  }

  /**
   * Checks before the work that all of it can be written.
   *
   * @param start the model directory to start from
   * @param data the clips
   * @param resume whether a run is to go on, and not to begin
   * @throws IOException saying what is in the way
   */
  void requireWritable(Path start, Path data, boolean resume) throws IOException {
    List<Path> inputs = List.of(start, data);
    Outputs.requireModel(model, inputs);
    Outputs.requireOutside(model, data);
    Outputs.requireFiles(List.of(split), inputs);
    if (report.isPresent()) {
      EvaluationFolder.requireWritable(report.get(), List.of(start, data, model));
    }
    UnfinishedRun.require(checkpoint, resume);
  }
}
