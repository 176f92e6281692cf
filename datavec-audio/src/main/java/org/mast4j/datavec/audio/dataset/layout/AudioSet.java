package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.AudioTree;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.internal.io.CsvFile;
import org.mast4j.datavec.audio.internal.io.CsvFile.Row;

/**
 * AudioSet (Gemmeke et al., 2017): 527 classes of sound, several a clip, in segments of YouTube
 * videos. Google gives out lists only; the audio lies anywhere below the root as cut clips called
 * by the video's id: {@code YTID.wav}, {@code YYTID.wav}, or {@code YTID_30.000_40.000.flac} with
 * the segment's times. What is listed and not there is counted, since videos vanish. The authors'
 * split: the train lists train, eval_segments.csv tests; nothing validates.
 */
final class AudioSet implements DatasetLayout {

  private static final Map<String, Split> LISTS = new LinkedHashMap<>();

  static {
    LISTS.put("balanced_train_segments.csv", Split.TRAIN);
    LISTS.put("unbalanced_train_segments.csv", Split.TRAIN);
    LISTS.put("eval_segments.csv", Split.TEST);
  }

  private static final Pattern ID = Pattern.compile("[\\w-]{11}");

  /** An id, perhaps after a Y that keeps a leading hyphen off; then perhaps start and end. */
  private static final Pattern STEM =
      Pattern.compile("(?:([\\w-]{11})|Y([\\w-]{11}))(?:_[\\d.]+(?:_[\\d.]+)?)?");

  @Override
  public String name() {
    return "audioset";
  }

  @Override
  public String title() {
    return "AudioSet, 527 sounds, multi-label";
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            path,
            "AudioSet",
            "class_labels_indices.csv, one or more of %s, and clips called YTID.wav"
                .formatted(String.join(", ", LISTS.keySet())));
    Map<String, String> names = classNames(root.file("class_labels_indices.csv"));
    root.file(LISTS.keySet().toArray(String[]::new));
    Map<String, Path> files = filesById(path);
    List<AudioClip> clips = new ArrayList<>();
    int listed = 0;
    for (Map.Entry<String, Split> list : LISTS.entrySet()) {
      Path csv = path.resolve(list.getKey());
      if (Files.isRegularFile(csv)) {
        listed += read(csv, list.getValue(), names, files, clips);
      }
    }
    if (clips.isEmpty()) {
      throw root.problem("none of the " + listed + " listed clips is below it");
    }
    return new LayoutClips(
        AudioDataset.multiLabel(path, clips, List.copyOf(names.values())), listed - clips.size());
  }

  /** Display names by machine id, in the order of their indices. */
  private static Map<String, String> classNames(Path csv) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    CsvFile.read(
        csv,
        List.of("index", "mid", "display_name"),
        (row, cells) -> {
          Rows.integer(row, "index", cells.get(0), names.size(), names.size());
          if (names.containsValue(cells.get(2)) || names.put(cells.get(1), cells.get(2)) != null) {
            throw row.problem("class " + cells.get(2) + " again; get the file again");
          }
        });
    return names;
  }

  private static Map<String, Path> filesById(Path root) throws IOException {
    Map<String, Path> files = new HashMap<>();
    for (Path file : AudioTree.walk(root).files()) {
      id(file).ifPresent(id -> files.putIfAbsent(id, file));
    }
    return files;
  }

  private static Optional<String> id(Path file) {
    String name = file.getFileName().toString();
    Matcher stem = STEM.matcher(name.substring(0, name.lastIndexOf('.')));
    return stem.matches()
        ? Optional.of(Optional.ofNullable(stem.group(1)).orElseGet(() -> stem.group(2)))
        : Optional.empty();
  }

  /** Adds the clips that are there, and returns how many the list names. */
  private static int read(
      Path csv,
      Split split,
      Map<String, String> names,
      Map<String, Path> files,
      List<AudioClip> clips)
      throws IOException {
    int[] listed = {0};
    CsvFile.read(
        csv,
        row -> {
          if (row.cells().get(0).startsWith("#")) {
            return;
          }
          if (row.cells().size() != 4 || !ID.matcher(row.cells().get(0)).matches()) {
            throw row.problem("expected YTID, start, end, \"labels\"; get the file again");
          }
          listed[0]++;
          Path file = files.get(row.cells().get(0));
          if (file != null) {
            clips.add(
                new AudioClip(file, labels(row, names), Optional.of(split), Optional.empty()));
          }
        });
    return listed[0];
  }

  private static List<String> labels(Row row, Map<String, String> names) throws AudioException {
    List<String> labels = new ArrayList<>();
    for (String mid : row.cells().get(3).split(",")) {
      if (!names.containsKey(mid)) {
        throw row.problem("class " + mid + " isn't in class_labels_indices.csv; get both again");
      }
      labels.add(names.get(mid));
    }
    return labels;
  }
}
