package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Run;

/** A run of pretrain that looks at monitors, and what it leaves behind. */
class MonitorCommandTest {
  @TempDir static Path directory;

  @BeforeAll
  static void writeTones() throws IOException {
    Tones.writeTwoClasses(directory.resolve("data"), 4);
    Tones.writeTwoClasses(directory.resolve("labelled"), 12);
  }

  private static Run pretrain(Path out, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("pretrain", "--encoder", "mast-nano", "--steps", 5));
    arguments.addAll(List.of("--batch", 4, "--data", directory.resolve("data"), "--out", out));
    arguments.addAll(List.of(more));
    return run(arguments.toArray());
  }

  @Test
  void labelledClipsSayWhichStepWasTheBest() throws IOException {
    Path out = directory.resolve("model");
    Run run = pretrain(out, "--monitor-data", directory.resolve("labelled"), "--monitor-every", 2);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("after 5 steps: loss")
        .containsPattern(
            "as it was after step [245], the best of 3 looks by probe_accuracy: [01]\\.");
    Path folder = directory.resolve("model.run");
    assertThat(folder.resolve("monitors.jsonl"))
        .content()
        .hasLineCount(3)
        .startsWith("{\"step\":2,\"embedding_spread\":")
        .contains("\"step\":4,", "\"step\":5,", "\"knn_accuracy\":", "\"probe_accuracy\":");
    assertThat(folder.resolve("result.json"))
        .content()
        .contains("\"ended\" : \"all steps\"", "\"monitor\" : \"probe_accuracy\"");
    assertThat(folder.resolve("report.html"))
        .content()
        .contains("Linear probe", "Effective rank", "probe_accuracy");
    assertThat(run("runs", folder).out()).containsPattern("probe_accuracy [01]\\.\\d{3} at [245]");
    assertThat(folder.resolve("times.jsonl")).content().contains("monitorSeconds");

    Path again = directory.resolve("again");
    Run same = run("pretrain", "--config", folder.resolve("run.yaml"), "--out", again);
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(again.resolve("model.safetensors"))
        .hasSameBinaryContentAs(out.resolve("model.safetensors"));
  }

  @Test
  void aFileSaysAllOfIt() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("run.yaml"),
            """
            encoder: mast-nano
            steps: 9
            batchSize: 4
            data: {path: data}
            run:
              maxEpochs: 2
              monitorInterval: 1
              bestBy: EFFECTIVE_RANK
              keepLast: 1
            """);
    Path out = directory.resolve("by-file");
    Run run = run("pretrain", "--config", file, "--out", out, "--set", "run.patience=9");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("written after 4 steps, ended by maxEpochs: loss", "looks by effective_rank");
    assertThat(directory.resolve("by-file.run/run.yaml"))
        .content()
        .contains("maxEpochs: 2", "patience: 9", "keepLast: 1");
  }

  /** With fewer and smaller steps. */
  @Test
  void theRunOfThePageIsOne() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("page"));
    Tones.writeTwoClasses(folder.resolve("recordings"), 2);
    Tones.writeTwoClasses(folder.resolve("labelled"), 4);
    Path file =
        Files.writeString(
            folder.resolve("run.yaml"), Page.of("docs/runs.md").blocks("yaml").get(0));
    Run run =
        run(
            "pretrain",
            "--config",
            file,
            "--out",
            folder.resolve("model"),
            "--encoder",
            "mast-nano",
            "--steps",
            2,
            "--batch",
            4,
            "--micro-batch",
            2);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("after 2 steps: loss", "1 look by probe_accuracy");
  }

  @Test
  void whatCanNotBeToldIsWrongUsage() {
    Path out = directory.resolve("none");
    assertWrong(
        pretrain(out, "--best-by", "probe_accuracy"), "bestBy PROBE_ACCURACY", "UNIFORMITY");
    assertWrong(pretrain(out, "--patience", 2), "patience 2");
    assertWrong(pretrain(out, "--set", "run.maxEpoch=3"), "unknown key run.maxEpoch", "maxEpochs");
    assertWrong(pretrain(out, "--monitor-every", 0, "--best-by", "alignment"), "bestBy");
    assertThat(out).doesNotExist();
  }

  private static void assertWrong(Run run, String... words) {
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(words);
  }

  @Test
  void labelledClipsWithoutASecondClassAreRefusedBeforeAudioIsRead() throws IOException {
    Path one = directory.resolve("one");
    Files.createDirectories(one.resolve("only"));
    Files.writeString(one.resolve("only/a.wav"), "no audio");
    Files.writeString(one.resolve("only/b.wav"), "no audio");
    Run run = pretrain(directory.resolve("none"), "--monitor-data", one);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("has one class, [only]");
  }
}
