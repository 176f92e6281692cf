package org.mast4j.arbiter.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Keeps two processes from running the same search: the operating system's lock of a file, which
 * ends with the process however that ends. The file says who holds it.
 */
public final class StoreLock implements AutoCloseable {
  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param file made if it isn't there; it stays
   * @throws IOException if another process holds it, naming that one
   */
  public static StoreLock take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new IOException(
            file.toAbsolutePath().getParent()
                + ": "
                + Files.readString(file, StandardCharsets.UTF_8).strip()
                + " works on this search; wait for it, or end it");
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((holder() + "\n").getBytes(StandardCharsets.UTF_8)));
      return new StoreLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Null where it is held, by another process or by this one. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder() {
    return machine() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** This process, for others to find it by. */
  public static String machine() {
    return "process " + ProcessHandle.current().pid() + " on " + host();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this machine";
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
