package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Require;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A list of clips, always in the same order.
 *
 * @param source the folder or CSV file that it was read from
 * @param clips sorted by path in a folder, in the file's order in a CSV
 * @param labels the classes in the order in which a model numbers them
 * @param multiLabel whether a clip may have any number of classes, instead of one at most
 * @param remarks a sentence for everything that was left out, or that is odd about clips and splits
 */
public record AudioDataset(
    Path source,
    List<AudioClip> clips,
    List<String> labels,
    boolean multiLabel,
    List<String> remarks) {

  private static final Logger log = LoggerFactory.getLogger(AudioDataset.class);

  public AudioDataset {
    clips = List.copyOf(clips);
    labels = List.copyOf(labels);
    remarks = List.copyOf(remarks);
    Set<String> known = new HashSet<>(labels);
    Require.that(known.size() == labels.size(), "labels", labels, "names that differ");
    for (AudioClip clip : clips) {
      if (!known.containsAll(clip.labels())) {
        throw new IllegalArgumentException(clip + " has a class that isn't one of " + labels);
      }
      if (clip.labels().size() > 1 && !multiLabel) {
        throw new IllegalArgumentException(
            clip + " has several classes; expected multi-label data");
      }
    }
  }

  /**
   * Clips of one class at most, found in a way of one's own; looks them over for {@link #remarks}.
   */
  public AudioDataset(Path source, List<AudioClip> clips, List<String> labels) {
    this(source, clips, labels, false, Remarks.of(clips, labels, UnaryOperator.identity()));
  }

  /** As that constructor, of clips with any number of classes. */
  public static AudioDataset multiLabel(Path source, List<AudioClip> clips, List<String> labels) {
    List<String> remarks = Remarks.of(clips, labels, UnaryOperator.identity());
    return new AudioDataset(source, clips, labels, true, remarks);
  }

  private AudioDataset warning(List<String> news) {
    news.forEach(remark -> log.warn("{}: {}", source, remark));
    return this;
  }

  /** Of clips whose classes nobody ordered: they are sorted. */
  static AudioDataset found(
      Path source, List<AudioClip> clips, boolean multiLabel, List<String> remarks) {
    List<String> labels =
        clips.stream().flatMap(clip -> clip.labels().stream()).distinct().sorted().toList();
    List<String> all = new ArrayList<>(remarks);
    all.addAll(Remarks.of(clips, labels, RepeatedFiles::realFile));
    return new AudioDataset(source, clips, labels, multiLabel, all).warning(all);
  }

  /**
   * Opens a folder or a CSV file. The class of a clip is its first folder under the root; but where
   * all of those are called by splits (train, validation or val or dev, test or eval), it is the
   * folder below. Splits below the class are found too.
   *
   * @throws AudioException if there is no audio, or the CSV names a missing file
   */
  public static AudioDataset open(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return FolderScan.scan(source);
    }
    if (!Files.exists(source)) {
      throw new AudioException(source, "no such folder or CSV file; check the path");
    }
    return CsvIndex.read(source, Optional.empty());
  }

  /**
   * Opens a CSV file whose label cells hold any number of classes, as {@code bark;dog}.
   *
   * @param separator between the classes of a clip; a comma only if the cells are quoted
   * @throws AudioException if it isn't a file, or names a missing one
   */
  public static AudioDataset openMultiLabel(Path csv, String separator) throws IOException {
    if (!Files.isRegularFile(csv)) {
      throw new AudioException(csv, "no CSV file; several classes a clip need one that lists them");
    }
    return CsvIndex.read(csv, Optional.of(separator));
  }

  /**
   * Opens a folder whose classes lie deeper, perhaps below splits.
   *
   * @param labelLevel which folder under the root names the class: 1 for the first
   */
  public static AudioDataset scan(Path root, int labelLevel) throws IOException {
    return FolderScan.scan(root, labelLevel);
  }

  /**
   * Reads every clip, on all cores; a third of the heap keeps what fits into it, the rest is read
   * anew at every use. {@link ClipLoader} has more to choose from.
   *
   * @param frontEnd that the model hears by
   * @throws AudioException of the first clip that can't be read
   */
  public LoadedClips load(FrontEndConfig frontEnd) throws AudioException {
    FeatureExtractor features = new FeatureExtractor(frontEnd);
    return new ClipLoader(features, BadClips.refused(), ClipLoader.standardMaxBytes())
        .load(clips, count -> {});
  }

  /**
   * Says whether a classifier can be scored on it.
   *
   * @throws AudioException if a clip has no class, or if no clip of multi-label data has any
   */
  public void requireLabels() throws AudioException {
    if (labels.isEmpty() && !Files.isDirectory(source)) {
      throw new AudioException(source, "names no classes; expected " + CsvColumns.expected());
    }
    Optional<AudioClip> without = clips.stream().filter(c -> c.labels().isEmpty()).findFirst();
    if (!multiLabel && without.isPresent()) {
      throw new AudioException(
          without.get().path(),
          "has no class; put it into a folder, or a CSV's line, that names it");
    }
    if (multiLabel && clips.stream().allMatch(clip -> clip.labels().isEmpty())) {
      throw new AudioException(source, "has no clip of any class; name the classes of each clip");
    }
  }

  /**
   * Says whether every clip has one class, as what tells classes apart by softmax needs it.
   *
   * @throws AudioException if it is multi-label, or a clip has no class
   */
  public void requireOneLabelEach() throws AudioException {
    if (multiLabel) {
      throw new AudioException(
          source, "is multi-label; name a data set of one class a clip, or fine-tune on this one");
    }
    requireLabels();
  }

  /**
   * Says whether a classifier of one class a clip can be trained and tested on it.
   *
   * @throws AudioException if it is multi-label, a clip has no class, there is only one class, or
   *     one has a single file
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
   * Says whether there is something to train, validate and test on.
   *
   * @throws AudioException if a split has no clip that has a class, or if there is none to train on
   *     of one that others are to be told from
   */
  public void requireSplits() throws AudioException {
    for (Split split : Split.values()) {
      if (of(split).stream().allMatch(clip -> clip.labels().isEmpty())) {
        throw new AudioException(
            source,
            "has no clip%s in the %s split; add clips or name splits"
                    .formatted(multiLabel ? " of any class" : "", split)
                + (split == Split.VALIDATION
                    ? ", or take a share of those to train on (--validation-share 0.1)"
                    : ""));
      }
    }
    Set<String> trained = classesOf(of(Split.TRAIN));
    Set<String> there = classesOf(clips);
    List<String> untrained =
        labels.stream().filter(label -> there.contains(label) && !trained.contains(label)).toList();
    if (!multiLabel && !untrained.isEmpty()) {
      throw new AudioException(
          source,
          "has no clip of %s in the train split; add some, or leave the class out"
              .formatted(Remarks.names(untrained)));
    }
  }

  private static Set<String> classesOf(List<AudioClip> clips) {
    return clips.stream().flatMap(clip -> clip.labels().stream()).collect(Collectors.toSet());
  }

  /**
   * Validates on a share of the training clips of each class, drawn at random.
   *
   * @param share in (0, 1); a class of less than three training clips keeps them
   * @throws AudioException if there are clips to validate on already, or some without a split
   */
  public AudioDataset withValidation(long seed, double share) throws AudioException {
    if (!of(Split.VALIDATION).isEmpty()) {
      throw new AudioException(source, "has a validation split of its own; take no other share");
    }
    requireSplitsOfAllOrNone();
    return assign(of(Split.TRAIN), seed, new SplitShares(share, 0));
  }

  /**
   * Gives every clip a split: the CSV's own where it has one for every clip, else at random by
   * class and file. A class of two or more files is always trained and tested on.
   *
   * @throws AudioException if only some clips have a split
   */
  public AudioDataset split(long seed, SplitShares shares) throws AudioException {
    requireSplitsOfAllOrNone();
    boolean assigned = clips.stream().allMatch(clip -> clip.split().isPresent());
    return assigned ? this : assign(clips, seed, shares);
  }

  private void requireSplitsOfAllOrNone() throws AudioException {
    List<AudioClip> without = clips.stream().filter(clip -> clip.split().isEmpty()).toList();
    if (!without.isEmpty() && without.size() < clips.size()) {
      throw new AudioException(
          source,
          "%d clips have no split, first %s; name one for every clip, or for none"
              .formatted(without.size(), without.get(0).path()));
    }
  }

  /**
   * Only some of the clips to train on, drawn at random, and as small a share of those to validate
   * on, but one of each class at least; those to test on stay.
   *
   * @param count of each class; a class that has fewer keeps them all
   * @throws AudioException if a clip has no split or not one class
   */
  public AudioDataset withClipsPerClass(int count, long seed) throws AudioException {
    Require.positive("clips of each class", count);
    requireOneLabelEach();
    requireSplits();
    Set<AudioClip> drawn = SplitDraw.few(clips, count, seed);
    return withClips(
        clips.stream()
            .filter(clip -> clip.split().equals(Optional.of(Split.TEST)) || drawn.contains(clip))
            .toList());
  }

  /** Shares out some of the clips, and leaves the others where they are. */
  private AudioDataset assign(List<AudioClip> chosen, long seed, SplitShares shares) {
    Map<AudioClip, Split> splits = SplitDraw.draw(chosen, seed, shares);
    return withClips(
        clips.stream()
            .map(clip -> splits.containsKey(clip) ? clip.withSplit(splits.get(clip)) : clip)
            .toList());
  }

  /** The same classes with other clips, such as those that can be read; remarks what is new. */
  public AudioDataset withClips(List<AudioClip> others) {
    List<String> news = new ArrayList<>(Remarks.of(others, labels, RepeatedFiles::realFile));
    news.removeAll(remarks);
    List<String> all = new ArrayList<>(remarks);
    all.addAll(news);
    return new AudioDataset(source, others, labels, multiLabel, all).warning(news);
  }
}
