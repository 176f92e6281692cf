package org.mast4j.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.cli.Mast4j;
import org.mast4j.testkit.ChildJvm;

/** {@code mast4j studio}, from its start to Ctrl-C. */
class StudioCommandTest {
  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;

  @Test
  void servesUntilItIsEndedAndLeavesNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path clips = Files.createDirectory(folder.resolve("clips"));
    Files.write(clips.resolve("a.wav"), Sound.wav(Served.tone(1, 300)));
    Files.writeString(clips.resolve("b.wav"), "no sound");
    Process process =
        ChildJvm.of(Mast4j.class)
            .options("-Djava.io.tmpdir=" + temporary, "-Xmx512m")
            .with("studio", "--model", "mast-nano", "--neighbours", clips)
            .start();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      assertThat(line)
          .startsWith("studio is open at http://127.0.0.1:")
          .endsWith("(Ctrl-C closes it)");
      URI card = URI.create(line.split(" ")[4] + "/api/model");
      HttpResponse<String> model =
          Served.client()
              .send(HttpRequest.newBuilder(card).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(model.body()).contains("\"name\":\"mast-nano\"", "\"clips\":1");
      assertThat(Files.list(temporary).map(Path::getFileName).map(Path::toString))
          .anyMatch(name -> name.startsWith("mast4j-studio-"));

      process.toHandle().destroy(); // as Ctrl-C and a service manager do

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
      assertThat(out.lines()).contains("studio is closed");
      assertThat(new String(process.getErrorStream().readAllBytes()))
          .contains("left out: ", "b.wav");
      assertThat(Files.list(temporary).map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("mast4j-studio-"));
    } finally {
      process.destroyForcibly();
    }
  }
}
