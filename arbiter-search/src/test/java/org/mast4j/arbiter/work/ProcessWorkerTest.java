package org.mast4j.arbiter.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.testkit.ChildJvm;

class ProcessWorkerTest {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<WorkerEvent> events = new LinkedBlockingQueue<>();
  private ProcessWorker worker;

  /** Does what its candidate's values say. */
  public static void main(String[] arguments) throws IOException {
    WorkerLoop.run(
        (assignment, progress) -> {
          System.out.print("a native library's words without an end");
          Object what = assignment.values().get("what");
          if (what.equals("exit")) {
            System.err.println("no more of this");
            Runtime.getRuntime().halt(3);
          }
          if (what.equals("memory")) {
            throw new OutOfMemoryError("full");
          }
          if (what.equals("fail")) {
            throw new IllegalStateException("two\nlines \u00e9");
          }
          progress.reached(assignment.job().to());
          progress.scored(assignment.job().to(), 0.25);
          return Outcome.scored((double) assignment.values().get("score"));
        });
  }

  @BeforeEach
  void start() throws IOException, InterruptedException {
    worker =
        new ProcessWorker(
            new ProcessBuilder(
                ChildJvm.tool("java").toString(),
                "-cp",
                ChildJvm.ownClassPath(),
                ProcessWorkerTest.class.getName()),
            events::add);
    assertThat(next()).isInstanceOf(WorkerEvent.Ready.class);
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private WorkerEvent next() throws InterruptedException {
    return events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void begin(Map<String, Object> values) {
    worker.begin(new Assignment(new Job(0, 0, 0, 7, 0), 5, values, Path.of("folder")));
  }

  @Test
  void tellsHowItsJobsGo() throws InterruptedException {
    for (double score : new double[] {0.1 + 0.2, 1}) {
      begin(Map.of("what", "work", "score", score));
      assertThat(next()).isEqualTo(new WorkerEvent.Reached(worker, 7));
      assertThat(next()).isEqualTo(new WorkerEvent.Scored(worker, 7, 0.25));
      WorkerEvent.Ended ended = (WorkerEvent.Ended) next();
      assertThat(ended.outcome()).isEqualTo(Outcome.scored(score));
    }
    begin(Map.of("what", "fail"));
    WorkerEvent.Ended failed = (WorkerEvent.Ended) next();
    assertThat(failed.outcome()).isEqualTo(Outcome.failed("two lines \u00e9"));
  }

  @Test
  void saysWhyItDied() throws InterruptedException {
    begin(Map.of("what", "exit"));
    assertThat(next())
        .isEqualTo(
            new WorkerEvent.Died(worker, "its process ended with exit code 3: no more of this"));
  }

  @Test
  void withoutMemoryItDies() throws InterruptedException {
    begin(Map.of("what", "memory"));
    assertThat(next()).isEqualTo(new WorkerEvent.Died(worker, "java.lang.OutOfMemoryError: full"));
  }

  @Test
  void endsWithItsRunner() throws InterruptedException {
    ProcessHandle process = ProcessHandle.of(worker.pid()).orElseThrow();
    worker.endInput();
    assertThat(process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .succeedsWithin(java.time.Duration.ofSeconds(PATIENCE_SECONDS));
    assertThat(List.of(process)).noneMatch(ProcessHandle::isAlive);
  }
}
