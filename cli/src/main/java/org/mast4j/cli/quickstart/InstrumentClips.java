package org.mast4j.cli.quickstart;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.notebook.instrument.InstrumentDataset;
import org.mast4j.notebook.instrument.InstrumentDataset.Clip;

/**
 * One split of the {@link InstrumentDataset} as log-mels.
 *
 * @param clips of the front end's size
 * @param labels index of each clip's family in {@link InstrumentDataset#families()}
 */
public record InstrumentClips(List<Spectrogram> clips, int[] labels) {

  /** Renders the data set and extracts its features, on all cores. */
  public static Map<Split, InstrumentClips> render(
      InstrumentDataset.Sizes sizes, long seed, FrontEndConfig frontEnd) {
    List<Clip> clips = InstrumentDataset.render(sizes, seed);
    FeatureExtractor extractor = new FeatureExtractor(frontEnd);
    List<Spectrogram> spectrograms =
        clips.parallelStream().map(clip -> extractor.extract(clip.waveform())).toList();
    Map<Split, InstrumentClips> parts = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      List<Spectrogram> chosen = new ArrayList<>();
      List<Integer> labels = new ArrayList<>();
      for (int i = 0; i < clips.size(); i++) {
        if (clips.get(i).split() == split) {
          chosen.add(spectrograms.get(i));
          labels.add(InstrumentDataset.families().indexOf(clips.get(i).family()));
        }
      }
      parts.put(
          split, new InstrumentClips(chosen, labels.stream().mapToInt(label -> label).toArray()));
    }
    return parts;
  }

  /** The same clips as (x - mean) / std. */
  InstrumentClips standardize(double mean, double std) {
    return new InstrumentClips(
        clips.stream().map(clip -> clip.standardize(mean, std)).toList(), labels);
  }
}
