package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.ssl.pretrain.LabelledSet;

/**
 * The labelled clips by which a run's monitors tell how good its embeddings are: of the training
 * and validation splits as many as are looked at, and none of the test split.
 */
record MonitorData(ClipData data, List<AudioClip> clips, List<String> labels) {

  /**
   * Finds them, and reads no audio yet.
   *
   * @return empty where a run has none, or doesn't look
   * @throws IOException if they aren't of one class each, or a split has none
   */
  static Optional<MonitorData> open(RunConfig config, PrintWriter console) throws IOException {
    RunSections sections = config.sections();
    if (!config.isMonitoredByLabels()) {
      return Optional.empty();
    }
    long seed = config.settings().method().seed();
    ClipData data = new ClipData(sections.monitorData());
    AudioDataset found = data.open(console);
    found.requireClassification();
    AudioDataset split = split(found, seed);
    List<AudioClip> chosen = new ArrayList<>();
    for (Split part : List.of(Split.TRAIN, Split.VALIDATION)) {
      List<AudioClip> all = split.of(part);
      if (all.isEmpty()) {
        throw new AudioException(
            split.source(),
            "has no clip in the %s split, which the monitors need; add clips or name other splits"
                .formatted(part));
      }
      IntStream.of(LabelledSet.chosen(all.size(), sections.run().labelledClips(), seed))
          .mapToObj(all::get)
          .forEach(chosen::add);
    }
    return Optional.of(new MonitorData(data, List.copyOf(chosen), split.labels()));
  }

  private static AudioDataset split(AudioDataset found, long seed) throws IOException {
    SplitShares shares = SplitShares.standard();
    AudioDataset split = found.split(seed, shares);
    return split.of(Split.VALIDATION).isEmpty()
        ? split.withValidation(seed, shares.validation())
        : split;
  }

  /** Reads them. */
  LabelledSet load(FrontEndConfig hearing, PrintWriter console) throws IOException {
    LoadedClips loaded = data.load(clips, hearing, console);
    return new LabelledSet(
        part(loaded, Split.TRAIN), part(loaded, Split.VALIDATION), labels.size());
  }

  private LabelledSet.Part part(LoadedClips loaded, Split split) throws IOException {
    LoadedClips part = loaded.where(clip -> clip.split().equals(Optional.of(split)));
    return new LabelledSet.Part(part.features(), ClipData.labels(part.clips(), labels));
  }
}
