package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.testkit.Run;

/** {@code bench long} of clips that aren't, beside peers that a shell script plays. */
class LongBenchTest {
  private static final String PYTHON =
      """
      #!/bin/sh
      case $2 in openvino) echo "bad allocation" >&2; exit 1 ;; esac
      echo ready
      while read -r line; do echo 50; done
      echo 100
      """;

  @TempDir Path directory;

  @Test
  void eachLengthIsMeasuredBesideItsPeersAndDrawn() throws IOException {
    Path python = Files.writeString(directory.resolve("python"), PYTHON);
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
    Path json = directory.resolve("long.json");
    Path picture = directory.resolve("long.png");
    String[] works = {"ast-nano-1s", "mast-nano-1s", "mast-nano-2s"};
    for (int run = 0; run < 2; run++) { // what it wrote it replaces
      Run bench =
          run(
              "bench",
              "long",
              "--python",
              python,
              "--work",
              String.join(",", works),
              "--repeats",
              1,
              "--json",
              json,
              "--picture",
              picture);
      assertThat(bench.code()).as(bench.err()).isZero();
      assertThat(bench.out())
          .contains("mast-nano-2s", "isn't measured: bad allocation")
          .containsPattern("PyTorch +0\\.05 s, +100 MB; ratio \\S+; of memory \\S+\\n")
          .doesNotContain("autocast");
    }
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.fieldNames())
        .toIterable()
        .containsExactly(
            "cpu", "long-ast-nano-1s-f32", "long-mast-nano-1s-f32", "long-mast-nano-2s-f32");
    JsonNode two = figures.get("long-mast-nano-2s-f32");
    assertThat(two.get("tokens").asInt()).isEqualTo(5 * 19);
    assertThat(two.at("/peers/PyTorch/ratio").asDouble()).isEqualTo(two.get("ms").asDouble() / 50);
    assertThat(two.get("quadraticShare").asDouble()).isBetween(0.0, 1.0);
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isGreaterThan(image.getHeight());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ast-base", "ast-bse-300s", "ast-base-0s", "ast-base-99999s", "-1s"})
  void aWorkThatIsNoneIsOneSentence(String work) {
    Run bench = run("bench", "long", "--work=" + work);
    assertThat(bench.code()).isEqualTo(1);
    assertThat(bench.err())
        .contains("no long clip \"" + work + "\"; expected an encoder and 1 to 3600 seconds")
        .hasLineCount(1);
  }
}
