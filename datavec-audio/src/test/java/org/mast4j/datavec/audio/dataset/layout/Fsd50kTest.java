package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.Split;

class Fsd50kTest {

  private static final String DEV = "FSD50K.ground_truth/dev.csv";

  @TempDir Path root;
  private MiniatureTree tree;

  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "fsd50k");
    tree.wavs("FSD50K.dev_audio/64760.wav", "FSD50K.dev_audio/21914.wav");
    tree.wavs("FSD50K.eval_audio/37199.wav");
    tree.text(
        DEV,
        "fname,labels,mids,split",
        "64760,\"Electric_guitar,Music\",\"/m/02sgy,/m/04rlf\",train",
        "21914,Bark,/m/05tny_,val");
    tree.text("FSD50K.ground_truth/eval.csv", "fname,labels,mids", "37199,Music,/m/04rlf");
    tree.text(
        "FSD50K.ground_truth/vocabulary.csv",
        "0,Bark,/m/05tny_",
        "1,Electric_guitar,/m/02sgy",
        "2,Music,/m/04rlf");
  }

  @Test
  void theGroundTruthLabelsAndSplits() throws IOException {
    LayoutClips opened = tree.open();
    assertThat(opened.dataset().labels()).containsExactly("Bark", "Electric_guitar", "Music");
    assertThat(tree.clips(opened, Split.TRAIN))
        .containsExactly("FSD50K.dev_audio/64760.wav=[Electric_guitar, Music]");
    assertThat(tree.clips(opened, Split.VALIDATION))
        .containsExactly("FSD50K.dev_audio/21914.wav=[Bark]");
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly("FSD50K.eval_audio/37199.wav=[Music]");
    assertThat(opened.dataset().multiLabel()).isTrue();
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    tree.text(DEV, "fname,labels,mids,split", "64760,Meow,/m/07qrkrw,train");
    tree.assertRefused("dev.csv: line 2: class \"Meow\" isn't in vocabulary.csv");
    tree.text(DEV, "fname,labels,mids", "64760,Bark,/m/05tny_");
    tree.assertRefused("dev.csv: line 1: columns [fname, labels, mids]; expected");
    tree.text("FSD50K.ground_truth/vocabulary.csv", "1,Bark,/m/05tny_");
    tree.assertRefused("vocabulary.csv: line 1: expected 0,name,mid");
    tree.remove("FSD50K.ground_truth/eval.csv");
    tree.assertRefused("not FSD50K: no FSD50K.ground_truth/eval.csv; expected the unpacked");
  }
}
