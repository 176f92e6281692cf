package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.Split;

class AudioSetTest {

  @TempDir Path root;
  private MiniatureTree tree;

  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "audioset");
    tree.text(
        "class_labels_indices.csv",
        "index,mid,display_name",
        "0,/m/09x0r,\"Speech\"",
        "1,/m/05zppz,\"Male speech, man speaking\"",
        "2,/m/0bt9lr,\"Dog\"");
    tree.text(
        "balanced_train_segments.csv",
        "# Segments csv created Sun Mar  5 10:54:31 2017",
        "# num_ytids=3, num_segs=3, num_unique_labels=3, num_positive_labels=4",
        "# YTID, start_seconds, end_seconds, positive_labels",
        "--4gqARaEJE, 0.000, 10.000, \"/m/0bt9lr,/m/09x0r\"",
        "Y0123456789, 30.000, 40.000, \"/m/05zppz\"",
        "-gone_gone-, 5.000, 15.000, \"/m/09x0r\"");
    tree.text("eval_segments.csv", "a_b-c_d-e_f, 70.000, 80.000, \"/m/09x0r\"");
    tree.wavs(
        "audio/balanced/--4gqARaEJE.wav",
        "audio/balanced/YY0123456789.wav",
        "audio/eval/a_b-c_d-e_f_70.000_80.000.flac",
        "audio/eval/unlisted.wav");
  }

  @Test
  void clipsAreFoundByTheirVideoAndMissingOnesAreCounted() throws IOException {
    LayoutClips opened = tree.open();
    assertThat(opened.missing()).isEqualTo(1);
    assertThat(opened.dataset().labels())
        .containsExactly("Speech", "Male speech, man speaking", "Dog");
    assertThat(tree.clips(opened, Split.TRAIN))
        .containsExactly(
            "audio/balanced/--4gqARaEJE.wav=[Dog, Speech]",
            "audio/balanced/YY0123456789.wav=[Male speech, man speaking]");
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly("audio/eval/a_b-c_d-e_f_70.000_80.000.flac=[Speech]");
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    tree.text("eval_segments.csv", "a_b-c_d-e_f, 70.000, 80.000, \"/m/x\"");
    tree.assertRefused("eval_segments.csv: line 1: class /m/x isn't in class_labels_indices.csv");
    tree.text("eval_segments.csv", "short, 70.000, 80.000, \"/m/09x0r\"");
    tree.assertRefused("eval_segments.csv: line 1: expected YTID, start, end");
    tree.text("class_labels_indices.csv", "index,mid,display_name", "1,/m/09x0r,Speech");
    tree.assertRefused("class_labels_indices.csv: line 2: index 1; expected 0");
    tree.remove("class_labels_indices.csv");
    tree.assertRefused("not AudioSet: no class_labels_indices.csv; expected");
  }

  @Test
  void listsWithoutTheirAudioAreRefused() throws IOException {
    tree.remove("audio/balanced/--4gqARaEJE.wav");
    tree.remove("audio/balanced/YY0123456789.wav");
    tree.remove("audio/eval/a_b-c_d-e_f_70.000_80.000.flac");
    tree.assertRefused("none of the 4 listed clips is below it", "clips called YTID.wav");
    tree.remove("balanced_train_segments.csv");
    tree.remove("eval_segments.csv");
    tree.assertRefused("no balanced_train_segments.csv or unbalanced_train_segments.csv or eval");
  }
}
