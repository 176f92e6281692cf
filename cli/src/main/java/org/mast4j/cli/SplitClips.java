package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mast4j.cli.report.Csv;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.Activation;

/**
 * What a classifier is trained, chosen and tested on.
 *
 * @param listed all clips with their splits, also those that can't be read
 * @param clips those that can be
 */
record SplitClips(AudioDataset listed, LoadedClips clips) {
  static final String COLUMNS = "path,label,split";

  /**
   * Opens a data set and reads its clips; says what is odd about them.
   *
   * @param validationShare of the training clips to validate on, if any
   * @throws IOException before a clip is read if there aren't classes to tell apart, or none of one
   *     to train on, or a split is empty
   */
  static SplitClips load(
      ClipData data,
      FrontEndConfig frontEnd,
      long seed,
      Optional<Double> validationShare,
      PrintWriter console)
      throws IOException {
    AudioDataset dataset = data.open(console);
    if (dataset.multiLabel()) {
      dataset.requireLabels();
    } else {
      dataset.requireClassification();
    }
    AudioDataset split = split(dataset, seed, validationShare);
    split.requireSplits();
    printNews(split, dataset, console);
    LoadedClips clips = data.load(split.clips(), frontEnd, console);
    AudioDataset usable = split.withClips(clips.clips());
    usable.requireSplits();
    printNews(usable, split, console);
    return new SplitClips(split, clips);
  }

  private static AudioDataset split(
      AudioDataset dataset, long seed, Optional<Double> validationShare) throws IOException {
    if (validationShare.isEmpty()) {
      return dataset.split(seed, SplitShares.standard());
    }
    double share = validationShare.get();
    return dataset.clips().stream().anyMatch(clip -> clip.split().isPresent())
        ? dataset.withValidation(seed, share)
        : dataset.split(seed, new SplitShares(share, SplitShares.standard().test()));
  }

  private static void printNews(AudioDataset data, AudioDataset before, PrintWriter console) {
    List<String> known = before.remarks();
    ClipData.print(data, data.remarks().stream().filter(r -> !known.contains(r)).toList(), console);
  }

  List<String> labels() {
    return listed.labels();
  }

  boolean multiLabel() {
    return listed.multiLabel();
  }

  /** What suits the classes: whether they exclude each other. */
  Activation activation() {
    return multiLabel() ? Activation.SIGMOID : Activation.SOFTMAX;
  }

  /** Those of a split that can be read. */
  LoadedClips of(Split split) {
    return clips.of(split);
  }

  /** [clips, classes], 1 where a clip of a split has a class and 0 elsewhere. */
  float[][] targets(Split split) {
    return new ClassMatch(labels(), labels()).targets(of(split).clips());
  }

  /** To train on one split and choose by another. */
  FineTuner.Task task() {
    return FineTuner.Task.of(listed, clips);
  }

  /** The splits as a CSV file, which commands read; several classes of a clip in one cell. */
  String csv() {
    boolean segments = listed.clips().stream().anyMatch(clip -> clip.segment().isPresent());
    StringBuilder csv = new StringBuilder(COLUMNS).append(segments ? ",start,end\n" : "\n");
    for (AudioClip clip : listed.clips()) {
      csv.append(Csv.quoted(clip.path().toAbsolutePath().toString())).append(',');
      csv.append(Csv.quoted(String.join(ClipData.LABEL_SEPARATOR, clip.labels()))).append(',');
      csv.append(clip.split().orElseThrow().name().toLowerCase(Locale.ROOT));
      if (segments) {
        csv.append(clip.segment().map(s -> "," + s.start() + "," + s.end()).orElse(",,"));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
