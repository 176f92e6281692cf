package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.testkit.Run;

/** Folders and CSV files as users have them, given to commands. */
class DataFolderCommandTest {

  @TempDir static Path directory;

  private static Path encoder;

  @BeforeAll
  static void preTrain() throws IOException {
    Path data = directory.resolve("unlabelled");
    for (int i = 0; i < 4; i++) {
      Tones.write(data.resolve(i + ".wav"), 300 + 100 * i);
    }
    encoder = directory.resolve("encoder");
    Run pretrain =
        run(
            Stream.of(
                    List.of("pretrain", "--data", data, "--encoder", "mast-nano", "--out", encoder),
                    List.of("--steps", 1, "--batch", 4))
                .flatMap(List::stream)
                .toArray());
    assertThat(pretrain.code()).as(pretrain.err()).isZero();
  }

  @Test
  void whatAScanLeavesOutIsPrintedInOneLine() throws IOException {
    Path data = classes("cluttered", "");
    Tones.write(data.resolve(".ipynb_checkpoints/low.wav"), 300);
    Files.writeString(data.resolve("notes.txt"), "");
    Run stats = run("stats", "--data", data, "--front-end", "kaldi");
    assertThat(stats.code()).as(stats.err()).isZero();
    assertThat(stats.out().lines())
        .contains(
            data
                + ": left out: 1 file that isn't audio that is read (.txt 1), 1 hidden folder"
                + " (.ipynb_checkpoints)");
    assertThat(stats.out()).contains(" of 8 clips");
    assertThat(stats.err()).doesNotContain("WARN");
  }

  @Test
  void trainAndTestWithoutValidationAreRefusedBeforeAudioIsRead() throws IOException {
    Path data = classes("split", "train/");
    classes("split", "test/");
    Files.write(data.resolve("train/low/0.wav"), new byte[0]); // would be the error, if it was read
    Run finetune = finetune(data, directory.resolve("never"));
    assertThat(finetune.code()).isEqualTo(1);
    assertThat(finetune.err())
        .contains("split: has no clip in the validation split; ", "--validation-share 0.1")
        .hasLineCount(1);
  }

  @Test
  void aShareOfTheTrainingClipsValidatesOnRequest() throws IOException {
    Path data = classes("shared", "train/");
    classes("shared", "test/");
    Path out = directory.resolve("tuned");
    Run finetune = finetune(data, out, "--validation-share=0.25");
    assertThat(finetune.code()).as(finetune.err()).isZero();
    AudioDataset split = AudioDataset.open(directory.resolve("tuned.split.csv"));
    assertThat(split.labels()).containsExactly("high", "low");
    assertThat(split.of(Split.VALIDATION))
        .hasSize(2)
        .allMatch(clip -> clip.path().startsWith(data.resolve("train")));
    assertThat(split.of(Split.TEST))
        .hasSize(8)
        .allMatch(clip -> clip.path().startsWith(data.resolve("test")));
  }

  @Test
  void aShareOfNothingOrOfAllIsWrongUsage() {
    for (String share : List.of("0", "1", "-0.1", "x", "NaN")) {
      Run finetune = finetune(encoder, directory.resolve("never"), "--validation-share=" + share);
      assertThat(finetune.code()).as(share).isEqualTo(2);
    }
  }

  @Test
  void aClassThatTheTestSplitLacksIsPrinted() throws IOException {
    Path data = classes("absent", "");
    Path csv = data.resolve("data.csv");
    Files.writeString(csv, "file;class;split\nlow/0.wav;low;test\nlow/1.wav;low;train\n");
    Files.writeString(csv, "high/0.wav;high;train\n", StandardOpenOption.APPEND);
    Run stats = run("stats", "--data", csv, "--front-end", "kaldi");
    assertThat(stats.out()).contains(csv + ": no clip of high in the test split");
  }

  private static Path classes(String name, String below) throws IOException {
    Path data = directory.resolve(name);
    for (int i = 0; i < 4; i++) {
      Tones.write(data.resolve(below + "low/" + i + ".wav"), 200 + 20 * i);
      Tones.write(data.resolve(below + "high/" + i + ".wav"), 3000 + 100 * i);
    }
    return data;
  }

  private static Run finetune(Path data, Path out, String... options) {
    return run(
        Stream.concat(
                Stream.of(
                    "finetune",
                    "--freeze",
                    "--epochs=1",
                    "--model=" + encoder,
                    "--data=" + data,
                    "--out=" + out),
                Stream.of(options))
            .toArray());
  }
}
