package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.ssl.checkpoint.RunLock;
import org.mast4j.testkit.Run;

/** What {@code search} refuses before a worker starts; {@link SearchKillTest} searches. */
class SearchCommandTest {
  @TempDir private Path folder;

  private Path config;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    out = folder.resolve("found");
    config =
        Files.writeString(
            folder.resolve("search.yaml"),
            """
            candidates: 2
            maxMinutes: 1
            seed: 1
            encoder: mast-nano
            base: {steps: 2, batchSize: 4}
            ranges:
              learningRate: [1.0e-4, 1.0e-2]
            """);
  }

  private static void assertRefused(Run run, int code, String... parts) {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(parts);
  }

  @Test
  void aSearchNeedsItsFileOrOneToGoOnWith() {
    assertRefused(run("search", "--out", out), 2, "no search; name its file by --config");
    assertRefused(run("search", "--out", out, "--resume"), 1, "there is no search to go on with");
    assertRefused(
        run("search", "--out", out, "--resume", "--config", config), 1, "there is no search here");
    assertThat(out.resolve("search.yaml")).doesNotExist();
  }

  @Test
  void anotherSearchIsNotReplaced() throws IOException {
    Files.createDirectories(out);
    SearchStore.create(out.resolve("search.db")).close();
    assertRefused(
        run("search", "--out", out, "--config", config),
        1,
        "search.db: holds the results of another search; go on with that by --resume");
  }

  @Test
  void whatAnotherProcessWorksOnIsLeftToIt() throws IOException {
    Files.createDirectories(out);
    try (RunLock held = RunLock.take(out.resolve("search.lock"), "it", Duration.ZERO)) {
      assertThat(held).isNotNull();
      assertRefused(
          run("search", "--out", out, "--config", config),
          1,
          "process " + ProcessHandle.current().pid() + " on ",
          " works on this search; wait for it, or end it");
    }
    assertThat(out.resolve("search.db")).doesNotExist();
    assertThat(out.resolve("search.yaml")).doesNotExist();
  }

  @Test
  void clipsThatCantBeToldApartAreRefused() throws IOException {
    Path data = folder.resolve("data");
    Tones.writeTwoClasses(data, 3);
    try (var files = Files.list(data.resolve("low"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Run run = run("search", "--out", out, "--config", config, "--data", data);
    assertRefused(run, 1, data.toString());
    assertThat(out).doesNotExist();
  }
}
