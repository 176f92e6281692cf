package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.cli.Mast4j;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;

/** {@code pretrain}, SIGKILL, {@code pretrain --resume}. */
class ResumeCommandTest {
  private static final List<String> RECORDED =
      List.of("metrics.jsonl", "monitors.jsonl", "result.json");

  @TempDir static Path directory;

  /** A run that was killed, and that no test goes on with. */
  private static Path killed;

  @BeforeAll
  static void killOne() throws Exception {
    Tones.writeTwoClasses(directory.resolve("data"), 5);
    killed = directory.resolve("killed");
    kill(pretrain("ss-mast", "mast-nano", killed), killed);
    assertThat(Checkpoints.exists(checkpoint(killed))).isTrue();
  }

  /** Every method that is found as a service; SS-MAST also by micro-batches and with a queue. */
  static Stream<List<String>> runs() {
    return Stream.concat(
        Methods.names().stream()
            .map(name -> List.of(name, name.equals("ssast") ? "ast-nano" : "mast-nano")),
        Stream.of(
            List.of("ss-mast", "mast-nano", "--micro-batch", "2"),
            List.of("ss-mast", "mast-nano", "--queue", "8")));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aKilledRunGoesOnToTheSameBytes(List<String> options) throws Exception {
    String name = String.join("", options);
    Path out = directory.resolve(name);
    Path whole = directory.resolve(name + "-whole");
    Object[] more = options.subList(2, options.size()).toArray();
    kill(pretrain(options.get(0), options.get(1), out, more), out);
    if (Checkpoints.exists(checkpoint(out))) { // or else it was faster than this test
      assertSucceeds("pretrain", "--resume", "--out", out);
    }
    assertSucceeds(pretrain(options.get(0), options.get(1), whole, more));
    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    for (String file : RECORDED) {
      assertThat(folder(out).resolve(file)).hasSameBinaryContentAs(folder(whole).resolve(file));
    }
    assertThat(checkpoint(out)).doesNotExist();
  }

  /** On clips that can't be read any more: settings are looked at first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lr 0.5|config.learningRate is 0.001 there and 0.5 here",
        "--monitor-every 7|monitors.monitorInterval is 5 there and 7 here",
        "--encoder ast-nano|architecture is \"mast\" there and \"ast\" here",
        "--front-end kaldi|frontEnd is absent there and \"kaldi\" here",
        "--set data.labelLevel=1|data.labelLevel is 0 there and 1 here",
      })
  void otherSettingsAreRefusedBeforeAudioIsRead(String option, String difference)
      throws IOException {
    Path broken = directory.resolve("broken");
    for (int i = 0; i < 10; i++) {
      Files.createDirectories(broken);
      Files.writeString(broken.resolve(i + ".wav"), "no audio");
    }
    List<Object> arguments =
        new ArrayList<>(List.of("pretrain", "--resume", "--out", killed, "--data", broken));
    arguments.addAll(List.of(option.split(" ")));
    Run refused = run(arguments.toArray());
    assertThat(refused.code()).as(refused.err()).isEqualTo(1);
    assertThat(refused.err()).contains(difference, "start anew").doesNotContain(".wav");
  }

  @Test
  void otherClipsAreRefused() throws IOException {
    Path others = directory.resolve("others");
    Tones.writeTwoClasses(others, 6);
    Run refused = run("pretrain", "--resume", "--out", killed, "--data", others);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("clips is 10 there and 12 here", "clipsHash");
    assertThat(folder(killed).resolve("run.yaml")).as("stays").content().doesNotContain("others");
  }

  @Test
  void aDamagedCheckpointIsNamedWithTheOneBefore() throws IOException {
    Path copy = directory.resolve("copy");
    copyFolder(folder(killed), folder(copy));
    Path newest;
    try (Stream<Path> files = Files.list(checkpoint(copy))) {
      newest =
          files
              .filter(file -> file.getFileName().toString().startsWith("state-"))
              .sorted()
              .reduce((first, second) -> second)
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);
    Run refused = run("pretrain", "--resume", "--out", copy);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("its content has changed", "delete " + newest + " to go back to step ");
    Files.delete(newest);
    assertSucceeds("pretrain", "--resume", "--out", copy);
  }

  /** What ends a run isn't what it is. */
  @Test
  void aRunMayEndEarlierThanItWasMeantTo() throws IOException {
    Path copy = directory.resolve("shorter");
    copyFolder(folder(killed), folder(copy));
    Run run = run("pretrain", "--resume", "--out", copy, "--max-epochs", 6, "--patience", 99);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("written after \\d+ steps, ended by maxEpochs: loss");
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static Object[] pretrain(String method, String encoder, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("pretrain", "--method", method));
    arguments.addAll(List.of("--encoder", encoder, "--data", directory.resolve("data")));
    arguments.addAll(List.of("--out", out, "--steps", 30, "--batch", 4, "--lr", 1e-3));
    arguments.addAll(List.of("--checkpoint-every", 0, "--monitor-every", 5));
    arguments.addAll(List.of("--best-by", "uniformity"));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  /** Runs it in a process of its own, which is killed after some steps. */
  private static void kill(Object[] pretrain, Path out) throws Exception {
    Process process =
        ChildJvm.of(Mast4j.class)
            .options("-Dorg.mast4j.onednn=" + System.getProperty("org.mast4j.onednn", ""))
            .with(pretrain)
            .start();
    Path metrics = folder(out).resolve("metrics.jsonl");
    while (process.isAlive() && (!Files.exists(metrics) || Files.size(metrics) < 200)) {
      Thread.sleep(2);
    }
    process.destroyForcibly().waitFor();
  }

  private static void assertSucceeds(Object... arguments) {
    Run run = run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
  }

  private static Path folder(Path out) {
    return out.resolveSibling(out.getFileName() + ".run");
  }

  private static Path checkpoint(Path out) {
    return folder(out).resolve("checkpoint");
  }
}
