package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.internal.io.CsvFile;
import org.mast4j.datavec.audio.internal.io.CsvFile.Row;

/**
 * FSD50K (Fonseca et al., 2022): 200 classes of sound, several a clip. Its authors' split: dev.csv
 * says which clips train and which validate, those of eval.csv test.
 */
final class Fsd50k implements DatasetLayout {

  @Override
  public String name() {
    return "fsd50k";
  }

  @Override
  public String title() {
    return "FSD50K, 200 sounds, multi-label";
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            path,
            "FSD50K",
            "the unpacked FSD50K.dev_audio, FSD50K.eval_audio and FSD50K.ground_truth archives");
    Path devCsv = root.file("FSD50K.ground_truth/dev.csv");
    Path evalCsv = root.file("FSD50K.ground_truth/eval.csv");
    Path devAudio = root.folder("FSD50K.dev_audio");
    Path evalAudio = root.folder("FSD50K.eval_audio");
    List<String> vocabulary = vocabulary(root.file("FSD50K.ground_truth/vocabulary.csv"));
    Set<String> known = new HashSet<>(vocabulary);
    ListedClips clips = new ListedClips(root);
    CsvFile.read(
        devCsv,
        List.of("fname", "labels", "split"),
        (row, cells) -> {
          Rows.requireOneOf(row, "split", cells.get(2), List.of("train", "val"));
          clips.add(
              devAudio.resolve(cells.get(0) + ".wav"),
              labels(row, cells.get(1), known),
              cells.get(2).equals("train") ? Split.TRAIN : Split.VALIDATION);
        });
    CsvFile.read(
        evalCsv,
        List.of("fname", "labels"),
        (row, cells) ->
            clips.add(
                evalAudio.resolve(cells.get(0) + ".wav"),
                labels(row, cells.get(1), known),
                Split.TEST));
    return clips.completeMultiLabel("FSD50K.ground_truth/", vocabulary);
  }

  /** Rows {@code index,name,mid} without a header. */
  private static List<String> vocabulary(Path csv) throws IOException {
    List<String> names = new ArrayList<>();
    CsvFile.read(
        csv,
        row -> {
          if (row.cells().size() != 3 || !row.cells().get(0).equals("" + names.size())) {
            throw row.problem("expected " + names.size() + ",name,mid; unpack the archive again");
          }
          if (names.contains(row.cells().get(1))) {
            throw row.problem("class " + row.cells().get(1) + " again; unpack the archive again");
          }
          names.add(row.cells().get(1));
        });
    return names;
  }

  private static List<String> labels(Row row, String cell, Set<String> known)
      throws AudioException {
    List<String> labels = List.of(cell.split(","));
    for (String label : labels) {
      if (!known.contains(label)) {
        throw row.problem("class \"" + label + "\" isn't in vocabulary.csv; unpack both again");
      }
    }
    return labels;
  }
}
