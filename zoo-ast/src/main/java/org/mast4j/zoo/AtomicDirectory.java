package org.mast4j.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Directories of known files that are there whole or not at all. */
public final class AtomicDirectory {
  private AtomicDirectory() {}

  /** Something that writes the files of a directory. */
  @FunctionalInterface
  public interface Writer {
    void write(Path directory) throws IOException;
  }

  /**
   * Lets {@code writer} fill a directory beside {@code directory} and then moves it there, in place
   * of an older one that holds nothing but {@code files}.
   *
   * @param files names of all files that such a directory may hold
   * @throws IOException if the directory holds anything else, or can't be written; it is then as it
   *     was
   */
  public static void write(Path directory, Set<String> files, Writer writer) throws IOException {
    Path target = directory.toAbsolutePath().normalize();
    requireReplaceable(target, files);
    Files.createDirectories(target.getParent());
    String unique = "." + target.getFileName() + "." + UUID.randomUUID();
    Path fresh = target.resolveSibling(unique + ".tmp");
    Path old = target.resolveSibling(unique + ".old");
    try {
      Files.createDirectory(fresh);
      writer.write(fresh);
      if (Files.exists(target)) {
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      if (Files.exists(old) && !Files.exists(target)) {
        Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      }
      delete(fresh, files);
      delete(old, files);
    }
  }

  private static void requireReplaceable(Path target, Set<String> files) throws IOException {
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new IOException(target + ": a file is in the place of the model directory");
    }
    if (Files.isDirectory(target)) {
      try (Stream<Path> content = Files.list(target)) {
        List<Path> others =
            content.filter(file -> !files.contains(file.getFileName().toString())).toList();
        if (!others.isEmpty()) {
          throw new IOException(
              target + ": won't be replaced, it holds more than a model: " + others.get(0));
        }
      }
    }
  }

  private static void delete(Path directory, Set<String> files) throws IOException {
    for (String name : files) {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.deleteIfExists(directory);
  }
}
