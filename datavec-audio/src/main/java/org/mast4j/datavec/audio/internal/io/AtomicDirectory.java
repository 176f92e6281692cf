package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Directories of known files that are there whole or not at all, and never take the place of what
 * somebody else wrote.
 *
 * @param name what such a directory is, for errors
 * @param files names of all files that it may hold
 * @param mark tells one of ours from another's with files of the same names
 */
public record AtomicDirectory(String name, Set<String> files, Mark mark) {

  /** By what a directory is known as one of ours. */
  @FunctionalInterface
  public interface Mark {
    /**
     * Whether the directory bears the mark.
     *
     * @throws IOException if the file that would bear it is missing or isn't readable
     */
    boolean isOn(Path directory) throws IOException;
  }

  /** Something that writes the files of a directory. */
  @FunctionalInterface
  public interface Writer {
    void write(Path directory) throws IOException;
  }

  public AtomicDirectory {
    files = Set.copyOf(files);
  }

  /**
   * Lets {@code writer} fill a directory beside {@code directory} and then moves it there, in place
   * of an older one of ours.
   *
   * @throws IOException if the directory isn't {@link #requireReplaceable replaceable}
   * @throws UnwritableException if it can't be written; it is then as it was
   */
  public void write(Path directory, Writer writer) throws IOException {
    requireReplaceable(directory);
    if (Files.isDirectory(directory) && content(directory).isEmpty()) {
      fill(directory, writer);
      return;
    }
    Path target =
        Files.exists(directory) ? directory.toRealPath() : directory.toAbsolutePath().normalize();
    Path fresh = AtomicFiles.temporaryIn(target.getParent());
    Path old = AtomicFiles.temporaryIn(target.getParent());
    AtomicFiles.createParent(directory);
    try {
      Files.createDirectory(fresh);
      writer.write(fresh);
      if (Files.exists(target)) {
        AtomicFiles.move(target, old);
      }
      AtomicFiles.move(fresh, target);
    } catch (IOException e) {
      throw new UnwritableException(directory, e);
    } finally {
      if (Files.exists(old) && !Files.exists(target)) {
        AtomicFiles.move(old, target);
      }
      delete(fresh);
      delete(old);
    }
  }

  /** Fills an empty directory, which may be a mount point that can't be moved. */
  private void fill(Path directory, Writer writer) throws IOException {
    Path fresh = Files.createDirectory(AtomicFiles.temporaryIn(directory));
    try {
      writer.write(fresh);
      for (Path file : content(fresh)) {
        AtomicFiles.move(file, directory.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UnwritableException(directory, e);
    } finally {
      delete(fresh);
    }
  }

  private static List<Path> content(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.sorted().toList();
    }
  }

  /**
   * Checks before the work that {@link #write} can do its own: the directory is {@link
   * #requireReplaceable replaceable}, and files can be made where it will be.
   *
   * @throws IOException saying what is in the way
   */
  public void requireWritable(Path directory) throws IOException {
    requireReplaceable(directory);
    boolean empty = Files.isDirectory(directory) && content(directory).isEmpty();
    AtomicFiles.requireWritable(empty ? directory.resolve("new") : directory);
  }

  /**
   * Checks that the directory isn't there, is empty, or is one of ours and holds nothing else.
   *
   * @throws IOException naming what would be lost
   */
  public void requireReplaceable(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw refusal(directory, "it is a file, or a link to nothing");
      }
      return;
    }
    List<Path> content = content(directory);
    for (Path file : content) {
      if (!files.contains(file.getFileName().toString())) {
        throw refusal(directory, "it holds more than " + name + ": " + file.getFileName());
      }
    }
    if (!content.isEmpty() && !isMarked(directory)) {
      throw refusal(directory, "it isn't " + name);
    }
  }

  private boolean isMarked(Path directory) {
    try {
      return mark.isOn(directory);
    } catch (IOException e) {
      return false; // unreadable: nobody can tell that it is ours
    }
  }

  private static IOException refusal(Path directory, String reason) {
    return new IOException(
        directory + ": won't be replaced, " + reason + "; choose another place, or remove it");
  }

  private void delete(Path directory) throws IOException {
    for (String file : files) {
      Files.deleteIfExists(directory.resolve(file));
    }
    Files.deleteIfExists(directory);
  }
}
