package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Run;

/** The commands of docs/audio.md that augment while they train. */
class AugmentationCommandTest {
  @TempDir static Path directory;

  @BeforeAll
  static void writeTones() throws IOException {
    Tones.writeTwoClasses(directory.resolve("clips"), 6);
  }

  @Test
  void thePagesCommandsPreTrainAndFineTune() throws IOException {
    assertThat(pretrain("plain")).isNotEqualTo(pretrain("encoder", listOf("pretrain")));
    assertThat(finetune("bare")).isNotEqualTo(finetune("tuned", listOf("finetune")));
  }

  @Test
  void aBadListIsWrongUsageBeforeAnyAudioIsRead() {
    Run run =
        Cli.run(
            "pretrain",
            "--data",
            "none",
            "--encoder",
            "mast-nano",
            "--out",
            directory.resolve("bad"),
            "--set",
            "augmentations=[{name: gains}]");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("augmentations[0].name \"gains\" is unknown; did you mean gain?");
  }

  /** What the page gives after --set to a command. */
  private static String listOf(String command) throws IOException {
    return Pattern.compile("mast4j " + command + " .*--set '(augmentations=[^']*)'")
        .matcher(Page.of("docs/audio.md").text())
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] pretrain(String out, String... settings) throws IOException {
    return run(
        List.of("pretrain", "--encoder", "mast-nano", "--steps", "2", "--batch", "4"),
        out,
        settings);
  }

  private static byte[] finetune(String out, String... settings) throws IOException {
    return run(
        List.of("finetune", "--model", directory.resolve("encoder"), "--epochs", "1"),
        out,
        settings);
  }

  /** The weights that a command writes. */
  private static byte[] run(List<Object> command, String out, String... settings)
      throws IOException {
    List<Object> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of("--data", directory.resolve("clips"), "--out", directory.resolve(out)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    Run run = Cli.run(arguments.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    return Files.readAllBytes(directory.resolve(out).resolve("model.safetensors"));
  }
}
