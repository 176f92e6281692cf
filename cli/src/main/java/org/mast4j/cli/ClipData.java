package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
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
import org.mast4j.datavec.audio.dataset.layout.DatasetLayout;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayouts;
import org.mast4j.datavec.audio.dataset.layout.LayoutClips;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.inference.AudioClassifier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options by which commands take a data set, and its loading. */
final class ClipData {
  /** Between the classes of a clip in the files that commands write. */
  static final String LABEL_SEPARATOR = ";";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|CSV",
      description = {
        "A folder of audio (labels: its sub-folders, or those of train/, validation/, test/), or a",
        "CSV path,label[,split]."
      })
  private Path data;

  @Option(
      names = "--label-level",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "N",
      defaultValue = "0",
      description = "Which folder below DIR is the label (default: ${DEFAULT-VALUE}, the first).")
  private int labelLevel;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      converter = LayoutConverter.class,
      completionCandidates = LayoutNames.class,
      description = {
        "DIR is this published data set as its authors lay it out, with their classes and split:",
        "${COMPLETION-CANDIDATES}."
      })
  private Optional<DatasetLayout> layout = Optional.empty();

  @Option(
      names = "--fold",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "K",
      description = "Fold of the layout to test on, if it has folds (default: 1).")
  private Optional<Integer> fold = Optional.empty();

  @Option(names = "--skip-bad", description = "Skip and list files that can't be used.")
  private boolean skipBad;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keep features here for later runs: up to 20 GiB; delete it to clear it.")
  private Optional<Path> cache;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  static final class LayoutConverter implements ITypeConverter<DatasetLayout> {
    @Override
    public DatasetLayout convert(String name) {
      return DatasetLayouts.find(name)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "\"%s\" is no layout; expected one of %s"
                          .formatted(name, String.join(", ", new LayoutNames()))));
    }
  }

  static final class LayoutNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DatasetLayouts.all().stream().map(DatasetLayout::name).iterator();
    }
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

  /** Prints what there is to remark on a data set. */
  static void print(AudioDataset dataset, List<String> remarks, PrintWriter console) {
    remarks.forEach(remark -> console.println(dataset.source() + ": " + remark));
    console.flush();
  }

  private AudioDataset find(PrintWriter console) throws IOException {
    if (layout.isEmpty()) {
      if (fold.isPresent()) {
        throw wrongUsage("--fold needs a --layout with folds");
      }
      return labelLevel == 0 ? AudioDataset.open(data) : AudioDataset.scan(data, labelLevel);
    }
    if (labelLevel != 0) {
      throw wrongUsage("--label-level doesn't go with --layout, which knows the labels");
    }
    int folds = layout.get().folds();
    int chosen = fold.orElse(1);
    if (chosen < 1 || chosen > folds) {
      throw wrongUsage(
          String.format(Locale.ROOT, "--fold %d; %s has %d", chosen, layout.get().name(), folds)
              + (folds == 1 ? " split, leave it out" : " folds, from 1"));
    }
    LayoutClips opened = DatasetLayouts.open(layout.get(), data, chosen);
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

  private ParameterException wrongUsage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
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
    BadClips bad = skipBad ? BadClips.skipped() : BadClips.refused();
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
    return cache.isEmpty()
        ? extractor
        : FeatureCache.open(cache.get(), FeatureCache.STANDARD_MAX_BYTES).over(extractor);
  }

  /** Class index of each clip. */
  static int[] labels(List<AudioClip> clips, List<String> names) throws IOException {
    return new ClassMatch(names, names).columns(clips);
  }
}
