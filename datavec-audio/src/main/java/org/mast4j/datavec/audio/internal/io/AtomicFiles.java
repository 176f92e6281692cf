package org.mast4j.datavec.audio.internal.io;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/**
 * Files that are there whole or not at all, also after a loss of power: content is forced to disk
 * before it gets its name, and the folder afterwards.
 */
public final class AtomicFiles {
  private static final String PREFIX = ".mast4j.";
  private static final String SUFFIX = ".tmp";

  /** Where a folder can't be opened to be forced to disk, which its file system does itself. */
  private static final boolean WINDOWS = File.separatorChar == '\\';

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
   * Lets {@code writer} write a temporary file beside {@code file}, forces it to disk, moves it
   * there and forces the folder: readers see the old file or the whole new one.
   *
   * @throws UnwritableException if it can't be written
   */
  public static void write(Path file, Writer writer) throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary = temporaryIn(target.getParent());
    createParent(file);
    try {
      writer.write(temporary);
      force(temporary, StandardOpenOption.WRITE);
      move(temporary, target);
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A new name for what will be moved; not made of the final one, to which nothing may fit. */
  public static Path temporaryIn(Path folder) {
    return folder.resolve(PREFIX + UUID.randomUUID() + SUFFIX);
  }

  /** Whether that is such a name: what a process leaves that is killed while it writes. */
  public static boolean isTemporary(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** Moves a file or folder, in place of an older file, to a name that then lasts. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(to.getParent());
  }

  /**
   * Makes the folder in which a file or folder will be.
   *
   * @throws UnwritableException naming {@code file} if it can't be made
   */
  public static void createParent(Path file) throws UnwritableException {
    try {
      createFolder(file.toAbsolutePath().normalize().getParent());
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }

  private static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder) && folder.getParent() != null) {
      createFolder(folder.getParent());
      Files.createDirectories(folder); // others may make it at the same time
      forceFolder(folder.getParent());
    }
  }

  private static void forceFolder(Path folder) throws IOException {
    if (!WINDOWS) {
      force(folder, StandardOpenOption.READ);
    }
  }

  private static void force(Path path, OpenOption option) throws IOException {
    Uninterrupted.run(
        () -> {
          try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
            return path;
          }
        });
  }

  /**
   * Checks before the work that a file can be made at {@code file}: by making one beside it, and by
   * looking each missing name up, which fails for those that the file system can't hold.
   *
   * @throws IOException naming {@code file} and what is in the way
   */
  public static void requireWritable(Path file) throws IOException {
    Path place = file.toAbsolutePath().normalize();
    Path folder = place.getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(
          file + ": can't be written, " + folder + " isn't a folder; choose another place");
    }
    try {
      for (Path name : folder.relativize(place)) {
        lookUp(folder.resolve(name));
      }
      Path probe = temporaryIn(folder);
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }

  private static void lookUp(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      // nothing is there yet
    }
  }
}
