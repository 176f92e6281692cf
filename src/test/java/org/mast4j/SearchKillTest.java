package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.store.StoredJob;
import org.mast4j.cli.Mast4j;
import org.mast4j.testkit.ChildJvm;

/**
 * SIGKILL of a search's runner, of a worker or of both at any moment, then {@code --resume}: the
 * same suggestions, scores and best as of a search that nobody killed. {@code -Dkills=30} kills
 * more often, {@code -Dkills.task=finetune} a search of fine-tunings.
 */
class SearchKillTest {
  /** Of each kind. */
  private static final int KILLS_EACH = Integer.getInteger("kills", 3) / Victim.values().length;

  private static final String SEARCH =
      """
      candidates: 4
      maxMinutes: 60
      seed: 1
      generator: {name: tpe, startup: 2}
      pruner: {name: halving, factor: 2, rungs: 2}
      workers: {count: 2, checkpointMinutes: 0}
      data: {path: data}
      """;

  private static final String TASK =
      System.getProperty("kills.task", "pretrain").equals("finetune")
          ? """
            task: finetune
            model: mast-nano
            base: {epochs: 4, batchSize: 4, mode: WHOLE}
            ranges:
              learningRate: [1.0e-4, 1.0e-2]
              layerDecay: [0.5, 1.0]
            """
          : """
            encoder: mast-nano
            base: {steps: 4, batchSize: 4, warmupSteps: 0}
            ranges:
              learningRate: [1.0e-4, 1.0e-2]
              patchDrop: [0.0, 0.5]
            """;

  /** Of a process's life, a search of which takes longer. */
  private static final int MOST_MILLIS = 9_000;

  private static final long PATIENCE_MINUTES = 5;

  @TempDir private Path folder;

  private final Random random = new Random(1);

  private enum Victim {
    RUNNER,
    WORKER,
    BOTH
  }

  @Test
  void killedAtAnyMomentASearchEndsAsOneThatWasNot() throws Exception {
    Path data = folder.resolve("data");
    Tones.writeTwoClasses(data, 10);
    Path config = Files.writeString(folder.resolve("search.yaml"), SEARCH + TASK);
    Path whole = folder.resolve("whole");
    assertThat(search(whole, config).waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
    List<String> expected = results(whole);
    assertThat(expected).hasSize(4);
    for (Victim victim : Victim.values()) {
      // a second death of the same job would be the end of its candidate
      int searches = victim == Victim.WORKER ? KILLS_EACH : 1;
      for (int i = 0; i < searches; i++) {
        Path out = folder.resolve(victim.name() + i);
        kill(victim, KILLS_EACH / searches, out, config);
        assertThat(results(out)).as("after kills of %s", victim).isEqualTo(expected);
        assertThat(out.resolve("best.json")).hasSameTextualContentAs(whole.resolve("best.json"));
        assertNothingIsLeft(out);
      }
    }
  }

  /** One search, whose processes are killed at some moments until it has come to its end. */
  private void kill(Victim victim, int most, Path out, Path config) throws Exception {
    int kills = 0;
    boolean ended = false;
    while (!ended) {
      Process runner = search(out, config);
      if (kills < most) {
        runner.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
        List<ProcessHandle> workers = runner.descendants().toList();
        if (victim != Victim.WORKER) {
          runner.destroyForcibly();
        }
        if (victim != Victim.RUNNER && !workers.isEmpty()) {
          workers.get(random.nextInt(workers.size())).destroyForcibly();
        }
        kills++;
      }
      assertThat(runner.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
      ended = runner.exitValue() == 0;
      if (!ended && victim == Victim.WORKER) { // killed before it was ready: none would start
        assertThat(Files.readString(log(out))).contains("a worker can't start");
      }
    }
  }

  private Process search(Path out, Path config) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("search", "--out", out));
    if (Files.exists(out.resolve("search.db"))) {
      arguments.add("--resume");
    } else {
      arguments.addAll(List.of("--config", config));
    }
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.tool("java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", ChildJvm.ownClassPath(), Mast4j.class.getName()));
    arguments.forEach(argument -> command.add(argument.toString()));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("OMP_WAIT_POLICY", "passive");
    return process
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(out).toFile()))
        .start();
  }

  private Path log(Path out) {
    return folder.resolve(out.getFileName() + ".log");
  }

  /** All that was found, but for the time that it took. */
  private static List<String> results(Path out) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("results.jsonl"))) {
      ObjectNode json = (ObjectNode) new ObjectMapper().readTree(line);
      lines.add(json.without("seconds").toString());
    }
    return lines;
  }

  private static void assertNothingIsLeft(Path out) throws IOException {
    try (SearchStore store = SearchStore.open(out.resolve("search.db"), true)) {
      assertThat(store.jobs()).extracting(StoredJob::outcome).allMatch(o -> o.isPresent());
    }
    assertThat(out.resolve("search.html")).content().contains("A search of 4 candidates");
  }
}
