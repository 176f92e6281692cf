package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Run;

/** {@code pretrain} by the methods beside SS-MAST. */
class PretrainMethodsCommandTest {
  @TempDir Path directory;
  private Path data;

  @BeforeEach
  void render() throws IOException {
    data = directory.resolve("data");
    Tones.writeTwoClasses(data, 3);
  }

  private Run pretrain(String method, String encoder, Path out, String... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("pretrain", "--method", method, "--encoder", encoder));
    arguments.addAll(List.of("--data", data, "--out", out, "--steps", 2, "--batch", 4));
    arguments.addAll(List.of(more));
    return run(arguments.toArray());
  }

  @Test
  void ssastTrainsAPresetOnPatchesSideBySideAndItsModelServes() throws IOException {
    Path out = directory.resolve("ssast");
    Run run = pretrain("ssast", "ast-nano", out, "--micro-batch", "2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("after 2 steps: loss .*InfoNCE .*, MSE .*, matched [0-9.]+ %");
    assertThat(out.resolve("config.json"))
        .content()
        .contains("\"strideMels\" : 16", "\"pooling\" : \"PATCHES\"");
    assertThat(directory.resolve("ssast.run/metrics.jsonl"))
        .content()
        .contains("\"info_nce\":", "\"mse\":", "\"accuracy\":")
        .hasLineCount(2);
    Path embeddings = directory.resolve("x.npy");
    run = run("embed", "--model", out, data.resolve("low/0.wav"), "--out", embeddings);
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void aFileOfSsastStartsFromTheSameEncoder() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("run.yaml"),
            "method: ssast\nencoder: {preset: ast-nano, width: 16}\nsteps: 1\nbatchSize: 2\n");
    Path out = directory.resolve("model");
    Run run = run("pretrain", "--config", file, "--data", data, "--out", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(out.resolve("config.json"))
        .content()
        .contains("\"strideMels\" : 16", "\"width\" : 16");
  }

  @Test
  void whatSsastCannotTrainIsRefusedBeforeTheDataIsRead() throws IOException {
    Files.writeString(data.resolve("low/0.wav"), "no audio");
    Path out = directory.resolve("model");
    Run run = pretrain("ssast", "mast-nano", out);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("mast pools its tokens").hasLineCount(1);
    run = pretrain("ssast", "ast-nano", out, "--set", "maskedPatches=24");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("maskedPatches 24 of a grid of 4 x 6 = 24 patches")
        .hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void labelsTrainAnEncoderAndAreNeeded() throws IOException {
    Path out = directory.resolve("supervised");
    Run run = pretrain("supervised", "mast-nano", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("after 2 steps: loss [0-9.]+, accuracy [0-9.]+");

    Files.copy(data.resolve("low/0.wav"), data.resolve("0.wav"));
    run = pretrain("supervised", "mast-nano", directory.resolve("other"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("0.wav: has no class").hasLineCount(1);
  }
}
