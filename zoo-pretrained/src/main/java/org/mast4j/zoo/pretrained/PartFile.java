package org.mast4j.zoo.pretrained;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A file on its way: the bytes that came so far and, in a file beside, the server's tag of the
 * version that they belong to. Both outlive the process, so that the next one can go on.
 */
final class PartFile implements Closeable {
  private final Path path;
  private final Path tagFile;
  private final FileChannel channel;

  private PartFile(Path path, FileChannel channel) {
    this.path = path;
    this.tagFile = path.resolveSibling(path.getFileName() + ".etag");
    this.channel = channel;
  }

  /** Opens what an earlier try left, or an empty file. */
  static PartFile open(Path path) throws IOException {
    return new PartFile(
        path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  long length() throws IOException {
    return channel.size();
  }

  /** The tag of the version that the bytes belong to; empty if there are none or it had none. */
  Optional<String> tag() throws IOException {
    if (length() == 0 || !Files.exists(tagFile)) {
      return Optional.empty();
    }
    return Optional.of(Files.readString(tagFile)).filter(PartFile::isTag);
  }

  /** Drops what came so far; what comes now belongs to the version of that tag. */
  void restart(Optional<String> newTag) throws IOException {
    if (length() > 0) {
      channel.truncate(0);
    }
    Files.deleteIfExists(tagFile);
    if (newTag.filter(PartFile::isTag).isPresent()) {
      Files.writeString(tagFile, newTag.get());
    }
  }

  /**
   * Adds bytes at the end.
   *
   * @throws PretrainedException if the disk is full or fails
   */
  void append(List<ByteBuffer> bytes) throws IOException {
    try {
      channel.position(channel.size());
      for (ByteBuffer buffer : bytes) {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    } catch (ClosedByInterruptException e) {
      throw e; // no fault of the disk
    } catch (IOException e) {
      throw new PretrainedException(
          path
              + ": can't be written ("
              + e.getMessage()
              + "); make room, or set "
              + StoreConfig.CACHE_PROPERTY
              + " to a directory elsewhere, and fetch again",
          e);
    }
  }

  /** Makes sure that all bytes are on the disk, and forgets the tag. */
  void finish() throws IOException {
    channel.force(true);
    Files.deleteIfExists(tagFile);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Visible ASCII without blanks, as HTTP has it: anything else can't be sent back. */
  private static boolean isTag(String text) {
    return text.matches("[\\x21-\\x7e]+");
  }
}
