package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayout;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayouts;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** A task of {@code lape}: labelled clips, and how they are split. */
record LapeTask(
    @Setting(
            "A folder of audio (labels: its sub-folders, or those of train/, validation/, test/), or"
                + " a CSV path,label[,split].")
        Optional<String> path,
    @Setting("Name of the published data set that the folder is, as its authors lay it out.")
        Optional<String> layout,
    @Setting(
            value = "Folds of the layout to test on, each in turn; none for all.",
            byDefault = "[]")
        List<Integer> folds,
    @Setting(value = "Which folder below the path is the label, 0 for the first.", byDefault = "0")
        int labelLevel,
    @Setting(
            "Share of each class's training clips to validate on, where the data names splits but"
                + " none to validate on.")
        Optional<Double> validationShare,
    @Setting(
            value = "Of the split, 70/10/20 within each class, where the data names none.",
            byDefault = "1")
        long splitSeed,
    @Setting(
            "Only so many training clips of each class, and as small a share of those to validate"
                + " on, but one at least.")
        Optional<Integer> clipsPerClass,
    @Setting(
            value =
                "How often they are drawn, where the data has no folds: each draw is tried like a"
                    + " fold.",
            byDefault = "5")
        int draws,
    @Setting(
            value = "Whether files that can't be used are skipped and listed.",
            byDefault = "false")
        boolean skipBad,
    @Setting("Folder that keeps features for later runs, up to 20 GiB.") Optional<String> cache) {

  LapeTask {
    folds = List.copyOf(folds);
    Require.that(
        folds.stream().distinct().count() == folds.size(), "folds", folds, "each fold once");
    Require.notNegative("splitSeed", splitSeed);
    clipsPerClass.ifPresent(clips -> Require.positive("clipsPerClass", clips));
    Require.positive("draws", draws);
    validationShare.ifPresent(
        share -> Require.that(share > 0 && share < 1, "validationShare", share, "0 < x < 1"));
    for (int fold : folds) {
      data(path, layout, Optional.of(fold), labelLevel, skipBad, cache); // checks it
    }
    data(path, layout, Optional.empty(), labelLevel, skipBad, cache);
  }

  private static DataSettings data(
      Optional<String> path,
      Optional<String> layout,
      Optional<Integer> fold,
      int labelLevel,
      boolean skipBad,
      Optional<String> cache) {
    return new DataSettings(path, layout, fold, labelLevel, Optional.empty(), skipBad, cache);
  }

  /** The same with absolute paths, relative ones being those of a folder. */
  LapeTask within(Path folder) {
    DataSettings there =
        data(path, layout, Optional.empty(), labelLevel, skipBad, cache).within(folder);
    return new LapeTask(
        there.path(),
        layout,
        folds,
        labelLevel,
        validationShare,
        splitSeed,
        clipsPerClass,
        draws,
        skipBad,
        there.cache());
  }

  /** The folds to test on, or the draws; the first one of data that has neither. */
  List<Integer> testFolds() {
    int all = isDrawn() ? draws : foldCount();
    return folds.isEmpty() ? IntStream.rangeClosed(1, all).boxed().toList() : folds;
  }

  private int foldCount() {
    return layout.flatMap(DatasetLayouts::find).map(DatasetLayout::folds).orElse(1);
  }

  /** Whether its folds are draws of the clips to train on, tested on the same clips. */
  boolean isDrawn() {
    return clipsPerClass.isPresent() && foldCount() == 1;
  }

  /** How its clips are read when a fold is tested on. */
  ClipData clips(int fold) {
    Optional<Integer> ofLayout = layout.map(name -> isDrawn() ? 1 : fold);
    return new ClipData(data(path, layout, ofLayout, labelLevel, skipBad, cache));
  }

  /**
   * The clips with their splits.
   *
   * @throws IOException if there are none of a class in a split
   */
  AudioDataset open(int fold, PrintWriter console) throws IOException {
    AudioDataset dataset = clips(fold).open(console);
    dataset.requireClassification();
    AudioDataset split =
        validationShare.isPresent()
            ? dataset.withValidation(splitSeed, validationShare.get())
            : dataset.split(splitSeed, SplitShares.standard());
    requireClasses(split);
    return clipsPerClass.isPresent()
        ? split.withClipsPerClass(clipsPerClass.get(), splitSeed + fold)
        : split;
  }

  /**
   * Official splits may lack a class where they validate and test, as NSynth's do; what is to be
   * learnt must be there to learn from.
   */
  void requireClasses(AudioDataset split) throws IOException {
    split.requireSplits();
    for (Split part : layout.isEmpty() ? List.of(Split.values()) : List.of(Split.TRAIN)) {
      Set<String> there =
          split.of(part).stream().flatMap(c -> c.labels().stream()).collect(Collectors.toSet());
      List<String> absent =
          split.labels().stream().filter(label -> !there.contains(label)).toList();
      if (!absent.isEmpty()) {
        throw new IOException(
            "%s: has no clip of %s in the %s split; add some, or leave the class out"
                .formatted(split.source(), String.join(", ", absent), part));
      }
    }
  }
}
