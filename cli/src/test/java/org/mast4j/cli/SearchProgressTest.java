package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.SearchFolder;
import org.mast4j.arbiter.Trial;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.work.Assignment;

class SearchProgressTest {
  private static final Map<String, Object> VALUES = Map.of("learningRate", 0.001);

  @TempDir private Path folder;

  private final StringWriter written = new StringWriter();
  private final PrintWriter console = new PrintWriter(written);
  private SearchSettings settings;

  @BeforeEach
  void read() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("search.yaml"),
            """
            candidates: 2
            maxMinutes: 1
            seed: 1
            encoder: mast-nano
            base: {steps: 4, batchSize: 4, warmupSteps: 0}
            ranges:
              learningRate: [1.0e-4, 1.0e-2]
            """);
    settings = SearchSettings.read(config, Map.of());
    SearchStore.create(new SearchFolder(folder).store()).close();
  }

  private SearchProgress progress(Optional<LiveLines> live) {
    SearchPage page = new SearchPage(settings.search(), new SearchFolder(folder));
    return new SearchProgress(settings, folder.resolve("own.yaml"), page, console, live);
  }

  private void search(SearchProgress progress) {
    progress.onBegin(new Assignment(new Job(0, 0, 0, 4, 0), 4, VALUES, folder), List.of());
    progress.onStep(0, 1);
    progress.onRemark("worker 1 died: no memory");
    Trial trial =
        new Trial(
            0, VALUES, OptionalDouble.of(0.5), Optional.empty(), 2, Optional.empty(), 4, true);
    progress.onTrial(trial, List.of(trial));
    progress.onBegin(new Assignment(new Job(1, 1, 0, 4, 1), 4, VALUES, folder), List.of(trial));
    progress.onStep(1, 2);
  }

  @Test
  void intoAPipeGoPlainLinesAlone() {
    PrintStream err = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try (SearchProgress progress = progress(Optional.empty())) {
      search(progress);
    } finally {
      System.setErr(err);
    }
    assertThat(written.toString().lines())
        .containsExactly(
            "worker 1 died: no memory",
            "candidate 1 of 2 (learningRate 0.00100): probe score 0.500, 2.0 s");
    assertThat(written.toString().replace(System.lineSeparator(), ""))
        .doesNotContainPattern("\\p{Cntrl}");
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void onATerminalATableFollowsTheLinesAndVanishesInTheEnd() {
    try (SearchProgress progress =
        progress(Optional.of(new LiveLines(console, () -> 70, () -> {})))) {
      search(progress);
      progress.onRemark("last");
      assertThat(written.toString())
          .contains("search    1 of 2 candidates begun, 0 trained to the end, 0 stopped")
          .contains("running   candidate 1 after 0 of 4 steps: learningRate 0.00100")
          .contains("best      0.500 by candidate 1 after 4 steps: learningRate 0.00100")
          .containsPattern("last\n\u001b\\[\\?7lsearch    2 of 2 candidates begun");
    }
    assertThat(written.toString()).endsWith("\u001b[4A\r\u001b[J");
  }
}
