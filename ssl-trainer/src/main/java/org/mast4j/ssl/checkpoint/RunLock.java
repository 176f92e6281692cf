package org.mast4j.ssl.checkpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Of this process: the system's locks are a process's, and end when it closes such a file. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
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
   * Takes the lock of a file. Where a file system knows no locks, nothing keeps processes apart.
   *
   * @param file made if it isn't there; it stays
   * @param work what is done there, for the message: "this search"
   * @param patience how long to wait for whoever holds it
   * @throws IOException if another holds it, naming its process
   */
  public static RunLock take(Path file, String work, Duration patience) throws IOException {
    Path real = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    long end = System.nanoTime() + patience.toNanos();
    Optional<RunLock> lock = tryTake(real);
    while (lock.isEmpty()) {
      if (System.nanoTime() >= end) {
        throw new IOException(
            "%s: %s works on %s; wait for it, or end it"
                .formatted(file.toAbsolutePath().getParent(), holderOf(real), work));
      }
      sleep();
      lock = tryTake(real);
    }
    return lock.get();
  }

  private static Optional<RunLock> tryTake(Path file) throws IOException {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    Optional<RunLock> lock = Optional.empty();
    try {
      lock = tryLock(file);
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(file);
      }
    }
  }

  private static Optional<RunLock> tryLock(Path file) throws IOException {
    create(file);
    Object before = key(file);
    FileChannel channel = open(file);
    boolean taken = false;
    try {
      // Whoever ended just now may have deleted it: a lock on what nobody finds keeps no one away.
      taken = isLocked(channel) && Objects.equals(before, key(file));
      if (taken) {
        sign(channel, file);
      }
      return taken ? Optional.of(new RunLock(file, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static void create(Path file) throws UnwritableException {
    try {
      if (!Files.exists(file)) {
        Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }

  /** Which file it is, whatever its name; null where it is gone, or the system doesn't tell. */
  private static Object key(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static FileChannel open(Path file) throws UnwritableException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }

  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by another class loader's class of this name
    } catch (IOException e) {
      return true; // the file system knows no locks, as NFS without its daemon
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

  /** Who holds it; a file that this process holds isn't read, as closing it would end the lock. */
  private static String holderOf(Path file) throws IOException {
    return HELD.contains(file) ? machine() : Files.readString(file, StandardCharsets.UTF_8).strip();
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
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
