package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipLoader;
import org.mast4j.datavec.audio.dataset.FeatureStatistics;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayout;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayouts;
import org.mast4j.datavec.audio.dataset.layout.LayoutClips;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.inference.AudioClassifier;

/** A data set as commands read it: opened, then loaded or passed through, with its remarks. */
final class ClipData {
  /** Between the classes of a clip in the files that commands write. */
  static final String LABEL_SEPARATOR = ";";

  private final Path data;
  private final DataSettings settings;

  /**
   * A data set to open.
   *
   * @param settings with a path
   */
  ClipData(DataSettings settings) {
    this.data = Path.of(settings.path().orElseThrow());
    this.settings = settings;
  }

  /** The folder or CSV. */
  Path path() {
    return data;
  }

  /** Opens the data set; says on {@code console} what was left out and what is odd about it. */
  AudioDataset open(PrintWriter console) throws IOException {
    AudioDataset dataset = find(console);
    print(dataset, dataset.remarks(), console);
    return dataset;
  }

  /**
   * Opens a data set of labelled clips with a split to learn from and one to choose by; of the
   * training clips, or of all, where it has none.
   *
   * @param seed of the splits that it doesn't have
   * @param need who needs them: "which a search needs"
   * @param several whether a clip may have several classes
   * @throws IOException if it isn't such a one, or a split has no clip
   */
  AudioDataset openToChoose(long seed, String need, boolean several, PrintWriter console)
      throws IOException {
    AudioDataset found = open(console);
    if (several && found.multiLabel()) {
      found.requireLabels();
    } else {
      found.requireClassification();
    }
    SplitShares shares = SplitShares.standard();
    AudioDataset split = found.split(seed, shares);
    AudioDataset whole =
        split.of(Split.VALIDATION).isEmpty()
            ? split.withValidation(seed, shares.validation())
            : split;
    for (Split part : List.of(Split.TRAIN, Split.VALIDATION)) {
      if (whole.of(part).isEmpty()) {
        throw new AudioException(
            whole.source(),
            "has no clip in the %s split, %s; add clips or name other splits"
                .formatted(part, need));
      }
    }
    return whole;
  }

  /** Prints what there is to remark on a data set. */
  static void print(AudioDataset dataset, List<String> remarks, PrintWriter console) {
    remarks.forEach(remark -> console.println(dataset.source() + ": " + remark));
    console.flush();
  }

  private AudioDataset find(PrintWriter console) throws IOException {
    Optional<DatasetLayout> layout = settings.published();
    if (layout.isEmpty()) {
      if (settings.labelSeparator().isPresent()) {
        return AudioDataset.openMultiLabel(data, settings.labelSeparator().get());
      }
      int level = settings.labelLevel();
      return level == 0 ? AudioDataset.open(data) : AudioDataset.scan(data, level);
    }
    LayoutClips opened = DatasetLayouts.open(layout.get(), data, settings.fold().orElse(1));
    if (opened.missing() > 0) {
      int there = opened.dataset().clips().size();
      console.println(
          String.format(
              Locale.ROOT,
              "%s: %d of the %d listed clips are missing; going on with the other %d",
              data,
              opened.missing(),
              opened.missing() + there,
              there));
    }
    return opened.dataset();
  }

  /**
   * Reads clips on all cores, with a progress bar, and keeps what a third of the heap holds; lists
   * the skipped ones on {@code console}.
   */
  LoadedClips load(List<AudioClip> clips, FrontEndConfig frontEnd, PrintWriter console)
      throws IOException {
    return pass(
        "reading audio",
        clips,
        console,
        (bad, progress) ->
            new ClipLoader(features(frontEnd), bad, ClipLoader.standardMaxBytes())
                .load(clips, progress::stepTo));
  }

  /**
   * What a classifier says of clips by its model's rule for long ones, with a progress bar, without
   * keeping their features; lists the skipped ones on {@code console}.
   */
  Predictions predict(AudioClassifier classifier, List<AudioClip> clips, PrintWriter console)
      throws IOException {
    return pass(
        "classifying",
        clips,
        console,
        (bad, progress) -> Predictions.of(classifier, clips, bad, progress::stepTo));
  }

  /** The statistics of the clips' features; lists the skipped ones on {@code console}. */
  FeatureStatistics statistics(List<AudioClip> clips, FrontEndConfig frontEnd, PrintWriter console)
      throws IOException {
    return pass(
        "reading audio",
        clips,
        console,
        (bad, progress) -> FeatureStatistics.compute(clips, frontEnd, bad, progress::stepTo));
  }

  /** What is made of clips that are read one after the other. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(BadClips bad, ProgressBars progress) throws IOException;
  }

  /** Reads clips under a progress bar, then lists the skipped ones. */
  private <T> T pass(String job, List<AudioClip> clips, PrintWriter console, Reading<T> reading)
      throws IOException {
    BadClips bad = settings.skipBad() ? BadClips.skipped() : BadClips.refused();
    T made;
    try (ProgressBars progress = new ProgressBars()) {
      progress.begin(job, clips.size());
      made = reading.of(bad, progress);
    }
    listSkipped(bad, clips.size(), console);
    return made;
  }

  private static void listSkipped(BadClips bad, int clips, PrintWriter console) {
    if (bad.count() > 0) {
      console.println(bad.count() + " of " + clips + " files skipped:");
      for (AudioException problem : bad.problems()) {
        console.println("  " + problem.getMessage());
      }
    }
  }

  private ClipFeatures features(FrontEndConfig frontEnd) throws IOException {
    FeatureExtractor extractor = new FeatureExtractor(frontEnd);
    return settings.cache().isEmpty()
        ? extractor
        : FeatureCache.open(Path.of(settings.cache().get()), FeatureCache.STANDARD_MAX_BYTES)
            .over(extractor);
  }

  /** Class index of each clip. */
  static int[] labels(List<AudioClip> clips, List<String> names) throws IOException {
    return new ClassMatch(names, names).columns(clips);
  }
}
