package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.Split;

class VoxCeleb1Test {

  @TempDir Path root;
  private MiniatureTree tree;

  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "voxceleb1");
    tree.text(
        "iden_split.txt",
        "1 id10003/na8-QEFmj44/00003.wav",
        "2 id10003/na8-QEFmj44/00004.wav",
        "3 id10001/1zcIwhmdeo4/00001.wav");
    tree.wavs(
        "wav/id10003/na8-QEFmj44/00003.wav",
        "wav/id10003/na8-QEFmj44/00004.wav",
        "wav/id10001/1zcIwhmdeo4/00001.wav");
  }

  @Test
  void theSplitFileSaysWhoTrains() throws IOException {
    LayoutClips opened = tree.open();
    assertThat(opened.dataset().labels()).containsExactly("id10001", "id10003");
    assertThat(tree.clips(opened, Split.TRAIN))
        .containsExactly("wav/id10003/na8-QEFmj44/00003.wav=[id10003]");
    assertThat(tree.clips(opened, Split.VALIDATION))
        .containsExactly("wav/id10003/na8-QEFmj44/00004.wav=[id10003]");
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly("wav/id10001/1zcIwhmdeo4/00001.wav=[id10001]");
  }

  @Test
  void theArchivesMayLieApart() throws IOException {
    tree.remove("wav/id10001/1zcIwhmdeo4/00001.wav");
    tree.wavs("test/wav/id10001/1zcIwhmdeo4/00001.wav");
    assertThat(tree.clips(tree.open(), Split.TEST))
        .containsExactly("test/wav/id10001/1zcIwhmdeo4/00001.wav=[id10001]");
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    tree.remove("wav/id10001/1zcIwhmdeo4/00001.wav");
    tree.assertRefused("1 of the 3 files in iden_split.txt are missing, first wav/id10001/1zcI");
    tree.text("iden_split.txt", "1 id10003/a/1.wav", "4 id10003/a/1.wav");
    tree.assertRefused("iden_split.txt: line 2: \"4 id10003/a/1.wav\"; expected 1, 2 or 3");
    Files.write(root.resolve("iden_split.txt"), new byte[] {(byte) 0xE9, '\n'});
    tree.assertRefused("iden_split.txt: isn't a text file in UTF-8; unpack it again");
    tree.remove("iden_split.txt");
    tree.assertRefused("not VoxCeleb1: no iden_split.txt or meta/iden_split.txt");
  }
}
