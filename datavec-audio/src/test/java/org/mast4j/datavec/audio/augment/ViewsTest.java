package org.mast4j.datavec.audio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;

class ViewsTest {

  private static final PatchGrid GRID = PatchGrid.of(32, 36); // 2 x 3 patches
  private static final FeatureExtractor FRONT_END =
      new FeatureExtractor(
          FrontEndConfig.librosa().withMels(32).withFrames(36).withStatistics(-8, 4));
  private static final ClipSource CLIPS = clips(3);

  @Test
  void waveformsThenLogMelsThenPatchesDrawFromOneGenerator() {
    Gain gain = new Gain();
    SpecAugment masks =
        new SpecAugment().withMelMasks(1).withMaxMels(9).withFrameMasks(1).withMaxFrames(9);
    Views views = new Views(List.of(gain, masks), new PatchDrop(0.4, PatchDrop.Mode.GRID));
    View view = views.draw(CLIPS, 1, GRID, ClipRandom.at(1, 2, 3));

    RandomGenerator random = ClipRandom.at(1, 2, 3);
    Waveform louder = gain.apply(CLIPS.waveforms().get(1), random);
    Spectrogram logMel = masks.apply(FRONT_END.extract(louder), random);
    int[] kept = PatchDrop.keep(GRID, 0.4, random);
    assertThat(view.logMel()).isEqualTo(logMel);
    assertThat(view.patches().kept()).isEqualTo(kept).hasSize(2);
    assertThat(view.patches().masked()).isEmpty();
    assertThat(view.mixed()).isEmpty();
    float[] patches = new float[1 + kept.length * GRID.patchSize()];
    view.extract(GRID, patches, 1);
    float[] all = Patches.extract(logMel, GRID);
    for (int i = 0; i < GRID.patchSize(); i++) {
      assertThat(patches[1 + i]).isEqualTo(all[kept[0] * GRID.patchSize() + i]);
    }
  }

  @Test
  void withoutAugmentationsAViewIsTheClip() {
    View view = new Views(List.of()).draw(CLIPS, 2, GRID, ClipRandom.at(1, 0, 0));
    assertThat(view.logMel()).isSameAs(CLIPS.logMels().get(2));
    assertThat(view.patches().kept()).isEqualTo(IntStream.range(0, 6).toArray());
  }

  @Test
  void aWaveformThatStaysAsItIsGivesTheClipsLogMel() {
    View view = new Views(List.of(new Gain(0, 0))).draw(CLIPS, 2, GRID, ClipRandom.at(1, 0, 0));
    assertThat(view.logMel()).isEqualTo(CLIPS.logMels().get(2));
  }

  @Test
  void aViewTellsWhatWasMixedIn() {
    View view =
        new Views(List.of(new WaveformMixup(0.5))).draw(CLIPS, 0, GRID, ClipRandom.at(4, 0, 0));
    WaveformMixup.Pick pick = view.mixed().get(0);
    Waveform other = CLIPS.waveforms().get(pick.other());
    assertThat(view.logMel())
        .isEqualTo(
            FRONT_END.extract(WaveformMixup.mix(CLIPS.waveforms().get(0), other, pick.share())));
    assertThat(view.mixed()).hasSize(1);
  }

  @Test
  void logMelsAloneServeNoAugmentationOfWaveforms() {
    ClipSource logMels = ClipSource.of(CLIPS.logMels());
    new Views(List.of(new SpecAugment())).requireServedBy(logMels);
    Views views = new Views(List.of(new Gain(), new SpecAugment()));
    assertThatThrownBy(() -> views.requireServedBy(logMels))
        .hasMessageStartingWith("augmentations [" + new Gain() + "] change waveforms")
        .hasMessageContaining("the clips are log-mels");
  }

  @Test
  void waveformsCantBeChangedOnceTheyAreLogMels() {
    assertThatThrownBy(() -> new Views(List.of(new SpecAugment(), new WaveformMixup())))
        .hasMessageContaining("expected those of waveforms before those of log-mels");
  }

  /** A view of a clip of noise. */
  static View draw(List<Augmentation> augmentations, long seed) {
    return new Views(augmentations).draw(CLIPS, 0, GRID, ClipRandom.at(seed, 0, 0));
  }

  private static ClipSource clips(int count) {
    Random random = new Random(1);
    List<Waveform> waveforms =
        IntStream.range(0, count)
            .mapToObj(
                clip -> {
                  float[] samples = new float[5000];
                  for (int i = 0; i < samples.length; i++) {
                    samples[i] = (float) (0.1 * random.nextGaussian());
                  }
                  return new Waveform(samples, 16_000);
                })
            .toList();
    return new ClipSource(
        waveforms.stream().map(FRONT_END::extract).toList(), waveforms, FRONT_END::extract);
  }
}
