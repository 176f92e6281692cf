package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.cli.Mast4j;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;
import org.nd4j.linalg.factory.Nd4j;

/** The chain that a person runs: pre-train on a folder, fine-tune, evaluate, embed, classify. */
class CommandLineTest {
  @TempDir static Path directory;

  @BeforeAll
  static void writeTones() throws IOException {
    Tones.writeTwoClasses(directory.resolve("data"), 10);
  }

  @Test
  void pretrainsFineTunesEvaluatesEmbedsAndClassifies() {
    Path data = directory.resolve("data");
    Path encoder = directory.resolve("encoder");
    Path classifier = directory.resolve("classifier");
    Path clip = data.resolve("low/3.wav");

    Run pretrain =
        run(
            "pretrain",
            "--data",
            data,
            "--encoder",
            "mast-nano",
            "--out",
            encoder,
            "--steps",
            2,
            "--batch",
            8,
            "--lr",
            1e-3);
    assertThat(pretrain.code()).as(pretrain.err()).isZero();
    assertThat(encoder.resolve("model.safetensors")).exists();

    Run finetune =
        run(
            "finetune",
            "--model",
            encoder,
            "--data",
            data,
            "--out",
            classifier,
            "--set",
            "mode=whole",
            "--epochs",
            15,
            "--lr",
            3e-3);
    assertThat(finetune.code()).as(finetune.err()).isZero();
    assertThat(finetune.out()).contains("test accuracy 1.000").contains("mean log-mel");

    Run sgd =
        run(
            "finetune",
            "--model",
            encoder,
            "--data",
            data,
            "--out",
            directory.resolve("by-sgd"),
            "--epochs",
            1,
            "--optimizer",
            "sgd");
    assertThat(sgd.code()).as(sgd.err()).isZero();

    Run evaluate = run("evaluate", "--model", classifier, "--data", data);
    assertThat(evaluate.code()).as(evaluate.err()).isZero();
    assertThat(evaluate.out()).contains("accuracy 1.000 (20 clips)");

    Path embeddings = directory.resolve("embeddings.npy");
    Run embed = run("embed", "--model", encoder, clip, clip, "--out", embeddings);
    assertThat(embed.code()).as(embed.err()).isZero();
    assertThat(Nd4j.createFromNpyFile(embeddings.toFile()).shape()).containsExactly(2, 128);

    Run classify = run("classify", "--model", classifier, clip, "--top", 1);
    assertThat(classify.code()).as(classify.err()).isZero();
    assertThat(classify.out()).contains("low").doesNotContain("high");

    Path attention = directory.resolve("attention.png");
    Run draw =
        run("classify", "--model", classifier, clip, "--hop", 0.02, "--attention", attention);
    assertThat(draw.code()).as(draw.err()).isZero();
    assertThat(attention).isNotEmptyFile();
    Run two = run("classify", "--model", classifier, clip, clip, "--attention", attention);
    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err()).contains("--attention draws one clip; there are 2");
  }

  /** What Ctrl-C does, by SIGTERM, to a process of its own. */
  @Test
  void interruptedPreTrainingLeavesNoModelAndResumes() throws Exception {
    Path out = directory.resolve("interrupted");
    Path checkpoint = directory.resolve("interrupted.run/checkpoint");
    Object[] pretrain = {
      "pretrain",
      "--data",
      directory.resolve("data"),
      "--encoder",
      "mast-nano",
      "--out",
      out,
      "--steps",
      100,
      "--batch",
      4
    };
    Process process = ChildJvm.of(Mast4j.class).with(pretrain).start();
    try (BufferedReader progress = process.errorReader(StandardCharsets.UTF_8)) {
      String line = "";
      while (line != null && !line.matches(".*ss-mast mast-nano.* [1-9]\\d*/100 .*")) {
        line = progress.readLine();
      }
      process.toHandle().destroy(); // process.destroy() would close its streams
      progress.lines().forEach(rest -> {}); // so that it can't block on a full pipe
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("--resume");
    assertThat(out).doesNotExist();
    assertThat(checkpoint.resolve("run.json")).exists();

    Run again = run(pretrain);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("interrupted.run/checkpoint", "unfinished run", "--resume");

    Run resumed = run(Stream.concat(Stream.of(pretrain), Stream.of("--resume")).toArray());
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("after 100 steps");
    assertThat(out.resolve("model.safetensors")).exists();
    assertThat(checkpoint).doesNotExist();
    assertThat(directory.resolve("interrupted.run/metrics.jsonl")).content().hasLineCount(100);
  }

  @Test
  void resumingNothingIsRefused() {
    Run run =
        run(
            "pretrain",
            "--data",
            directory.resolve("data"),
            "--encoder",
            "mast-nano",
            "--out",
            directory.resolve("nothing"),
            "--resume");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("nothing.run/checkpoint", "no unfinished run");
  }

  @Test
  void patchDropHasModesOfWhichMastTakesTwo() throws IOException {
    Path masked = directory.resolve("masked");
    assertThat(patchDropMode("mask", masked).code()).isZero();
    Path gridded = directory.resolve("gridded");
    assertThat(patchDropMode("GRID", gridded).code()).isZero();
    assertThat(Path.of(masked + ".run/metrics.jsonl"))
        .content()
        .isNotEqualTo(Files.readString(Path.of(gridded + ".run/metrics.jsonl")));

    Run free = patchDropMode("free", directory.resolve("free"));
    assertThat(free.code()).isEqualTo(1);
    assertThat(free.err()).contains("patchDropMode FREE leaves no grid", "use GRID or MASK");
    Run unknown = patchDropMode("some", directory.resolve("some"));
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("--patch-drop-mode", "[GRID, FREE, MASK]", "some");
    assertThat(run("pretrain", "--help").out()).contains("--patch-drop-mode=MODE", "mask:");
  }

  private static Run patchDropMode(String mode, Path out) {
    return run(
        "pretrain",
        "--data",
        directory.resolve("data"),
        "--encoder",
        "mast-nano",
        "--out",
        out,
        "--steps",
        1,
        "--batch",
        2,
        "--patch-drop-mode",
        mode);
  }

  @Test
  void writesFeaturesAsNumPy() {
    Path out = directory.resolve("features.npy");

    Run run =
        run(
            "features",
            directory.resolve("data/low/0.wav"),
            "--front-end",
            "librosa",
            "--out",
            out);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Nd4j.createFromNpyFile(out.toFile()).shape()).containsExactly(101, 128);
  }

  @Test
  void reportsABadFileInOneLine() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.wav"));

    Run run =
        run("features", empty, "--front-end", "librosa", "--out", directory.resolve("never.npy"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("empty.wav").contains("empty file");
    assertThat(directory.resolve("never.npy")).doesNotExist();
  }

  @Test
  void refusesADataDirectoryOfOneClass() throws IOException {
    Path data = directory.resolve("one-class");
    Tones.write(data.resolve("only/a.wav"), 300);
    Tones.write(data.resolve("only/b.wav"), 400);
    Path encoder = directory.resolve("one-class-encoder");
    Run pretrain =
        run(
            "pretrain",
            "--data",
            data,
            "--encoder",
            "mast-nano",
            "--out",
            encoder,
            "--steps",
            1,
            "--batch",
            2);
    assertThat(pretrain.code()).as(pretrain.err()).isZero();

    Run finetune =
        run("finetune", "--model", encoder, "--data", data, "--out", directory.resolve("none"));

    assertThat(finetune.code()).isEqualTo(1);
    assertThat(finetune.err().strip().lines()).as(finetune.err()).hasSize(1);
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void answersWrongUsageWithCodeTwo() {
    assertThat(run("features").code()).isEqualTo(2);
    assertThat(run("no-such-command").code()).isEqualTo(2);
  }
}
