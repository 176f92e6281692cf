package org.mast4j.zoo.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** An open file of weights, or its bytes in memory, and the errors that name it. */
final class WeightsFile implements Closeable {
  private final Path path;
  private final String format;
  private final Source source;
  private final Closeable resource;
  private final long size;

  /** Reads some bytes from a position, or gives -1 beyond the end. */
  @FunctionalInterface
  private interface Source {
    int read(ByteBuffer bytes, long position) throws IOException;
  }

  private WeightsFile(Path path, String format, Source source, Closeable resource, long size) {
    this.path = path;
    this.format = format;
    this.source = source;
    this.resource = resource;
    this.size = size;
  }

  /**
   * @param format its name in messages
   */
  static WeightsFile open(Path path, String format) throws IOException {
    FileChannel channel = FileChannel.open(path);
    return new WeightsFile(path, format, channel::read, channel, channel.size());
  }

  /** What would be in a file; errors call it "bytes". */
  static WeightsFile of(byte[] content, String format) {
    Source source =
        (bytes, position) -> {
          int count = Math.min(bytes.remaining(), content.length - (int) position);
          bytes.put(content, (int) position, count);
          return count == 0 ? -1 : count;
        };
    return new WeightsFile(Path.of("bytes"), format, source, () -> {}, content.length);
  }

  /** In bytes, when it was opened. */
  long size() {
    return size;
  }

  /** That many bytes from a position within the file; little-endian until told otherwise. */
  ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    fill(bytes, position);
    return bytes.flip();
  }

  /** Reads up to the limit of a buffer. */
  void fill(ByteBuffer bytes, long position) throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      if (source.read(bytes, position + bytes.position() - start) < 0) {
        throw malformed("it became shorter while it was read");
      }
    }
  }

  /** For what isn't broken, and still not read. */
  WeightsFormatException refused(String problem) {
    return new WeightsFormatException(path, problem);
  }

  WeightsFormatException malformed(String problem) {
    return new WeightsFormatException(path, "malformed " + format + ": " + problem);
  }

  @Override
  public void close() throws IOException {
    resource.close();
  }
}
