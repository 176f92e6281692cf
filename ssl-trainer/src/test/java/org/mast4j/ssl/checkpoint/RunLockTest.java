package org.mast4j.ssl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildJvm;

class RunLockTest {
  @TempDir private Path folder;

  @Test
  void oneHoldsTheLock() throws IOException {
    Path file = folder.resolve("lock");
    try (RunLock lock = RunLock.take(file, "this search", Duration.ZERO)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> RunLock.take(file, "this search", Duration.ZERO))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(folder + ": process " + ProcessHandle.current().pid() + " on ")
          .hasMessageEndingWith(" works on this search; wait for it, or end it");
    }
    RunLock.take(file, "this search", Duration.ZERO).close();
    assertThat(file).exists();
  }

  @Test
  void whoWaitsGetsItWhenTheOtherIsGone() throws Exception {
    Path file = folder.resolve("lock");
    RunLock first = RunLock.take(file, "this run", Duration.ZERO);
    CompletableFuture<RunLock> second =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return RunLock.take(file, "this run", Duration.ofMinutes(1));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    first.close();
    second.get(1, TimeUnit.MINUTES).close();
  }

  /** Holds the lock of a file until it is killed. */
  public static void main(String[] args) throws Exception {
    try (RunLock lock = RunLock.take(Path.of(args[0]), "this run", Duration.ZERO)) {
      System.out.println(lock == null ? "none" : "held");
      Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
  }

  private static ProcessBuilder holder(Path file) throws IOException {
    return new ProcessBuilder(
            ChildJvm.tool("java").toString(),
            "-Xmx64m",
            "-cp",
            ChildJvm.ownClassPath(),
            RunLockTest.class.getName(),
            file.toString())
        .redirectErrorStream(true);
  }

  @Test
  void itKeepsOtherProcessesAwayAndEndsWithItsOwn() throws Exception {
    Path file = folder.resolve("lock");
    Process other = holder(file).start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> RunLock.take(file, "this run", Duration.ZERO))
          .hasMessageContaining("process " + other.pid() + " on ");
    } finally {
      other.destroyForcibly();
    }
    RunLock.take(file, "this run", Duration.ofMinutes(1)).close();
  }

  @Test
  void whoeverIsRefusedDoesntEndTheOthersLock() throws Exception {
    Path file = folder.resolve("lock");
    try (RunLock lock = RunLock.take(file, "this run", Duration.ZERO)) {
      assertThatThrownBy(() -> RunLock.take(file, "this run", Duration.ZERO))
          .isInstanceOf(IOException.class);
      Process other = holder(file).start();
      assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("process " + ProcessHandle.current().pid() + " on ");
      assertThat(lock).isNotNull();
    }
  }

  @Test
  void itGoesWithTheCheckpoints() throws IOException {
    Path run = folder.resolve("new/run");
    RunLock.of(run).close();
    assertThat(run.resolve("run.lock")).exists();
    Checkpoints.requireWritable(run);
    Checkpoints.delete(run);
    assertThat(run).doesNotExist();
  }
}
