package org.mast4j.datavec.audio.reader;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;

/**
 * The label cells of a CSV by file.
 *
 * @param csv where they are from, for errors
 * @param cells by absolute path
 */
record LabelTable(String csv, Map<String, String> cells) implements Serializable {

  /**
   * Reads lines {@code path,label[,split]}.
   *
   * @throws AudioException if the CSV is malformed, names a missing file, or a file without a label
   *     or with two
   */
  static LabelTable read(Path csv) throws IOException {
    Map<String, String> cells = new HashMap<>();
    for (AudioClip clip : AudioDataset.open(csv).clips()) {
      if (clip.label().isEmpty()) {
        throw new AudioException(csv, clip.path() + " has no label; add one to its line");
      }
      String label = clip.label().get();
      String other = cells.putIfAbsent(key(clip.path()), label);
      if (other != null && !other.equals(label)) {
        throw new AudioException(
            csv,
            "%s is listed as %s and as %s; leave one of its lines"
                .formatted(clip.path(), other, label));
      }
    }
    return new LabelTable(csv.toString(), Map.copyOf(cells));
  }

  String of(Path file) {
    String cell = cells.get(key(file));
    if (cell == null) {
      throw new NoLabelException("isn't in " + csv + ", which gives the classes; add it there");
    }
    return cell;
  }

  private static String key(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }
}
