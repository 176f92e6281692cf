package org.mast4j.datavec.audio.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a search for audio passed over, and why. */
final class PassedOver {

  /** Why a file or folder isn't taken. */
  enum Reason {
    HIDDEN_FOLDER("hidden folder", "hidden folders"),
    HIDDEN_FILE("hidden audio file", "hidden audio files"),
    DANGLING_LINK("link whose file isn't there", "links whose files aren't there"),
    LOOP("link to a folder above it", "links to a folder above them"),
    UNREADABLE("folder that can't be read", "folders that can't be read"),
    NO_AUDIO("folder without audio", "folders without audio");

    private final String one;
    private final String several;

    Reason(String one, String several) {
      this.one = one;
      this.several = several;
    }
  }

  /** So many kinds of file are named. */
  private static final int MOST_EXTENSIONS = 5;

  private final Map<String, Integer> extensions = new TreeMap<>();
  private final Map<Reason, List<String>> others = new EnumMap<>(Reason.class);

  /** Counts a file whose extension isn't that of audio. */
  void addFile(String name) {
    String extension = extension(name);
    extensions.merge(extension.isEmpty() ? "without extension" : "." + extension, 1, Integer::sum);
  }

  /** What stands behind the last dot of a name; nothing if that is its first character. */
  static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(dot + 1) : "";
  }

  /** Counts something else by its name. */
  void add(Reason reason, String name) {
    others.computeIfAbsent(reason, none -> new ArrayList<>()).add(name);
  }

  /** {@code left out: 3 files that aren't audio that is read (.webm 2, .txt 1), ...}. */
  Optional<String> sentence() {
    List<String> parts = new ArrayList<>();
    if (!extensions.isEmpty()) {
      int files = extensions.values().stream().mapToInt(Integer::intValue).sum();
      parts.add(
          (files == 1 ? "1 file that isn't" : files + " files that aren't")
              + " audio that is read (%s)".formatted(extensions()));
    }
    others.forEach(
        (reason, names) ->
            parts.add(
                names.size() == 1
                    ? "1 %s (%s)".formatted(reason.one, names.get(0))
                    : "%d %s (first %s)".formatted(names.size(), reason.several, names.get(0))));
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of("left out: " + String.join(", ", parts));
  }

  /** The most frequent first. */
  private String extensions() {
    List<String> counts =
        extensions.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_EXTENSIONS)
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .toList();
    return String.join(", ", counts) + (extensions.size() > MOST_EXTENSIONS ? ", ..." : "");
  }
}
