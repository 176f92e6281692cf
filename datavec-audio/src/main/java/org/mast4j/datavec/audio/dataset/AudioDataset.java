package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.AudioException;

/**
 * A list of clips, always in the same order.
 *
 * @param source the folder or CSV file that it was read from
 * @param clips sorted by path in a folder, in the file's order in a CSV
 */
public record AudioDataset(Path source, List<AudioClip> clips) {

  public AudioDataset {
    clips = List.copyOf(clips);
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

  /** The classes, sorted. */
  public List<String> labels() {
    return clips.stream().flatMap(clip -> clip.label().stream()).distinct().sorted().toList();
  }

  /**
   * Says whether a classifier can be trained and tested on it.
   *
   * @throws AudioException if a clip has no class, there is only one, or one has a single file
   */
  public void requireClassification() throws AudioException {
    for (AudioClip clip : clips) {
      if (clip.label().isEmpty()) {
        throw new AudioException(clip.path(), "has no class; put it into a folder named by it");
      }
    }
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
                    clip -> clip.label().orElse(""), TreeMap::new, Collectors.toList()));
    Map<Path, AudioClip> split =
        classes.entrySet().stream()
            .flatMap(entry -> assign(entry.getValue(), seed, entry.getKey(), shares).stream())
            .collect(Collectors.toMap(AudioClip::path, Function.identity(), (a, b) -> a));
    return new AudioDataset(source, clips.stream().map(clip -> split.get(clip.path())).toList());
  }

  private static List<AudioClip> assign(
      List<AudioClip> members, long seed, String label, SplitShares shares) {
    List<AudioClip> shuffled = new ArrayList<>(members);
    // by class, so that a new class leaves the split of the others as it was
    Collections.shuffle(shuffled, new Random(31 * seed + label.hashCode()));
    int test = count(shuffled.size(), shares.test(), 2);
    int validation = count(shuffled.size(), shares.validation(), 3);
    List<AudioClip> assigned = new ArrayList<>();
    for (int i = 0; i < shuffled.size(); i++) {
      Split split = i < test ? Split.TEST : i < test + validation ? Split.VALIDATION : Split.TRAIN;
      assigned.add(shuffled.get(i).withSplit(split));
    }
    return assigned;
  }

  /** At least one clip as soon as the class has {@code enough}, and never the last one. */
  private static int count(int size, double share, int enough) {
    if (share == 0 || size < enough) {
      return 0;
    }
    return Math.max(1, (int) Math.min(Math.round(size * share), (size - 1) / 2));
  }
}
