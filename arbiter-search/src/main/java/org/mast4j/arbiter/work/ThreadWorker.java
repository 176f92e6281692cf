package org.mast4j.arbiter.work;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mast4j.arbiter.plan.Outcome;

/** A worker on a thread of this process. */
public final class ThreadWorker implements Worker {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long PATIENCE_MINUTES = 1;

  /** Between two signs of life that say nothing else. */
  private static final long SIGN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final JobTask task;
  private final Consumer<WorkerEvent> events;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "search-worker");
            made.setDaemon(true);
            return made;
          });

  /** A worker that is ready at once. */
  public ThreadWorker(JobTask task, Consumer<WorkerEvent> events) {
    this.task = task;
    this.events = events;
    events.accept(new WorkerEvent.Ready(this));
  }

  @Override
  public void begin(Assignment assignment) {
    thread.execute(() -> run(assignment));
  }

  private void run(Assignment assignment) {
    long start = System.nanoTime();
    JobTask.Progress progress =
        new JobTask.Progress() {
          private int last = assignment.job().from();
          private long lastSign = start;

          @Override
          public void reached(int count) {
            last = count;
            sign();
          }

          private void sign() {
            lastSign = System.nanoTime();
            events.accept(new WorkerEvent.Reached(ThreadWorker.this, last));
          }

          @Override
          public void scored(int count, double score) {
            if (Double.isFinite(score)) {
              events.accept(new WorkerEvent.Scored(ThreadWorker.this, count, score));
            }
          }

          @Override
          public void alive() {
            if (System.nanoTime() - lastSign > SIGN_NANOS) {
              sign();
            }
          }
        };
    Outcome outcome;
    try {
      outcome = task.run(assignment, progress);
    } catch (OutOfMemoryError e) { // native memory, too, ends in that error
      events.accept(new WorkerEvent.Died(this, e.toString()));
      return;
    } catch (Exception e) {
      outcome = Outcome.failed(reason(e));
    }
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    events.accept(new WorkerEvent.Ended(this, outcome, seconds));
  }

  /** A failure as one sentence. */
  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Interrupts what it does, and waits for that, as another may go on with it afterwards. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
