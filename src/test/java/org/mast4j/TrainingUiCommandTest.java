package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Run;

/** {@code --ui}. */
class TrainingUiCommandTest {
  @TempDir private Path directory;

  @Test
  void pretrainIsShownAtAnAddressOfThisMachine() throws Exception {
    Tones.writeTwoClasses(directory.resolve("data"), 2);
    Run run = pretrain("--ui=0").succeeded();
    assertThat(run.out()).containsPattern("the training is shown at http://127\\.0\\.0\\.1:\\d+\n");
    assertThat(run.err()).doesNotContain("WARN", "ERROR");
  }

  @Test
  void finetuneIsShownToo() throws Exception {
    Tones.writeTwoClasses(directory.resolve("data"), 8);
    pretrain("--ui=0").succeeded();
    Run run =
        Cli.run(
                "finetune",
                "--model",
                directory.resolve("model"),
                "--data",
                directory.resolve("data"),
                "--out",
                directory.resolve("tuned"),
                "--epochs",
                "2",
                "--ui=0")
            .succeeded();
    assertThat(run.out()).containsPattern("the training is shown at http://127\\.0\\.0\\.1:\\d+\n");
    assertThat(run.err()).doesNotContain("WARN", "ERROR");
  }

  @Test
  void aPortThatIsTakenEndsTheCommandBeforeAudioIsRead() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Run run = pretrain("--ui=" + taken.getLocalPort());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains(
              "the training UI can't listen on 127.0.0.1:%d; choose another port"
                  .formatted(taken.getLocalPort()));
    }
  }

  private Run pretrain(String ui) {
    return Cli.run(
        "pretrain",
        "--data",
        directory.resolve("data"),
        "--encoder",
        "ast-nano",
        "--frames",
        "96",
        "--out",
        directory.resolve("model"),
        "--steps",
        "2",
        "--batch",
        "2",
        "--set",
        "warmupSteps=0",
        ui);
  }
}
