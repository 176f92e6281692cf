package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mast4j.cli.runs.RunFolder;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.checkpoint.JsonDifference;

/** Where training saves itself until it has ended. */
final class UnfinishedRun {
  private static final String BESIDE = ".checkpoint";

  private UnfinishedRun() {}

  /** The folder of the run that makes a model. */
  static RunFolder folder(Path out) {
    return new RunFolder(Outputs.beside(out, RunFolder.SUFFIX));
  }

  /**
   * The place of the checkpoint of a run whose model goes to {@code out}.
   *
   * @param folder of the run
   * @param resume whether a run is to go on
   * @throws IOException if a run would be overwritten, or nothing can be written
   */
  static Path directory(Path out, RunFolder folder, boolean resume) throws IOException {
    Path directory = place(out, folder);
    requireFree(directory, resume);
    return directory;
  }

  private static void requireFree(Path directory, boolean resume) throws IOException {
    Checkpoints.requireWritable(directory);
    boolean unfinished = Checkpoints.exists(directory);
    if (unfinished && !resume) {
      throw new IOException(
          directory + ": holds an unfinished run; add --resume to go on with it, or delete it");
    }
  }

  /** The place of the checkpoint of a fine-tuning whose model goes to {@code out}. */
  static Path ofFineTuning(Path out) {
    return Outputs.beside(out, BESIDE);
  }

  /**
   * Checks that a run can be saved there, and that there is one if it is to go on.
   *
   * @throws IOException if a run would be overwritten, nothing can be written, or there is none
   */
  static void require(Path directory, boolean resume) throws IOException {
    requireFree(directory, resume);
    if (resume) {
      requireAnyIn(directory);
    }
  }

  /** What a user reads who has ended a run early. */
  static String interrupted(Path directory) {
    return "interrupted; %s holds what was done, the same command with --resume goes on"
        .formatted(directory);
  }

  private static Path place(Path out, RunFolder folder) {
    Path early = Outputs.beside(out, BESIDE); // where versions up to 0.1 saved it
    return Checkpoints.exists(early) ? early : folder.checkpoint();
  }

  /**
   * Checks that there is a run to go on with.
   *
   * @param out where its model goes
   * @throws IOException if there is none
   */
  static void requireAny(Path out) throws IOException {
    requireAnyIn(place(out, folder(out)));
  }

  private static void requireAnyIn(Path directory) throws IOException {
    if (!Checkpoints.exists(directory)) {
      throw new IOException(directory + ": no unfinished run to resume; leave --resume out");
    }
  }

  /**
   * Checks that a run which goes on hears the same of the same clips; a folder of an earlier
   * version, which has no settings, is believed.
   *
   * @throws IOException naming what differs
   */
  static void requireSame(RunConfig config, RunFolder folder) throws IOException {
    if (!folder.isOurs()) {
      return;
    }
    RunConfig before = RunConfig.read(folder.settings(), Optional.empty(), Optional.empty());
    List<JsonDifference> differences =
        JsonDifference.between(before.sections().ofClips(), config.sections().ofClips());
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s: the run has other settings (%s); resume it with the same, or delete %s to start anew"
              .formatted(
                  folder.settings(), JsonDifference.words(differences), folder.checkpoint()));
    }
  }
}
