package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.Split;

class VoxForgeTest {

  private static final String TRUNK = "/Trunk/Audio/Main/16kHz_16bit/";

  @TempDir Path root;
  private MiniatureTree tree;

  /** Eleven speakers s0 to sa, whom NumPy orders 4 9 2 a 6 1 7, 8, 3 0 5 (splits.py). */
  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "voxforge");
    String[] folders = {"de", "SpeechCorpus", "es", "fr", "it", "ru"};
    for (int speaker = 0; speaker < 11; speaker++) {
      String archive =
          folders[speaker % 6] + TRUNK + "s" + Integer.toHexString(speaker) + "-20080318-kdl";
      tree.wavs(archive + "/wav/a0407.wav", archive + "/mfc/a0407.wav");
      tree.text(archive + "/etc/PROMPTS", "a0407 SOME WORDS");
    }
    tree.wavs("de" + TRUNK + "s5-20101010-abc/wav/de-1.wav");
  }

  @Test
  void speakersAreSplitAsTensorFlowDatasetsSplitsThem() throws IOException {
    LayoutClips opened = tree.open();
    assertThat(opened.dataset().labels()).containsExactly("de", "en", "es", "fr", "it", "ru");
    assertThat(opened.dataset().of(Split.TRAIN)).hasSize(7);
    assertThat(tree.clips(opened, Split.VALIDATION))
        .containsExactly("es" + TRUNK + "s8-20080318-kdl/wav/a0407.wav=[es]");
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly(
            "de" + TRUNK + "s0-20080318-kdl/wav/a0407.wav=[de]",
            "de" + TRUNK + "s5-20101010-abc/wav/de-1.wav=[de]",
            "fr" + TRUNK + "s3-20080318-kdl/wav/a0407.wav=[fr]",
            "ru" + TRUNK + "s5-20080318-kdl/wav/a0407.wav=[ru]");
    assertThat(MiniatureTree.sizes(opened, Split.TRAIN)).containsEntry("en", 2L);
  }

  @Test
  void aLanguageThatIsMissingIsNamed() throws IOException {
    tree.remove("ru" + TRUNK + "s5-20080318-kdl/wav/a0407.wav");
    tree.assertRefused("not VoxForge: no SPEAKER-DATE-XXX/wav/*.wav below ru/");
    new MiniatureTree(root.resolve("de"), "voxforge").assertRefused("not VoxForge: no de/");
  }
}
