package org.mast4j.datavec.audio.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are there whole or not at all. */
public final class AtomicFiles {
  /** More than a file system puts beside a file's name. */
  private static final int PROBE_BYTES = 1 << 16;

  private AtomicFiles() {}

  /** Something that writes the temporary file. */
  @FunctionalInterface
  public interface Writer {
    /** Writes {@code temporary}, which doesn't exist yet. */
    void write(Path temporary) throws IOException;
  }

  /** Puts the content at {@code file}, in place of what was there. */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, temporary -> Files.write(temporary, content));
  }

  /**
   * Lets {@code writer} write a temporary file beside {@code file}, forces it to disk, then moves
   * it there: readers see the old file or the whole new one.
   *
   * @throws UnwritableException if it can't be written
   */
  public static void write(Path file, Writer writer) throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    createParent(file);
    try {
      writer.write(temporary);
      Uninterrupted.run(() -> force(temporary));
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Makes the folder in which a file or folder will be.
   *
   * @throws UnwritableException naming {@code file} if it can't be made
   */
  public static void createParent(Path file) throws UnwritableException {
    try {
      Files.createDirectories(file.toAbsolutePath().normalize().getParent());
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }

  private static Path force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return file;
  }

  /**
   * Checks before the work that a file can be made at {@code file}, by making one beside it.
   *
   * @throws IOException naming {@code file} and what is in the way
   */
  public static void requireWritable(Path file) throws IOException {
    Path folder = file.toAbsolutePath().normalize().getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(
          file + ": can't be written, " + folder + " isn't a folder; choose another place");
    }
    try {
      Path probe = Files.createTempFile(folder, ".mast4j", ".tmp");
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }
}
