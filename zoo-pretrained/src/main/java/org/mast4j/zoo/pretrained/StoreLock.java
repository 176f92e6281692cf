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
final class StoreLock {
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  /** What is done by one at a time. */
  interface Action {
    void run() throws IOException;
  }

  private StoreLock() {}

  /** Waits for its turn, then does it. */
  static void holding(Path file, Action action) throws IOException {
    Files.createDirectories(file.getParent());
    Path key = file.getParent().toRealPath().resolve(file.getFileName());
    ReentrantLock threads = IN_THIS_PROCESS.computeIfAbsent(key, path -> new ReentrantLock());
    try {
      threads.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Interruptions.asIo(e);
    }
    try (FileChannel processes =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      processes.lock(); // until the channel closes
      action.run();
    } finally {
      threads.unlock();
    }
  }
}
