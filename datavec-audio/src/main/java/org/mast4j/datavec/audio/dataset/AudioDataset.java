package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.AudioException;

/**
 * A list of clips, always in the same order.
 *
 * @param source the folder or CSV file that it was read from
 * @param clips sorted by path in a folder, in the file's order in a CSV
 * @param labels the classes in the order in which a model numbers them
 */
public record AudioDataset(Path source, List<AudioClip> clips, List<String> labels) {

  public AudioDataset {
    clips = List.copyOf(clips);
    labels = List.copyOf(labels);
    Set<String> known = new HashSet<>(labels);
    if (known.size() < labels.size()) {
      throw new IllegalArgumentException("labels must differ, were " + labels);
    }
    for (AudioClip clip : clips) {
      if (!known.containsAll(clip.labels())) {
        throw new IllegalArgumentException(clip + " has a class that isn't one of " + labels);
      }
    }
  }

  /** Classes that nobody ordered are sorted. */
  public AudioDataset(Path source, List<AudioClip> clips) {
    this(
        source,
        clips,
        clips.stream().flatMap(clip -> clip.labels().stream()).distinct().sorted().toList());
  }

  /**
   * Opens a folder (the class of a clip is its first folder under the root) or a CSV file.
   *
   * @throws AudioException if there is no audio, or the CSV names a missing file
   */
  public static AudioDataset open(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return FolderScan.scan(source, 1);
    }
    if (!Files.exists(source)) {
      throw new AudioException(source, "no such folder or CSV file; check the path");
    }
    return CsvIndex.read(source);
  }

  /**
   * Opens a folder whose classes lie deeper.
   *
   * @param labelLevel which folder under the root names the class: 1 for the first
   */
  public static AudioDataset scan(Path root, int labelLevel) throws IOException {
    return FolderScan.scan(root, labelLevel);
  }

  /**
   * Says whether a classifier can be scored on it.
   *
   * @throws AudioException if a clip has no class, or several
   */
  public void requireOneLabelEach() throws AudioException {
    for (AudioClip clip : clips) {
      if (clip.labels().isEmpty()) {
        throw new AudioException(clip.path(), "has no class; put it into a folder named by it");
      }
      if (clip.labels().size() > 1) {
        throw new AudioException(
            source,
            "is multi-label (%s has %d classes), and classifiers here have one class a clip; use it"
                    .formatted(clip.path().getFileName(), clip.labels().size())
                + " to pre-train, or name a data set of one class a clip");
      }
    }
  }

  /**
   * Says whether a classifier can be trained and tested on it.
   *
   * @throws AudioException if a clip has no class or several, there is only one class, or one has a
   *     single file
   */
  public void requireClassification() throws AudioException {
    requireOneLabelEach();
    Map<String, Long> sizes =
        clips.stream()
            .collect(
                Collectors.groupingBy(
                    clip -> clip.label().get(), TreeMap::new, Collectors.counting()));
    if (sizes.size() < 2) {
      throw new AudioException(
          source,
          "has one class, " + sizes.keySet() + "; a classifier needs two, each in its own folder");
    }
    List<String> single =
        sizes.entrySet().stream().filter(e -> e.getValue() == 1).map(Map.Entry::getKey).toList();
    if (!single.isEmpty()) {
      throw new AudioException(
          source,
          "has one file only of "
              + String.join(", ", single)
              + "; each class needs one to train and one to test: add files or remove the class");
    }
  }

  /** The clips of one split; none unless {@link #split} or a CSV assigned them. */
  public List<AudioClip> of(Split split) {
    return clips.stream().filter(clip -> clip.split().equals(Optional.of(split))).toList();
  }

  /**
   * Gives every clip a split: the CSV's own where it has one for every clip, else at random by
   * class and file. A class of two or more files is always trained and tested on.
   *
   * @throws AudioException if only some clips have a split
   */
  public AudioDataset split(long seed, SplitShares shares) throws AudioException {
    long assigned = clips.stream().filter(clip -> clip.split().isPresent()).count();
    if (assigned == clips.size()) {
      return this;
    }
    if (assigned > 0) {
      throw new AudioException(
          source,
          (clips.size() - assigned) + " clips have no split; name one for every clip, or for none");
    }
    Map<String, List<AudioClip>> classes =
        clips.stream()
            .collect(
                Collectors.groupingBy(
                    clip -> String.join(",", clip.labels()), TreeMap::new, Collectors.toList()));
    Map<AudioClip, Split> splits = new HashMap<>();
    classes.forEach((label, members) -> assign(members, seed, label, shares, splits));
    return new AudioDataset(
        source, clips.stream().map(clip -> clip.withSplit(splits.get(clip))).toList(), labels);
  }

  private static void assign(
      List<AudioClip> members,
      long seed,
      String label,
      SplitShares shares,
      Map<AudioClip, Split> splits) {
    List<AudioClip> shuffled = new ArrayList<>(members);
    // by class, so that a new class leaves the split of the others as it was
    Collections.shuffle(shuffled, new Random(31 * seed + label.hashCode()));
    int test = count(shuffled.size(), shares.test(), 2);
    int validation = count(shuffled.size(), shares.validation(), 3);
    for (int i = 0; i < shuffled.size(); i++) {
      Split split = i < test ? Split.TEST : i < test + validation ? Split.VALIDATION : Split.TRAIN;
      splits.putIfAbsent(shuffled.get(i), split);
    }
  }

  /** At least one clip as soon as the class has {@code enough}, and never the last one. */
  private static int count(int size, double share, int enough) {
    if (share == 0 || size < enough) {
      return 0;
    }
    return Math.max(1, (int) Math.min(Math.round(size * share), (size - 1) / 2));
  }
}
