package org.mast4j.ssl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
