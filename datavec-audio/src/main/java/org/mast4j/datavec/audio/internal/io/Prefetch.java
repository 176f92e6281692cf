package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mast4j.settings.Require;

/**
 * What tasks give, in the tasks' order, made on all cores before it is asked for.
 *
 * <p>One thread asks; it also draws the tasks, none before it asks for the first time. The threads
 * that run them never keep the JVM running; close it to end them.
 */
public final class Prefetch<T> implements AutoCloseable {

  /** Makes one result, on any thread. */
  @FunctionalInterface
  public interface Task<T> {
    T run() throws IOException;
  }

  private final Iterator<Task<T>> tasks;
  private final long ahead;
  private final Deque<Future<T>> pending = new ArrayDeque<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          work -> {
            Thread thread = new Thread(work, "mast4j-prefetch");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Starts nothing yet.
   *
   * @param tasks may be endless
   * @param ahead how many results may wait or be in the making
   */
  public Prefetch(Iterator<Task<T>> tasks, long ahead) {
    Require.positive("ahead", ahead);
    this.tasks = tasks;
    this.ahead = ahead;
  }

  /** Whether a result is left. */
  public boolean hasNext() {
    return !pending.isEmpty() || tasks.hasNext();
  }

  /**
   * The next result, waiting for it if need be.
   *
   * @throws UncheckedIOException around its task's IOException, with that one's message; another
   *     exception of a task comes as it is
   * @throws CancellationException if the thread is interrupted
   * @throws NoSuchElementException after the last
   */
  public T next() {
    fill();
    try {
      return finish(pending.remove());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("interrupted while waiting for clips").initCause(e);
    }
  }

  /**
   * The same, but an interrupted thread waits on, and is interrupted still when it returns: as a
   * blocking read of a stream does, on which DL4J's asynchronous iterators rely.
   */
  public T nextDespiteInterrupts() {
    fill();
    Future<T> result = pending.remove();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return finish(result);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private T finish(Future<T> result) throws InterruptedException {
    try {
      T made = result.get();
      fill();
      return made;
    } catch (ExecutionException e) {
      throw problem(e);
    }
  }

  private void fill() {
    while (pending.size() < ahead && tasks.hasNext()) {
      Task<T> task = tasks.next();
      pending.add(workers.submit(task::run));
    }
  }

  private static RuntimeException problem(ExecutionException e) {
    if (e.getCause() instanceof IOException bad) {
      return new UncheckedIOException(bad.getMessage(), bad);
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return (RuntimeException) e.getCause(); // a task declares no other
  }

  /**
   * Drops what was made ahead, and starts no other task. Those that are running end on their own:
   * an interrupt would close the file that one of them writes.
   */
  @Override
  public void close() {
    pending.forEach(result -> result.cancel(false));
    pending.clear();
    workers.shutdown();
  }
}
