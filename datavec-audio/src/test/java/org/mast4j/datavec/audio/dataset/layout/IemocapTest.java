package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.Split;

class IemocapTest {

  @TempDir Path root;
  private MiniatureTree tree;

  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "iemocap");
    for (int session = 1; session <= 5; session++) {
      String dialog = "Ses0" + session + "F_script01_1";
      tree.text(
          "Session" + session + "/dialog/EmoEvaluation/" + dialog + ".txt",
          "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]",
          "",
          "[6.2901 - 8.2357]\t" + dialog + "_F000\tneu\t[2.5000, 2.5000, 2.5000]",
          "C-E2:\tNeutral;\t()",
          "[10.0100 - 11.3925]\t" + dialog + "_M000\texc\t[4.5000, 3.5000, 3.5000]",
          "[11.5000 - 12.0000]\t" + dialog + "_M001\txxx\t[2.5000, 2.5000, 2.5000]",
          "[12.5000 - 13.0000]\t" + dialog + "_M002\thap\t[2.5000, 2.5000, 2.5000]");
      tree.text("Session" + session + "/dialog/EmoEvaluation/._" + dialog + ".txt", "[junk");
      for (String turn : new String[] {"F000", "M000", "M001", "M002"}) {
        tree.wavs("Session%d/sentences/wav/%s/%s_%s.wav".formatted(session, dialog, dialog, turn));
      }
    }
  }

  @Test
  void aSessionTestsAndTheNextValidates() throws IOException {
    LayoutClips opened = tree.open(4);
    assertThat(opened.dataset().labels()).containsExactly("angry", "happy", "neutral", "sad");
    String wavs = "Session4/sentences/wav/Ses04F_script01_1/Ses04F_script01_1_";
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly(
            wavs + "F000.wav=[neutral]", wavs + "M000.wav=[happy]", wavs + "M002.wav=[happy]");
    assertThat(opened.dataset().of(Split.VALIDATION))
        .hasSize(3)
        .allMatch(clip -> clip.path().startsWith(root.resolve("Session5")));
    assertThat(opened.dataset().of(Split.TRAIN)).hasSize(9);
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    tree.remove("Session2/sentences/wav/Ses02F_script01_1/Ses02F_script01_1_F000.wav");
    tree.assertRefused("1 of the 15 files in Session*/dialog/EmoEvaluation/ are missing, first");
    tree.text("Session3/dialog/EmoEvaluation/Ses03F_script01_1.txt", "", "[6.2 - 8] x neu");
    tree.assertRefused("Ses03F_script01_1.txt: line 2: \"[6.2 - 8] x neu\"; expected");
    new MiniatureTree(root.resolve("Session1"), "iemocap")
        .assertRefused("not IEMOCAP: no Session1/dialog/EmoEvaluation/; expected the unpacked");
  }
}
