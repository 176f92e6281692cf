package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.cli.quickstart.InstrumentClips;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.notebook.instrument.InstrumentDataset;
import org.mast4j.zoo.Activation;

/** The clips that a search's candidates train on and are scored by; none of a test split. */
final class SearchClips {
  private final SearchConfig search;
  private final DataSettings settings;

  SearchClips(SearchSettings settings) {
    this.search = settings.search();
    this.settings = settings.data();
  }

  /**
   * Checks before a worker starts that there are clips for it, and reads no audio.
   *
   * @throws IllegalArgumentException if the score can't be of such clips
   * @throws IOException if they have no class, or a split has none
   */
  void require(PrintWriter console) throws IOException {
    if (settings.path().isPresent()) {
      boolean several = open(console).multiLabel();
      search.score().requireSuits(several ? Activation.SIGMOID : Activation.SOFTMAX);
    }
  }

  /** Reads them. */
  SearchData load(PrintWriter console) throws IOException {
    FrontEndConfig frontEnd = search.base().frontEnd();
    return settings.path().isPresent() ? own(frontEnd, console) : quickstart(frontEnd);
  }

  private AudioDataset open(PrintWriter console) throws IOException {
    return new ClipData(settings)
        .openToChoose(search.base().seed(), "which a search needs", true, console);
  }

  private SearchData own(FrontEndConfig frontEnd, PrintWriter console) throws IOException {
    AudioDataset split = open(console);
    List<AudioClip> clips = new ArrayList<>(split.of(Split.TRAIN));
    clips.addAll(split.of(Split.VALIDATION));
    LoadedClips loaded = new ClipData(settings).load(clips, frontEnd, console);
    return SearchData.of(loaded, split);
  }

  private SearchData quickstart(FrontEndConfig frontEnd) throws IOException {
    Map<Split, InstrumentClips> parts =
        InstrumentClips.render(
            InstrumentDataset.Sizes.QUICKSTART, search.budget().seed(), frontEnd);
    InstrumentClips train = parts.get(Split.TRAIN);
    InstrumentClips validation = parts.get(Split.VALIDATION);
    return new SearchData(
        train.clips(),
        train.labels(),
        validation.clips(),
        validation.labels(),
        InstrumentDataset.families().size());
  }
}
