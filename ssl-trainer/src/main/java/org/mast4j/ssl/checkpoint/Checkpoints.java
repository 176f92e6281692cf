package org.mast4j.ssl.checkpoint;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.internal.io.UnwritableException;
import org.mast4j.settings.Require;

/**
 * The directory of a run that can be resumed: its last states, the best weights, and {@value
 * RunFile#NAME}, which says which of them count, their checksums, and of which run they are.
 *
 * <p>A state is written and forced to disk first, then {@value RunFile#NAME} replaced, then older
 * states deleted: whenever the process dies or the disk is full, {@value RunFile#NAME} names whole
 * states. One process at a time.
 */
public final class Checkpoints {
  private final Path directory;
  private final RunIdentity identity;
  private final int keepLast;

  /** Those that are on disk, the newest last. */
  private List<RunFile.Entry> entries = List.of();

  /**
   * Reads and writes nothing yet.
   *
   * @param directory made when first needed
   * @param keepLast how many states stay, 1 or more
   */
  public Checkpoints(Path directory, RunIdentity identity, int keepLast) {
    Require.positive("keepLast", keepLast);
    this.directory = directory;
    this.identity = identity;
    this.keepLast = keepLast;
  }

  /** Whether a directory holds the checkpoints of a run that hasn't ended. */
  public static boolean exists(Path directory) {
    return RunFile.in(directory).exists();
  }

  /**
   * Checks before the work that those which are there are of this run.
   *
   * @param identity with as much of the run as is known before its data is read
   * @throws IOException naming what differs, or if the list of them is damaged
   */
  public static void requireSame(Path directory, RunIdentity identity) throws IOException {
    RunFile run = RunFile.in(directory);
    if (run.exists()) {
      run.read(identity);
    }
  }

  /**
   * Checks before the work that checkpoints can be written there, over nothing but older ones or
   * what a process left that died while it wrote its first.
   *
   * @throws IOException if there is something else, or nothing can be written
   */
  public static void requireWritable(Path directory) throws IOException {
    if (Files.exists(directory) && !exists(directory) && !isRemains(directory)) {
      throw new IOException(
          directory + ": in the place of checkpoints, but none of a run; choose another --out");
    }
    AtomicFiles.requireWritable(directory.resolve(RunFile.NAME));
  }

  private static boolean isRemains(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.allMatch(Checkpoints::isOurs);
    }
  }

  private static boolean isOurs(Path file) {
    return StoredFile.isName(file)
        || AtomicFiles.isTemporary(file)
        || file.getFileName().toString().equals(RunLock.NAME);
  }

  /**
   * The newest checkpoint, if there is any. A state whose file somebody deleted is passed over for
   * the one before.
   *
   * @throws IOException if it is damaged, naming the file and the checkpoint before; or if it is of
   *     another run, naming what differs
   */
  public Optional<Checkpoint> newest() throws IOException {
    RunFile run = RunFile.in(directory);
    if (!run.exists()) {
      return Optional.empty();
    }
    List<RunFile.Entry> there = new ArrayList<>(run.read(identity));
    there.removeIf(entry -> !Files.exists(directory.resolve(entry.state().name())));
    if (there.isEmpty()) {
      throw new IOException(run.file() + ": none of its states is there; delete it to start anew");
    }
    RunFile.Entry newest = newest(there);
    String remedy = remedy(there);
    Snapshot state = newest.state().read(directory, remedy);
    Optional<Snapshot> best = Optional.empty();
    if (newest.best().isPresent()) {
      best = Optional.of(newest.best().get().read(directory, remedy));
    }
    entries = List.copyOf(there);
    return Optional.of(new Checkpoint(state, best));
  }

  /** The step of the newest checkpoint that was read or written here. */
  public OptionalLong newestStep() {
    return entries.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(newest(entries).state().step());
  }

  /** The file of a state, for errors about its content. */
  public Path stateFile(long step) {
    return directory.resolve(StoredFile.name(StoredFile.STATE, step));
  }

  private static RunFile.Entry newest(List<RunFile.Entry> entries) {
    return entries.get(entries.size() - 1);
  }

  private String remedy(List<RunFile.Entry> there) {
    String anew = "delete " + directory + " to start anew";
    if (there.size() == 1) {
      return anew;
    }
    RunFile.Entry newest = newest(there);
    RunFile.Entry before = there.get(there.size() - 2);
    return "delete %s to go back to step %d, or %s"
        .formatted(directory.resolve(newest.state().name()), before.state().step(), anew);
  }

  /**
   * Adds a checkpoint, and lets the oldest go if there are too many. One of the newest's step is
   * there already: a step has one state.
   *
   * @throws IOException if it can't be written; those that were there stay, and the message says so
   */
  public void write(Checkpoint checkpoint) throws IOException {
    List<RunFile.Entry> kept = new ArrayList<>(entries);
    if (!kept.isEmpty() && newest(kept).state().step() == checkpoint.state().step()) {
      return;
    }
    try {
      AtomicFiles.createParent(directory.resolve(RunFile.NAME));
      deleteAllBut(kept); // what a process left that died while it wrote
      kept.add(
          new RunFile.Entry(
              StoredFile.write(directory, StoredFile.STATE, checkpoint.state()),
              best(checkpoint.best())));
      kept.subList(0, Math.max(0, kept.size() - keepLast)).clear();
      RunFile.in(directory).write(identity, kept);
    } catch (IOException e) {
      UnwritableException what =
          e instanceof UnwritableException file ? file : new UnwritableException(directory, e);
      throw new IOException(
          what.place() + ": can't be written (" + what.reason() + "); " + stays(), e);
    }
    entries = List.copyOf(kept);
    deleteAllBut(kept);
  }

  private Optional<StoredFile> best(Optional<Snapshot> best) throws IOException {
    if (best.isEmpty()) {
      return Optional.empty();
    }
    String name = StoredFile.name(StoredFile.BEST, best.get().step());
    Optional<StoredFile> written =
        entries.stream()
            .flatMap(entry -> entry.best().stream())
            .filter(file -> file.name().equals(name))
            .findFirst();
    return written.isPresent()
        ? written
        : Optional.of(StoredFile.write(directory, StoredFile.BEST, best.get()));
  }

  private String stays() {
    return entries.isEmpty()
        ? "there is no checkpoint yet; make room there, or choose another place"
        : "the checkpoint of step %d stays; make room there and resume the run"
            .formatted(newest(entries).state().step());
  }

  /** Everything of a run's directory but what these name. */
  private void deleteAllBut(List<RunFile.Entry> kept) throws IOException {
    Set<String> names = new HashSet<>(Set.of(RunLock.NAME));
    for (RunFile.Entry entry : kept) {
      names.add(entry.state().name());
      entry.best().ifPresent(best -> names.add(best.name()));
    }
    deleteSnapshots(directory, names);
  }

  private static void deleteSnapshots(Path directory, Set<String> except) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Checkpoints::isOurs)) {
      for (Path file : files) {
        if (!except.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Deletes all checkpoints, once their run's result is safe, and the directory if it held nothing
   * else.
   */
  public static void delete(Path directory) throws IOException {
    Files.deleteIfExists(RunFile.in(directory).file());
    if (Files.isDirectory(directory)) {
      deleteSnapshots(directory, Set.of());
      boolean empty;
      try (DirectoryStream<Path> rest = Files.newDirectoryStream(directory)) {
        empty = !rest.iterator().hasNext();
      }
      if (empty) {
        Files.delete(directory);
      }
    }
  }
}
