package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
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
    AudioDataset split = data.openToChoose(seed, "which the monitors need", false, console);
    List<AudioClip> chosen = new ArrayList<>();
    for (Split part : List.of(Split.TRAIN, Split.VALIDATION)) {
      List<AudioClip> all = split.of(part);
      IntStream.of(LabelledSet.chosen(all.size(), sections.run().labelledClips(), seed))
          .mapToObj(all::get)
          .forEach(chosen::add);
    }
    return Optional.of(new MonitorData(data, List.copyOf(chosen), split.labels()));
  }

  /** Reads them. */
  LabelledSet load(FrontEndConfig hearing, PrintWriter console) throws IOException {
    LoadedClips loaded = data.load(clips, hearing, console);
    return new LabelledSet(
        part(loaded, Split.TRAIN), part(loaded, Split.VALIDATION), labels.size());
  }

  private LabelledSet.Part part(LoadedClips loaded, Split split) throws IOException {
    LoadedClips part = loaded.of(split);
    return new LabelledSet.Part(part.features(), ClipData.labels(part.clips(), labels));
  }
}
