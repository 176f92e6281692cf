package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.decode.Segment;

/** Files that a data set holds more than once: in two splits, as two classes, or simply twice. */
final class RepeatedFiles {

  private RepeatedFiles() {}

  /** Where links lead. */
  static Path realFile(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A sentence for each way in which files are repeated.
   *
   * @param identity by which two paths are one file
   */
  static List<String> remarks(List<AudioClip> clips, UnaryOperator<Path> identity) {
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
    return repeated.entrySet().stream().map(how -> sentence(how.getKey(), how.getValue())).toList();
  }

  private static String sentence(String how, List<Path> files) {
    String first = files.get(0) + " is " + how;
    return files.size() == 1 ? first : first + ", as are %d others".formatted(files.size() - 1);
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
}
