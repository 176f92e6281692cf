package org.mast4j.ssl.checkpoint;

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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.internal.io.UnwritableException;

/**
 * Keeps two processes from working in the same folder: the operating system's lock of a file, which
 * ends with the process however that ends. The file says who holds it.
 */
public final class RunLock implements AutoCloseable {
  /** In a folder of checkpoints. */
  static final String NAME = "run.lock";

  /** A process that was killed may take a while to be gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long LOOK_MILLIS = 50;

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder of checkpoints, waiting some seconds for whoever holds it.
   *
   * @param directory made if it isn't there
   * @throws IOException if another run holds it, naming that one's process
   */
  public static RunLock of(Path directory) throws IOException {
    AtomicFiles.createParent(directory.resolve(NAME));
    return take(directory.resolve(NAME), "this run", PATIENCE);
  }

  /**
   * Takes the lock of a file.
   *
   * @param file made if it isn't there; it stays
   * @param work what is done there, for the message: "this search"
   * @param patience how long to wait for whoever holds it
   * @throws IOException if another process holds it, naming that one
   */
  public static RunLock take(Path file, String work, Duration patience) throws IOException {
    FileChannel channel = open(file);
    boolean taken = false;
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (tryLock(channel) == null) {
        if (System.nanoTime() >= end) {
          throw new IOException(
              "%s: %s works on %s; wait for it, or end it"
                  .formatted(
                      file.toAbsolutePath().getParent(),
                      Files.readString(file, StandardCharsets.UTF_8).strip(),
                      work));
        }
        sleep();
      }
      sign(channel, file);
      taken = true;
      return new RunLock(channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static FileChannel open(Path file) throws UnwritableException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }

  private static void sign(FileChannel channel, Path file) throws UnwritableException {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((holder() + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UnwritableException(file, e);
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

  private static void sleep() throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
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
