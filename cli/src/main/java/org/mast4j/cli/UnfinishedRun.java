package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.cli.runs.RunFolder;
import org.mast4j.ssl.pretrain.CheckpointFile;

/** Where pre-training saves itself until it has ended. */
final class UnfinishedRun {
  private UnfinishedRun() {}

  /**
   * The place of the checkpoint of a run whose model goes to {@code out}.
   *
   * @param folder of the run
   * @param resume whether a run is to go on
   * @throws IOException if a run would be overwritten, or there is none to go on with
   */
  static Path directory(Path out, RunFolder folder, boolean resume) throws IOException {
    Path early = Outputs.beside(out, ".checkpoint"); // where versions up to 0.1 saved it
    Path directory = CheckpointFile.exists(early) ? early : folder.checkpoint();
    CheckpointFile.requireWritable(directory);
    boolean unfinished = CheckpointFile.exists(directory);
    if (unfinished && !resume) {
      throw new IOException(
          directory + ": holds an unfinished run; add --resume to go on with it, or delete it");
    }
    if (resume && !unfinished) {
      throw new IOException(directory + ": no unfinished run to resume; leave --resume out");
    }
    return directory;
  }
}
