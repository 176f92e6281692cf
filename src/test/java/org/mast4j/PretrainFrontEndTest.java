package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.StoredModel;

/** pretrain hears what the encoder's family hears, unless it is told otherwise. */
class PretrainFrontEndTest {
  @TempDir static Path directory;

  @BeforeAll
  static void writeTones() throws IOException {
    Tones.writeTwoClasses(directory.resolve("data"), 2);
  }

  @ParameterizedTest
  @CsvSource({"mast-nano, '', LIBROSA", "ast-nano, '', KALDI", "ast-nano, librosa, LIBROSA"})
  void theFrontEndIsTheFamilysOrTheOneAskedFor(
      String encoder, String asked, FrontEndConfig.Kind expected) throws IOException {
    Path out = directory.resolve(encoder + asked);
    Run run = pretrain(encoder, out, asked.isEmpty() ? List.of() : List.of("--front-end", asked));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(StoredModel.read(out).frontEnd().kind()).isEqualTo(expected);
  }

  @Test
  void aFrontEndOfOtherWidthIsRefusedWithWhatToDo() {
    Path out = directory.resolve("none");
    Run run = pretrain("mast-nano", out, List.of("--front-end", "librosa-mfcc"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("librosa-mfcc gives 20 values a frame, the encoder reads 64; add --mels 20");
    assertThat(out).doesNotExist();
  }

  private static Run pretrain(String encoder, Path out, List<String> more) {
    List<Object> arguments =
        new ArrayList<>(List.of("pretrain", "--encoder", encoder, "--steps", 1, "--batch", 2));
    arguments.addAll(List.of("--data", directory.resolve("data"), "--out", out));
    arguments.addAll(more);
    return run(arguments.toArray());
  }
}
