package org.mast4j.datavec.audio.dataset;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What is odd about the clips of a data set, though it can be used. */
final class Remarks {

  /** So many classes are named. */
  private static final int MOST_NAMES = 5;

  private Remarks() {}

  /**
   * A sentence for each oddity.
   *
   * @param identity by which two paths are one file
   */
  static List<String> of(List<AudioClip> clips, List<String> labels, UnaryOperator<Path> identity) {
    List<String> remarks = new ArrayList<>();
    addAbsentClasses(clips, labels, remarks);
    remarks.addAll(RepeatedFiles.remarks(clips, identity));
    addSimilarLabels(labels, remarks);
    return remarks;
  }

  private static void addAbsentClasses(
      List<AudioClip> clips, List<String> labels, List<String> remarks) {
    Map<Split, Set<String>> present = new EnumMap<>(Split.class);
    for (AudioClip clip : clips) {
      clip.split()
          .ifPresent(
              split ->
                  present
                      .computeIfAbsent(split, none -> new LinkedHashSet<>())
                      .addAll(clip.labels()));
    }
    present.forEach(
        (split, there) -> {
          List<String> absent = labels.stream().filter(label -> !there.contains(label)).toList();
          if (!absent.isEmpty()) {
            remarks.add("no clip of %s in the %s split".formatted(names(absent), split));
          }
        });
  }

  /** The first of them, and how many others there are. */
  static String names(List<String> names) {
    String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMES
        ? first + " and %d other classes".formatted(names.size() - MOST_NAMES)
        : first;
  }

  private static void addSimilarLabels(List<String> labels, List<String> remarks) {
    Map<String, List<String>> similar = new TreeMap<>();
    for (String label : labels) {
      similar.computeIfAbsent(plain(label), none -> new ArrayList<>()).add(label);
    }
    similar.values().stream()
        .filter(alike -> alike.size() > 1)
        .forEach(
            alike ->
                remarks.add(
                    "the classes %s differ in case, blanks or accents' encoding alone"
                        .formatted(
                            alike.stream()
                                .map(label -> "\"" + label + "\"")
                                .collect(Collectors.joining(" and ")))));
  }

  private static String plain(String label) {
    return Normalizer.normalize(label, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s_]+", " ")
        .strip();
  }
}
