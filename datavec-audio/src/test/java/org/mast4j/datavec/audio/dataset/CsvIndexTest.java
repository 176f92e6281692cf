package org.mast4j.datavec.audio.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.AudioException;

class CsvIndexTest {

  @TempDir Path folder;

  @BeforeEach
  void touch() throws IOException {
    Files.createDirectory(folder.resolve("dog"));
    Files.write(folder.resolve("dog/1.wav"), new byte[] {1});
    Files.write(folder.resolve("cat, 2.wav"), new byte[] {1});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path,label,split\ndog/1.wav,dog,train\n\"cat, 2.wav\",cat,test\n",
        "filename;class;subset\r\ndog/1.wav;dog;train\r\ncat, 2.wav;cat;test\r\n",
        "Split\tCategory\tFile Name\ntrain\tdog\tdog/1.wav\ntest\tcat\tcat, 2.wav\n",
        "\uFEFF\"path\";\"label\";\"split\"\n\"dog/1.wav\";\"dog\";\"train\"\n"
            + "\"cat, 2.wav\";\"cat\";\"test\"\n;;\n",
        "sep=;\r\npath;label;split\r\ndog/1.wav;dog;train\r\ncat, 2.wav;cat;test\r\n",
        "dog\\1.wav , dog , TRAIN\n\n\"cat, 2.wav\",cat,test\n,,\n,,\n"
      })
  void separatorsHeadersAndSpreadsheetsHabitsAreRead(String csv) throws IOException {
    assertTwoClips(write(csv, StandardCharsets.UTF_8));
  }

  @Test
  void excelsUnicodeTextIsRead() throws IOException {
    String text = "path\tlabel\tsplit\r\ndog/1.wav\tdog\ttrain\r\ncat, 2.wav\tcat\ttest\r\n";
    assertTwoClips(write("\uFEFF" + text, StandardCharsets.UTF_16LE));
    assertTwoClips(write("\uFEFF" + text, StandardCharsets.UTF_16BE));
  }

  @Test
  void aNameMaySpellItsAccentsOtherwiseThanTheFile() throws IOException {
    String composed = "\u00e9.wav";
    String decomposed = "e\u0301.wav";
    Files.write(folder.resolve(decomposed), new byte[] {1});
    AudioDataset data = AudioDataset.open(write(composed + ",x\n", StandardCharsets.UTF_8));
    assertThat(Files.isSameFile(data.clips().get(0).path(), folder.resolve(decomposed))).isTrue();
  }

  @Test
  void whatIsNoTextIsRefusedAsSuch() {
    assertProblem("p\0a\0t\0h\0\n\0", "not a CSV file in UTF-8");
  }

  @Test
  void aCsvWithoutClassesSaysHowTheirColumnIsCalled() throws IOException {
    AudioDataset data =
        AudioDataset.open(write("path,target\ndog/1.wav,3\n", StandardCharsets.UTF_8));
    assertThatThrownBy(data::requireOneLabelEach)
        .isInstanceOf(AudioException.class)
        .hasMessageContainingAll("data.csv: names no classes; expected", "label|labels|class|");
  }

  @Test
  void columnsThatArentReadAreNamed() throws IOException {
    AudioDataset data =
        AudioDataset.open(
            write("file,fold,label,take\ndog/1.wav,1,dog,A\n", StandardCharsets.UTF_8));
    assertThat(data.remarks()).containsExactly("columns left unread: fold, take");
  }

  @Test
  void aHeaderOfUnknownNamesSaysWhichAreKnown() {
    assertProblem(
        "clip;kind\ndog/1.wav;dog\n",
        "line 1: the columns [clip, kind]; expected path,label[,split[,start,end]], or a header"
            + " that names the columns: path|file|filename");
    assertProblem("path,class,label\n", "two columns that both give the label, class and label");
  }

  @Test
  void oddRowsAreNamedByLine() {
    assertProblem(
        "path,label\ndog/1.wav,dog\ncat, 2.wav,cat\n",
        "line 3: has 3 cells where the first line has 2; correct it, or quote cells that hold");
    assertProblem("path,label,split\ndog/1.wav,dog\n", "line 2: has 2 cells where the first");
    assertProblem("path,label\n,dog\n", "line 2: names no file; add its path");
    assertProblem("dog,dog\n", "line 1: a folder, not a file: ");
    assertProblem("label,path,split\ndog,dog/1.wav,fold3\n", "line 2: unknown split fold3; use");
  }

  @Test
  void filesInTwoSplitsAndAbsentClassesAreRemarked() throws IOException {
    assertThat(
            remarks(
                "dog/1.wav,dog,train,0,2\ndog/1.wav,dog,test,1,3\n\"cat, 2.wav\",cat,train,,\n"))
        .containsExactly(
            "no clip of cat in the test split",
            folder.resolve("dog/1.wav") + " is in the train and test splits");
    assertThat(remarks("dog/1.wav,dog,train,0,1\ndog/1.wav,dog,test,1,2\n")).isEmpty();
  }

  @Test
  void whatIsLeftWithoutClipsIsRemarked() throws IOException {
    AudioDataset data =
        AudioDataset.open(
            write("dog/1.wav,dog,train\n\"cat, 2.wav\",cat,train\n", StandardCharsets.UTF_8));
    assertThat(data.withClips(data.clips().subList(0, 1)).remarks())
        .containsExactly("no clip of cat in the train split");
  }

  @Test
  void filesListedTwiceAreRemarked() throws IOException {
    assertThat(remarks("dog/1.wav,dog\ndog/1.wav,dog\n"))
        .containsExactly(folder.resolve("dog/1.wav") + " is listed more than once");
    assertThat(remarks("dog/1.wav,dog\ndog/1.wav,cat\n"))
        .containsExactly(folder.resolve("dog/1.wav") + " is listed as dog and as cat");
  }

  @Test
  void classesThatLookAlikeAreRemarked() throws IOException {
    assertThat(remarks("dog/1.wav,Dog\n\"cat, 2.wav\",dog\n"))
        .containsExactly(
            "the classes \"Dog\" and \"dog\" differ in case, blanks or accents' encoding alone");
    assertThat(remarks("dog/1.wav,\u00e9\n\"cat, 2.wav\",e\u0301\n")).hasSize(1);
    assertThat(remarks("dog/1.wav,dog bark\n\"cat, 2.wav\",dog_bark\n")).hasSize(1);
  }

  private void assertTwoClips(Path csv) throws IOException {
    AudioDataset data = AudioDataset.open(csv);
    assertThat(data.clips())
        .containsExactly(
            new AudioClip(
                folder.resolve("dog/1.wav"), Optional.of("dog"), Optional.of(Split.TRAIN)),
            new AudioClip(
                folder.resolve("cat, 2.wav"), Optional.of("cat"), Optional.of(Split.TEST)));
  }

  private List<String> remarks(String csv) throws IOException {
    return AudioDataset.open(write(csv, StandardCharsets.UTF_8)).remarks();
  }

  private void assertProblem(String csv, String problem) {
    assertThatThrownBy(() -> AudioDataset.open(write(csv, StandardCharsets.UTF_8)))
        .isInstanceOf(AudioException.class)
        .hasMessageContaining(problem);
  }

  private Path write(String csv, Charset charset) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), csv, charset);
  }
}
