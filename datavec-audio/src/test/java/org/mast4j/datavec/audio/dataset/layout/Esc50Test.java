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

class Esc50Test {

  private static final String HEADER = "filename,fold,target,category,esc10,src_file,take";

  @TempDir Path root;
  private MiniatureTree tree;

  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "esc50");
    String[] lines = new String[11];
    lines[0] = HEADER;
    for (int fold = 1; fold <= 5; fold++) {
      tree.wavs("audio/" + fold + "-1-A-0.wav", "audio/" + fold + "-2-A-49.wav");
      lines[2 * fold - 1] = "%d-1-A-0.wav,%d,0,dog,True,1,A".formatted(fold, fold);
      lines[2 * fold] = "%d-2-A-49.wav,%d,49,hand_saw,False,2,A".formatted(fold, fold);
    }
    tree.text("meta/esc50.csv", lines);
  }

  @Test
  void aFoldTestsAndTheNextValidates() throws IOException {
    LayoutClips opened = tree.open(5);
    assertThat(opened.dataset().labels())
        .hasSize(50)
        .startsWith("dog", "rooster", "pig")
        .endsWith("fireworks", "hand_saw");
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly("audio/5-1-A-0.wav=[dog]", "audio/5-2-A-49.wav=[hand_saw]");
    assertThat(tree.clips(opened, Split.VALIDATION))
        .containsExactly("audio/1-1-A-0.wav=[dog]", "audio/1-2-A-49.wav=[hand_saw]");
    assertThat(opened.dataset().of(Split.TRAIN)).hasSize(6);
    assertThatThrownBy(() -> tree.open(6)).hasMessageContaining("fold 6; expected 1 to 5 of esc50");
  }

  @Test
  void esc10IsTenOfItsClasses() throws IOException {
    LayoutClips opened = new MiniatureTree(root, "esc10").open(1);
    assertThat(opened.dataset().labels())
        .containsExactly(
            "dog",
            "rooster",
            "rain",
            "sea_waves",
            "crackling_fire",
            "crying_baby",
            "sneezing",
            "clock_tick",
            "helicopter",
            "chainsaw");
    assertThat(tree.clips(opened, Split.TEST)).containsExactly("audio/1-1-A-0.wav=[dog]");
  }

  @Test
  void kagglesTreeIsReadToo() throws IOException {
    Files.move(root.resolve("meta/esc50.csv"), root.resolve("esc50.csv"));
    Files.move(root.resolve("audio"), root.resolve("clips"));
    Files.createDirectory(root.resolve("audio"));
    Files.move(root.resolve("clips"), root.resolve("audio/audio"));
    assertThat(tree.clips(tree.open(2), Split.TEST))
        .containsExactly("audio/audio/2-1-A-0.wav=[dog]", "audio/audio/2-2-A-49.wav=[hand_saw]");
  }

  @Test
  void theFolderAboveIsARootToo() throws IOException {
    Path archive = Files.createDirectory(root.resolve("ESC-50-master"));
    Files.move(root.resolve("meta"), archive.resolve("meta"));
    Files.move(root.resolve("audio"), archive.resolve("audio"));
    assertThat(tree.clips(tree.open(1), Split.TEST))
        .containsExactly(
            "ESC-50-master/audio/1-1-A-0.wav=[dog]", "ESC-50-master/audio/1-2-A-49.wav=[hand_saw]");
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    tree.remove("audio/3-1-A-0.wav");
    tree.assertRefused(
        "not ESC-50: 1 of the 10 files in meta/esc50.csv are missing, first audio/3-1-A-0.wav;",
        "expected the unpacked ESC-50-master.zip");
    tree.text("meta/esc50.csv", HEADER, "a.wav,6,0,dog,True,1,A");
    tree.assertRefused("esc50.csv: line 2: fold 6; expected 1 to 5");
    tree.text("meta/esc50.csv", HEADER, "a.wav,1,0,hound,True,1,A");
    tree.assertRefused("esc50.csv: line 2: category \"hound\"; expected one of");
    tree.remove("meta/esc50.csv");
    tree.assertRefused("no meta/esc50.csv or esc50.csv");
  }
}
