package org.mast4j.zoo.pretrained;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of one process at a time do something: a lock on a file for the processes, and
 * one in memory for this process's threads, which the file's doesn't tell apart. The file stays,
 * since deleting it could let two in.
 */
final class StoreLock implements AutoCloseable {
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel processes;

  private StoreLock(ReentrantLock threads, FileChannel processes) {
    this.threads = threads;
    this.processes = processes;
  }

  /** Waits for its turn. */
  static StoreLock acquire(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    ReentrantLock threads =
        IN_THIS_PROCESS.computeIfAbsent(
            file.getParent().toRealPath().resolve(file.getFileName()), p -> new ReentrantLock());
    try {
      threads.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Interruptions.asIo(e);
    }
    boolean held = false;
    try {
      FileChannel processes =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        processes.lock();
        held = true;
        return new StoreLock(threads, processes);
      } finally {
        if (!held) {
          processes.close();
        }
      }
    } finally {
      if (!held) {
        threads.unlock();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      processes.close();
    } finally {
      threads.unlock();
    }
  }
}
