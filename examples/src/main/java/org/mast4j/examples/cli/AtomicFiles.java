package org.mast4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there whole or not at all. */
final class AtomicFiles {
  private AtomicFiles() {}

  /** Something that writes the temporary file. */
  @FunctionalInterface
  interface Writer {
    void write(Path temporary) throws IOException;
  }

  static void write(Path file, byte[] content) throws IOException {
    write(file, temporary -> Files.write(temporary, content));
  }

  /** Lets {@code writer} write a temporary file beside {@code file}, then moves it there. */
  static void write(Path file, Writer writer) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path temporary = directory.resolve("." + file.getFileName() + ".tmp");
    try {
      writer.write(temporary);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
