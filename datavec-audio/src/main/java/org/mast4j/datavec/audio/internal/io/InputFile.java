package org.mast4j.datavec.audio.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is read from any place, and that an interrupt of the reading thread doesn't disturb.
 *
 * <p>It works on paths rather than on {@link java.io.File}: those keep a name whose bytes the
 * locale's encoding can't express.
 */
public final class InputFile implements Closeable {

  private final Path path;
  private final long size;
  private FileChannel channel;
  private long position;

  private InputFile(Path path) throws IOException {
    this.path = path;
    this.size = Files.size(path);
    this.channel = FileChannel.open(path);
  }

  /** Opens a file at its beginning. */
  public static InputFile open(Path path) throws IOException {
    return new InputFile(path);
  }

  /** What it is called. */
  public Path path() {
    return path;
  }

  /** Its bytes, when it was opened. */
  public long size() {
    return size;
  }

  /** The byte that is read next. */
  public long position() {
    return position;
  }

  /** Goes to a byte, which may lie behind the end. */
  public void position(long next) {
    position = next;
  }

  /** Reads once, as much as comes at once; returns the number of bytes, -1 at the end. */
  public int read(ByteBuffer into) throws IOException {
    int start = into.position();
    int count =
        Uninterrupted.run(
            () -> {
              if (!channel.isOpen()) {
                channel = FileChannel.open(path);
              }
              return channel.read(into.position(start), position);
            });
    position += Math.max(0, count);
    return count;
  }

  /** The next {@code length} bytes, fewer at the end of the file. */
  public ByteBuffer next(int length, ByteOrder order) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(order);
    while (bytes.hasRemaining() && read(bytes) >= 0) {
      // a channel may give less than it was asked for
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
