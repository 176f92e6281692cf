package org.mast4j.zoo.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** An open file of weights, and the errors that name it. */
final class WeightsFile implements Closeable {
  private final Path path;
  private final String format;
  private final FileChannel channel;
  private final long size;

  private WeightsFile(Path path, String format, FileChannel channel) throws IOException {
    this.path = path;
    this.format = format;
    this.channel = channel;
    this.size = channel.size();
  }

  /**
   * @param format its name in messages
   */
  static WeightsFile open(Path path, String format) throws IOException {
    return new WeightsFile(path, format, FileChannel.open(path));
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
      if (channel.read(bytes, position + bytes.position() - start) < 0) {
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
    channel.close();
  }
}
