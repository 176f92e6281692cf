package org.mast4j.datavec.audio.reader;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;

/**
 * The classes that a CSV gives its files.
 *
 * @param csv where they are from, for errors
 * @param labels by absolute path; one at least
 */
record LabelTable(String csv, Map<String, List<String>> labels) implements Serializable {

  /**
   * Of lines {@code path,label[,split]} that were read.
   *
   * @throws AudioException if the CSV is malformed, names a missing file, or a file without a label
   *     or with two
   */
  static LabelTable of(AudioDataset data) throws AudioException {
    Map<String, List<String>> labels = new HashMap<>();
    for (AudioClip clip : data.clips()) {
      if (clip.labels().isEmpty()) {
        throw new AudioException(data.source(), clip.path() + " has no label; add one to its line");
      }
      List<String> others = labels.putIfAbsent(key(clip.path()), clip.labels());
      if (others != null && !others.equals(clip.labels())) {
        throw new AudioException(
            data.source(),
            "%s is listed as %s and as %s; leave one of its lines"
                .formatted(
                    clip.path(), String.join(", ", others), String.join(", ", clip.labels())));
      }
    }
    return new LabelTable(data.source().toString(), Map.copyOf(labels));
  }

  List<String> of(Path file) {
    List<String> ofFile = labels.get(key(file));
    if (ofFile == null) {
      throw new NoLabelException("isn't in " + csv + ", which gives the classes; add it there");
    }
    return ofFile;
  }

  /** All classes, sorted. */
  List<String> vocabulary() {
    return labels.values().stream().flatMap(List::stream).distinct().sorted().toList();
  }

  private static String key(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }
}
