package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Run;

/**
 * A disk without room for a further checkpoint: the one before stays, and the run goes on later.
 */
class FullDiskTest {
  private static final int SAVED = 5;

  /** A tmpfs in a namespace of its own, with what was saved on it and half a state's room. */
  private static final String ON_A_FULL_DISK =
      """
      mkdir -p full && mount -t tmpfs -o size=4m tmpfs full && cp saved/* full || exit 77
      room=$(df --output=avail -B1 full | tail -1)
      state=$(stat -c %s full/state-00000005.safetensors)
      head -c $((room - state / 2)) /dev/zero > full/ballast || exit 77
      printf 'full\\nnone\\n' | "$@"
      code=$?
      rm full/ballast && mkdir left && cp -a full/. left || exit 77
      exit $code
      """;

  /** Files of 8 kB at most, where there are no namespaces. */
  private static final String WITH_A_QUOTA =
      """
      mkdir left && cp saved/* left || exit 77
      printf 'left\\nnone\\n' | (ulimit -f 16; exec "$@")
      """;

  @TempDir private Path directory;

  @Test
  void onAFullDiskTheCheckpointBeforeStaysAndTheRunCanGoOn() throws Exception {
    Run probe = ChildProcess.of(List.of("sh", "-c", "unshare -rm true")).run();
    assumeTrue(probe.code() == 0, "needs a user namespace: " + probe.err());
    assertStays(List.of("unshare", "-rm", "sh", "-c", ON_A_FULL_DISK), "No space left on device");
  }

  @Test
  void overAQuotaTheCheckpointBeforeStaysAndTheRunCanGoOn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
    assertStays(List.of("sh", "-c", WITH_A_QUOTA), "File too large");
  }

  private void assertStays(List<String> shell, String reason) throws Exception {
    PretrainingSettings settings =
        KilledRun.settings("ss-mast", "mast-nano", Map.of("steps", 8, "batchSize", 4));
    Path whole = directory.resolve("whole.safetensors");
    Path model = directory.resolve("model.safetensors");
    KilledRun.train(settings, directory.resolve("whole"), whole, 99);
    KilledRun.train(settings, directory.resolve("saved"), model, SAVED);
    assertThat(model).doesNotExist();

    List<String> command = new ArrayList<>(shell);
    command.add("sh"); // the script's $0
    command.addAll(
        ChildJvm.of(KilledRun.class)
            .options("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
            .with("ss-mast", "mast-nano", "steps=8", "batchSize=4")
            .command());
    Run failed = ChildProcess.of(command).in(directory).run();
    assertThat(failed.code()).as(failed.lines().toString()).isEqualTo(1);
    assertThat(failed.err())
        .contains(
            "state-0000000%d.safetensors: can't be written (%s); ".formatted(SAVED + 1, reason)
                + "the checkpoint of step %d stays; make room there and resume the run"
                    .formatted(SAVED));

    Path left = directory.resolve("left");
    try (Stream<Path> files = Files.list(left)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("no half a file")
          .contains("run.json", "state-00000005.safetensors")
          .noneMatch(name -> name.endsWith(".tmp"));
    }
    KilledRun.train(settings, left, model, 99);
    assertThat(model).hasSameBinaryContentAs(whole);
  }
}
