package org.mast4j.datavec.audio.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.AudioException;

class FolderScanTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".ipynb_checkpoints",
        ".git/annex",
        ".AppleDouble",
        ".Trashes",
        "__MACOSX/dog",
        "@eaDir",
        "lost+found",
        "$RECYCLE.BIN"
      })
  void hiddenFoldersAreNoClasses(String hidden) throws IOException {
    touch("cat/1.wav", "dog/1.wav", hidden + "/1.wav", "dog/" + hidden + "/2.wav");
    AudioDataset data = AudioDataset.open(folder);
    assertThat(data.labels()).containsExactly("cat", "dog");
    assertThat(data.clips()).hasSize(2);
    assertThat(data.remarks())
        .containsExactly("left out: 2 hidden folders (first %s)".formatted(firstHidden(hidden)));
  }

  /** Folders come in the file system's order. */
  private String firstHidden(String hidden) throws IOException {
    String name = hidden.split("/")[0];
    String remark = AudioDataset.open(folder).remarks().get(0);
    return remark.contains("first dog/") ? "dog/" + name : name;
  }

  @Test
  void aRootMayLieInAHiddenFolder() throws IOException {
    touch(".cache/data/cat/1.wav");
    assertThat(AudioDataset.open(folder.resolve(".cache/data")).labels()).containsExactly("cat");
  }

  @Test
  void whatIsPassedOverIsCountedInOneSentence() throws IOException {
    touch("cat/1.wav", "cat/2.mid", "dog/1.mid", "dog/2.wav", "dog/README", "notes.txt");
    touch("dog/._2.wav", "dog/.DS_Store", "dog/Thumbs.db", "bird/1.mid", "Desktop/desktop.ini");
    Files.createSymbolicLink(folder.resolve("dog/3.wav"), folder.resolve("annex/3.wav"));
    Files.createSymbolicLink(folder.resolve("dog/up"), folder.resolve("dog"));
    assertThat(AudioDataset.open(folder).clips()).hasSize(2);
    assertThat(AudioDataset.open(folder).remarks()).hasSize(1);
    assertThat(AudioDataset.open(folder).remarks().get(0))
        .startsWith(
            "left out: 5 files that aren't audio that is read (.mid 3, .txt 1, without extension"
                + " 1), 1 hidden audio file (dog/._2.wav), 1 link whose file isn't there"
                + " (dog/3.wav), 1 link to a folder above it (dog/up), 2 folders without audio"
                + " (first ");
  }

  @Test
  void aFolderThatCantBeReadIsNamed() throws IOException {
    touch("cat/1.wav", "dog/1.wav");
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(locked), "root reads every folder");
    assertThat(AudioDataset.open(folder).remarks())
        .containsExactly("left out: 1 folder that can't be read (locked)");
  }

  @Test
  void aFolderWithoutAudioSaysWhatItHolds() throws IOException {
    touch("a/1.mid");
    assertThatThrownBy(() -> AudioDataset.open(folder))
        .isInstanceOf(AudioException.class)
        .hasMessageContaining("holds no audio; expected files ending in")
        .hasMessageContaining("1 file that isn't audio that is read (.mid 1)");
  }

  @Test
  void linksToAudioAndToFoldersAreFollowed() throws IOException {
    touch("store/1.wav");
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("cat"), folder.resolve("store"));
    Files.createDirectory(data.resolve("dog"));
    Files.createSymbolicLink(data.resolve("dog/2.wav"), folder.resolve("store/1.wav"));
    assertThat(AudioDataset.open(data).labels()).containsExactly("cat", "dog");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train,val,test",
        "Training,VALID,Testing",
        "train,dev,eval",
        "train,devel,test",
        "train_set,Validation Data,testset"
      })
  void foldersCalledBySplitsAreTheSplit(String names) throws IOException {
    String[] splits = names.split(",");
    for (String split : splits) {
      touch(split + "/cat/1.wav", split + "/dog/sub/1.wav");
    }
    AudioDataset data = AudioDataset.open(folder);
    assertThat(data.labels()).containsExactly("cat", "dog");
    for (int i = 0; i < splits.length; i++) {
      String split = splits[i];
      assertThat(data.of(Split.values()[i]))
          .hasSize(2)
          .allMatch(clip -> folder.relativize(clip.path()).startsWith(split));
    }
    assertThat(data.remarks()).isEmpty();
  }

  @Test
  void aLinkToAFileOfAnotherSplitIsRemarked() throws IOException {
    touch("train/cat/1.wav", "test/cat/2.wav");
    Files.createSymbolicLink(folder.resolve("test/cat/1.wav"), folder.resolve("train/cat/1.wav"));
    assertThat(AudioDataset.open(folder).remarks())
        .containsExactly(
            folder.resolve("train/cat/1.wav").toRealPath() + " is in the train and test splits");
  }

  @Test
  void splitsMayLieBelowTheClasses() throws IOException {
    touch("cat/train/1.wav", "cat/test/1.wav", "dog/train/1.wav", "dog/test/1.wav");
    AudioDataset data = AudioDataset.open(folder);
    assertThat(data.labels()).containsExactly("cat", "dog");
    assertThat(data.of(Split.TRAIN)).hasSize(2);
    assertThat(data.of(Split.TEST)).hasSize(2);
  }

  @Test
  void splitsLieAboveALabelLevelOfOnesOwn() throws IOException {
    touch("train/en/cat/1.wav", "test/de/cat/1.wav");
    AudioDataset data = AudioDataset.scan(folder, 3);
    assertThat(data.labels()).containsExactly("cat");
    assertThat(data.of(Split.TEST)).hasSize(1);
    assertThat(AudioDataset.scan(folder, 1).labels()).containsExactly("test", "train");
  }

  @Test
  void aClassMayBeCalledTrain() throws IOException {
    touch("train/1.wav", "siren/1.wav");
    AudioDataset data = AudioDataset.open(folder);
    assertThat(data.labels()).containsExactly("siren", "train");
    assertThat(data.remarks()).isEmpty();
  }

  @Test
  void splitsBesideAnotherFolderAreClassesAndSaySo() throws IOException {
    touch("train/cat/1.wav", "test/cat/2.wav", "unlabelled/3.wav");
    AudioDataset data = AudioDataset.open(folder);
    assertThat(data.labels()).isEqualTo(List.of("test", "train", "unlabelled"));
    assertThat(data.remarks())
        .containsExactly(
            "test, train are taken for classes, since unlabelled lies beside them; move it to have"
                + " them as splits");
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[] {1});
    }
  }
}
