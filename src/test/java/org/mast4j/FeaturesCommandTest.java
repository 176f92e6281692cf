package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.testkit.Run;
import org.nd4j.linalg.factory.Nd4j;

/** {@code mast4j features} by the name of each front end, on one second. */
class FeaturesCommandTest {
  @TempDir Path directory;

  private Path clip;

  @BeforeEach
  void writeTone() throws IOException {
    clip = directory.resolve("tone.wav");
    Tones.write(clip, 440);
  }

  @ParameterizedTest
  @CsvSource({
    "kaldi, 98, 128",
    "librosa, 101, 128",
    "kaldi-mfcc, 98, 13",
    "librosa-mfcc, 101, 20",
    "librosa-pcen, 101, 128"
  })
  void eachFrontEndHasItsShape(String name, int frames, int width) {
    Path out = directory.resolve("x.npy");
    Run features = run("features", clip, "--front-end", name, "--out", out);
    assertThat(features.code()).as(features.err()).isZero();
    assertThat(Nd4j.createFromNpyFile(out.toFile()).shape()).containsExactly(frames, width);
  }

  @Test
  void theHelpNamesThem() {
    assertThat(run("features", "--help").out())
        .contains("kaldi, librosa, kaldi-mfcc, librosa-mfcc,", "librosa-pcen");
  }

  @Test
  void anUnknownFrontEndIsAnsweredWithTheNames() {
    Run features = run("features", clip, "--front-end", "lpc", "--out", directory.resolve("x.npy"));
    assertThat(features.code()).isEqualTo(2);
    assertThat(features.err())
        .contains(
            "\"lpc\" is no front end", "[kaldi, librosa, kaldi-mfcc, librosa-mfcc, librosa-pcen]");
  }
}
