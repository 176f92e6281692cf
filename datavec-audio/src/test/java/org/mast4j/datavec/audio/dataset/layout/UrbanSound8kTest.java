package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.Split;

class UrbanSound8kTest {

  private static final String HEADER = "slice_file_name,fsID,start,end,salience,fold,classID,class";

  @TempDir Path root;
  private MiniatureTree tree;

  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "urbansound8k");
    String[] lines = new String[11];
    lines[0] = HEADER;
    for (int fold = 1; fold <= 10; fold++) {
      tree.wavs("audio/fold" + fold + "/100-3-0-" + fold + ".wav");
      lines[fold] = "100-3-0-" + fold + ".wav,100,0.0,0.317551,1," + fold + ",3,dog_bark";
    }
    tree.text("metadata/UrbanSound8K.csv", lines);
  }

  @Test
  void aFoldTestsAndTheNextValidates() throws IOException {
    LayoutClips opened = tree.open(10);
    assertThat(opened.dataset().labels()).hasSize(10).startsWith("air_conditioner", "car_horn");
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly("audio/fold10/100-3-0-10.wav=[dog_bark]");
    assertThat(tree.clips(opened, Split.VALIDATION))
        .containsExactly("audio/fold1/100-3-0-1.wav=[dog_bark]");
    assertThat(opened.dataset().of(Split.TRAIN)).hasSize(8);
    assertThatThrownBy(() -> tree.open(11)).hasMessageContaining("fold 11; expected 1 to 10 of ");
  }

  @Test
  void kagglesTreeIsReadToo() throws IOException {
    for (int fold = 1; fold <= 10; fold++) {
      Files.move(root.resolve("audio/fold" + fold), root.resolve("fold" + fold));
    }
    tree.remove("audio");
    Files.move(root.resolve("metadata/UrbanSound8K.csv"), root.resolve("UrbanSound8K.csv"));
    assertThat(tree.clips(tree.open(4), Split.TEST))
        .containsExactly("fold4/100-3-0-4.wav=[dog_bark]");
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    tree.remove("audio/fold3/100-3-0-3.wav");
    tree.assertRefused(
        "not UrbanSound8K: 1 of the 10 files in metadata/UrbanSound8K.csv are missing,",
        "first audio/fold3/100-3-0-3.wav; expected the unpacked UrbanSound8K.tar.gz");
    tree.text("metadata/UrbanSound8K.csv", HEADER, "a.wav,1,0,1,1,11,3,dog_bark");
    tree.assertRefused("UrbanSound8K.csv: line 2: fold 11; expected 1 to 10");
    tree.text("metadata/UrbanSound8K.csv", HEADER, "a.wav,1,0,1,1,1,3,cat");
    tree.assertRefused("UrbanSound8K.csv: line 2: class \"cat\"; expected one of");
    tree.remove("metadata/UrbanSound8K.csv");
    tree.assertRefused("no metadata/UrbanSound8K.csv");
  }
}
