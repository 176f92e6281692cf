package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.Split;

class NSynthTest {

  @TempDir Path root;
  private MiniatureTree tree;

  @BeforeEach
  void writeTree() throws IOException {
    tree = new MiniatureTree(root, "nsynth");
    write("nsynth-train", "synth_lead", "synth_lead_synthetic_000-021-025", "lead_a");
    write("nsynth-valid", "bass", "bass_synthetic_033-022-050", "bass_a");
    write("nsynth-test", "vocal", "vocal_acoustic_000-059-050", "vocal_a");
  }

  private void write(String part, String family, String... notes) throws IOException {
    StringBuilder json = new StringBuilder();
    for (String note : notes) {
      json.append(json.isEmpty() ? "{" : ",\n");
      json.append(
          "\"%s\": {\"qualities\": [0, 1], \"pitch\": 59, \"instrument_family_str\": \"%s\"}"
              .formatted(note, family));
      tree.wavs(part + "/audio/" + note + ".wav");
    }
    tree.text(part + "/examples.json", json.append("}").toString());
  }

  @Test
  void theFoldersAreTheSplitsAndTheFamiliesTheClasses() throws IOException {
    LayoutClips opened = tree.open();
    assertThat(opened.dataset().labels()).hasSize(11).startsWith("bass").endsWith("vocal");
    assertThat(tree.clips(opened, Split.TRAIN))
        .containsExactly(
            "nsynth-train/audio/synth_lead_synthetic_000-021-025.wav=[synth_lead]",
            "nsynth-train/audio/lead_a.wav=[synth_lead]");
    assertThat(MiniatureTree.sizes(opened, Split.VALIDATION)).containsEntry("bass", 2L).hasSize(1);
    assertThat(MiniatureTree.sizes(opened, Split.TEST)).containsEntry("vocal", 2L).hasSize(1);
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    tree.remove("nsynth-test/audio/vocal_a.wav");
    tree.assertRefused(
        "1 of the 6 files in nsynth-*/examples.json are missing, first nsynth-test/audio/vocal_a");
    tree.text("nsynth-test/examples.json", "{\"a\": {\"instrument_family_str\": \"harp\"}}");
    tree.assertRefused("note a: instrument_family_str \"harp\"; expected one of [bass");
    tree.text("nsynth-test/examples.json", "{", "\"a\": {");
    tree.assertRefused("examples.json: line", "no valid JSON");
    tree.text("nsynth-test/examples.json", "[]");
    tree.assertRefused("no JSON object of notes");
    tree.remove("nsynth-test/examples.json");
    tree.assertRefused("not NSynth: no nsynth-test/examples.json");
  }
}
