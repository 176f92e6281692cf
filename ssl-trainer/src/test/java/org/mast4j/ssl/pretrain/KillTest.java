package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.testkit.ChildJvm;

/**
 * SIGKILL at any moment, every second time in the middle of a save: the run goes on, and ends with
 * the bytes of one that nobody killed. {@code -Dkills=1000} kills more often, {@code
 * -Dkills.run="ss-mast mast-nano microBatch=2"} another run.
 */
class KillTest {
  private static final int STANDARD = 20;
  private static final int KILLS = Integer.getInteger("kills", STANDARD);
  private static final String RUN =
      System.getProperty("kills.run", "ss-mast mast-nano queueSize=8 projectionWidth=6");
  private static final String COMMON = "steps=40 batchSize=4 learningRate=1e-3";

  /** Of a process's life, a run of which takes longer. */
  private static final int MOST_MILLIS = 300;

  private static final int MOST_SAVES = 8;
  private static final long LOOK_NANOS = 100_000;
  private static final long PATIENCE_MINUTES = 5;

  @TempDir private Path directory;

  private final Random random = new Random(1);
  private final Deque<Process> started = new ArrayDeque<>();

  /** What became of the processes. */
  private int kills;

  private int inTheMiddleOfASave;
  private int runs;

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void killedAtAnyMomentARunEndsAsOneThatWasNot() throws Exception {
    start();
    String whole = runToItsEnd("whole");
    while (kills < KILLS) {
      assertThat(killAndGoOn("run" + runs)).as("model after %d kills", kills).isEqualTo(whole);
      runs++;
      if (KILLS > STANDARD) { // for whoever waits for them
        System.out.printf(
            "%d kills, %d in the middle of a save, in %d runs%n", kills, inTheMiddleOfASave, runs);
      }
    }
  }

  private String runToItsEnd(String name) throws Exception {
    Path model = directory.resolve(name + ".safetensors");
    Process process = next();
    go(process, directory.resolve(name), model);
    await(process);
    return digest(model);
  }

  /** One run, killed as often as it can be before its end. */
  private String killAndGoOn(String name) throws Exception {
    Path checkpoints = directory.resolve(name);
    Path model = directory.resolve(name + ".safetensors");
    while (!Files.exists(model)) {
      Process process = next();
      go(process, checkpoints, model);
      if (kills < KILLS) {
        kill(process, checkpoints);
      } else {
        await(process);
      }
    }
    String digest = digest(model);
    Checkpoints.delete(checkpoints);
    assertThat(checkpoints).doesNotExist();
    return digest;
  }

  private static String digest(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private void kill(Process process, Path checkpoints) throws Exception {
    if (kills % 2 == 0) {
      process.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
    } else {
      awaitSave(process, checkpoints, 1 + random.nextInt(MOST_SAVES));
    }
    process.destroyForcibly();
    await(process);
    kills++;
    if (!temporaries(checkpoints).isEmpty()) {
      inTheMiddleOfASave++;
    }
  }

  /** Until so many files have been begun, the last of them just now. */
  private static void awaitSave(Process process, Path checkpoints, int count) throws IOException {
    List<Path> seen = new ArrayList<>(temporaries(checkpoints));
    int begun = 0;
    while (begun < count && process.isAlive()) {
      List<Path> there = temporaries(checkpoints);
      begun += (int) there.stream().filter(file -> !seen.contains(file)).count();
      seen.addAll(there);
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static List<Path> temporaries(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.filter(AtomicFiles::isTemporary).toList();
    }
  }

  /** A process that waits for its run; another is started, which is ready when it is needed. */
  private Process next() throws IOException {
    start();
    Process process = started.removeFirst();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.endsWith(KilledRun.READY)) {
      line = out.readLine();
    }
    if (line == null) {
      fail(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
    return process;
  }

  private void start() throws IOException {
    List<String> arguments = new ArrayList<>(Arrays.asList(RUN.split(" ")));
    arguments.addAll(Arrays.asList(COMMON.split(" ")));
    started.add(
        ChildJvm.of(KilledRun.class)
            .options(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.mast4j.onednn=" + System.getProperty("org.mast4j.onednn", ""))
            .with(arguments.toArray())
            .start());
  }

  private static void go(Process process, Path checkpoints, Path model) throws IOException {
    try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(checkpoints + "\n" + model + "\n");
    }
  }

  private static void await(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
  }
}
