package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.decode.Segment;

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
    addRepeatedFiles(clips, identity, remarks);
    addSimilarLabels(labels, remarks);
    return remarks;
  }

  /** Where links lead. */
  static Path realFile(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private static String names(List<String> names) {
    String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMES
        ? first + " and %d other classes".formatted(names.size() - MOST_NAMES)
        : first;
  }

  private static void addRepeatedFiles(
      List<AudioClip> clips, UnaryOperator<Path> identity, List<String> remarks) {
    Map<Path, List<AudioClip>> byFile = new LinkedHashMap<>();
    for (AudioClip clip : clips) {
      byFile.computeIfAbsent(identity.apply(clip.path()), none -> new ArrayList<>()).add(clip);
    }
    Map<String, List<Path>> repeated = new TreeMap<>();
    byFile.forEach(
        (file, parts) ->
            repetition(parts)
                .ifPresent(
                    how -> repeated.computeIfAbsent(how, none -> new ArrayList<>()).add(file)));
    repeated.forEach(
        (how, files) ->
            remarks.add(
                files.get(0)
                    + " is "
                    + how
                    + (files.size() > 1 ? ", as are %d others".formatted(files.size() - 1) : "")));
  }

  /** How a file's clips repeat one another; parts of it that don't overlap are clips apart. */
  private static Optional<String> repetition(List<AudioClip> parts) {
    if (parts.size() == 1) {
      return Optional.empty();
    }
    Set<Split> splits = overlappingSplits(parts);
    if (!splits.isEmpty()) {
      return Optional.of(
          "in the %s splits"
              .formatted(
                  splits.stream().map(Split::toString).collect(Collectors.joining(" and "))));
    }
    Map<Segment, Set<AudioClip>> byTime = new HashMap<>();
    for (AudioClip clip : parts) {
      byTime.computeIfAbsent(time(clip), none -> new LinkedHashSet<>()).add(clip);
    }
    Optional<Set<AudioClip>> contradiction =
        byTime.values().stream().filter(clips -> clips.size() > 1).findFirst();
    if (contradiction.isPresent()) {
      return Optional.of(
          "listed as "
              + contradiction.get().stream()
                  .map(clip -> String.join(", ", clip.labels()))
                  .collect(Collectors.joining(" and as ")));
    }
    return byTime.size() < parts.size() ? Optional.of("listed more than once") : Optional.empty();
  }

  private static Set<Split> overlappingSplits(List<AudioClip> parts) {
    Set<Split> overlapping = EnumSet.noneOf(Split.class);
    Map<Split, Double> ends = new EnumMap<>(Split.class);
    List<AudioClip> sorted =
        parts.stream()
            .filter(clip -> clip.split().isPresent())
            .sorted(Comparator.comparing(clip -> time(clip).start()))
            .toList();
    for (AudioClip clip : sorted) {
      Split split = clip.split().orElseThrow();
      ends.forEach(
          (other, end) -> {
            if (other != split && time(clip).start() < end) {
              overlapping.addAll(List.of(split, other));
            }
          });
      ends.merge(split, time(clip).end(), Math::max);
    }
    return overlapping;
  }

  private static Segment time(AudioClip clip) {
    return clip.segment().orElse(Segment.WHOLE);
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
