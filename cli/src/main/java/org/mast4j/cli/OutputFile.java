package org.mast4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

/**
 * A file that a command writes, in place of an earlier one of its own or of an empty one, never of
 * anything else; what is no regular file, such as /dev/null, is written straight to.
 *
 * @param kind what the command writes there
 */
record OutputFile(Path path, Kind kind) {

  /**
   * A kind of file.
   *
   * @param name for errors, "a NumPy file"
   * @param mark tells one that we wrote
   */
  record Kind(String name, Mark mark) {}

  /** By what a file is known as one of ours. */
  @FunctionalInterface
  interface Mark {
    /**
     * Whether the file bears the mark.
     *
     * @throws IOException if it isn't of the kind at all
     */
    boolean isOn(Path file) throws IOException;
  }

  /**
   * Checks before the work that {@link #write} may and can do its own.
   *
   * @throws IOException naming what would be lost, or is in the way
   */
  void requireWritable() throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": a folder; name a file to write, such as one in it");
    }
    if (Files.isRegularFile(path) && Files.size(path) > 0 && !isOurs()) {
      throw new IOException(
          path
              + ": won't be replaced, it isn't "
              + kind.name
              + " that mast4j wrote; choose another");
    }
    if (!isSpecial()) {
      AtomicFiles.requireWritable(target());
    }
  }

  private boolean isOurs() {
    try {
      return kind.mark.isOn(path);
    } catch (IOException e) {
      return false; // unreadable as such a file
    }
  }

  /** What writes a file's content. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Puts the content there, whole or not at all. */
  void write(byte[] content) throws IOException {
    write(out -> out.write(content));
  }

  /** As {@link #write(byte[])}, without holding all of it in memory. */
  void write(Content content) throws IOException {
    if (isSpecial()) {
      writeTo(path, content);
    } else {
      AtomicFiles.write(target(), temporary -> writeTo(temporary, content));
    }
  }

  private static void writeTo(Path file, Content content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      content.writeTo(out);
    }
  }

  private boolean isSpecial() {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  /** Through links, which stay. */
  private Path target() throws IOException {
    return Files.exists(path) ? path.toRealPath() : path;
  }
}
