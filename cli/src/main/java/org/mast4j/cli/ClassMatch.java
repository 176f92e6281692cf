package org.mast4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;

/**
 * Which of a model's classes those of a data set are: the one of the same name, else the only one
 * of the same words. FSD50K's {@code Walk_and_footsteps} is AudioSet's {@code Walk, footsteps}.
 */
final class ClassMatch {
  private static final int MOST_NAMES = 5;

  private final List<String> model;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<String> byWords = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /**
   * Compares names.
   *
   * @param data classes of the data set
   * @param model classes of the model, in the order of its outputs
   */
  ClassMatch(List<String> data, List<String> model) {
    this.model = model;
    Map<String, Integer> byName = new HashMap<>();
    Map<String, List<Integer>> byWord = new HashMap<>();
    for (int c = 0; c < model.size(); c++) {
      byName.put(model.get(c), c);
      byWord.computeIfAbsent(words(model.get(c)), none -> new ArrayList<>()).add(c);
    }
    for (String label : data) {
      List<Integer> sameWords = byWord.getOrDefault(words(label), List.of());
      if (byName.containsKey(label)) {
        columns.put(label, byName.get(label));
      } else if (sameWords.size() == 1 && !data.contains(model.get(sameWords.get(0)))) {
        columns.put(label, sameWords.get(0));
        byWords.add("%s is %s".formatted(label, model.get(sameWords.get(0))));
      } else {
        unknown.add(label);
      }
    }
  }

  /** Letters and digits in lower case, without the "and" that joins AudioSet's names in FSD50K. */
  private static String words(String label) {
    return Stream.of(label.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty() && !word.equals("and"))
        .collect(Collectors.joining(" "));
  }

  /** A sentence for what isn't simply of the same name. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (!byWords.isEmpty()) {
      remarks.add("classes told by their words: " + some(byWords));
    }
    if (!unknown.isEmpty()) {
      remarks.add("classes that the model doesn't have are left out: " + some(unknown));
    }
    return remarks;
  }

  private static String some(List<String> names) {
    String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining("; "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + "; and " + more + " more" : first;
  }

  /**
   * Refuses clips that can't be scored.
   *
   * @throws IOException naming the first clip of one class that the model doesn't have; or if it
   *     has none of those of multi-label clips
   */
  void requireKnown(AudioDataset data, List<AudioClip> clips) throws IOException {
    if (!data.multiLabel()) {
      for (AudioClip clip : clips) {
        column(clip);
      }
    } else if (clips.stream()
        .flatMap(clip -> clip.labels().stream())
        .noneMatch(columns::containsKey)) {
      throw new IOException(
          "%s: the model has none of the classes of these %d clips, such as %s; it has %s"
              .formatted(data.source(), clips.size(), some(data.labels()), some(model)));
    }
  }

  /**
   * The column of each clip's one class.
   *
   * @throws IOException naming the first clip of a class that the model doesn't have
   */
  int[] columns(List<AudioClip> clips) throws IOException {
    int[] indices = new int[clips.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = column(clips.get(i));
    }
    return indices;
  }

  private int column(AudioClip clip) throws IOException {
    Integer column = clip.label().map(columns::get).orElse(null);
    if (column == null) {
      throw new IOException(
          "%s: label %s; expected one of %s"
              .formatted(clip.path(), clip.label().orElse("(none)"), some(model)));
    }
    return column;
  }

  /** [clips, classes of the model], 1 where a clip has a class and 0 elsewhere. */
  float[][] targets(List<AudioClip> clips) {
    float[][] rows = new float[clips.size()][model.size()];
    for (int i = 0; i < rows.length; i++) {
      for (String label : clips.get(i).labels()) {
        if (columns.containsKey(label)) {
          rows[i][columns.get(label)] = 1;
        }
      }
    }
    return rows;
  }
}
