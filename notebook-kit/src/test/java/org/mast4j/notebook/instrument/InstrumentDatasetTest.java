package org.mast4j.notebook.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.notebook.instrument.InstrumentDataset.Clip;
import org.mast4j.notebook.instrument.InstrumentDataset.Sizes;

class InstrumentDatasetTest {
  @Test
  void rendersTheSameAudioForTheSameSeed() {
    List<Clip> first = InstrumentDataset.render(new Sizes(2, 1, 1), 5);
    List<Clip> second = InstrumentDataset.render(new Sizes(2, 1, 1), 5);
    List<Clip> other = InstrumentDataset.render(new Sizes(2, 1, 1), 6);

    assertThat(first).hasSize(4 * 12);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i).waveform().samples()).isEqualTo(first.get(i).waveform().samples());
    }
    assertThat(other.stream().map(clip -> Arrays.hashCode(clip.waveform().samples())))
        .doesNotContainAnyElementsOf(
            first.stream().map(clip -> Arrays.hashCode(clip.waveform().samples())).toList());
  }

  @Test
  void testsOnPitchesAndVelocitiesThatTrainingNeverHeard() {
    Set<Integer> trainPitches = new HashSet<>();
    Set<Integer> trainVelocities = new HashSet<>();
    List<Clip> clips = InstrumentDataset.render(new Sizes(12, 2, 4), 1);
    for (Clip clip : clips) {
      if (clip.split() != Split.TEST) {
        trainPitches.add(clip.note().pitch());
        trainVelocities.add(clip.note().velocity());
      }
    }

    assertThat(clips)
        .filteredOn(clip -> clip.split() == Split.TEST)
        .hasSize(4 * 12)
        .allMatch(clip -> !trainPitches.contains(clip.note().pitch()))
        .allMatch(clip -> !trainVelocities.contains(clip.note().velocity()));
  }
}
