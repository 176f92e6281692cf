package org.mast4j.datavec.audio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.frontend.Spectrogram;

class SpecAugmentTest {

  private final Spectrogram clip = Oracle.load("augment/clip").spectrogram(); // 30 x 24

  /** Against torchaudio 2.11's mask_along_axis, stored by src/test/oracle/augment.py. */
  @Test
  void masksEqualTorchaudios() {
    Oracle masks = Oracle.load("augment/masks");
    Oracle expected = Oracle.load("augment/masked");
    for (int i = 0; i < masks.shape()[0]; i++) {
      float[] mask = masks.slice(i);
      Spectrogram actual =
          mask[0] == 1
              ? SpecAugment.maskMels(clip, (int) mask[1], (int) mask[2], mask[3])
              : SpecAugment.maskFrames(clip, (int) mask[1], (int) mask[2], mask[3]);
      assertThat(actual.values()).as("mask " + i).isEqualTo(expected.slice(i));
    }
  }

  @Test
  void masksAreUpToTheirWidthAndReachBothEdges() {
    SpecAugment frames =
        new SpecAugment()
            .withMelMasks(0)
            .withMaxMels(0)
            .withFrameMasks(1)
            .withMaxFrames(5)
            .withMaskValue(99);
    Set<Integer> widths = new HashSet<>();
    Set<Integer> reached = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      Spectrogram masked = frames.apply(clip, ClipRandom.at(1, 0, i));
      int width = 0;
      for (int t = 0; t < 30; t++) {
        if (masked.at(t, 0) == 99) {
          width++;
          reached.add(t);
          assertThat(masked.at(t, 23)).isEqualTo(99);
        } else {
          assertThat(masked.at(t, 23)).isEqualTo(clip.at(t, 23));
        }
      }
      widths.add(width);
    }
    assertThat(widths).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(reached).hasSize(30);
  }

  @Test
  void widthsBeyondTheClipAreThoseOfTheClip() {
    SpecAugment all =
        new SpecAugment().withMelMasks(2).withMaxMels(1000).withFrameMasks(2).withMaxFrames(1000);
    assertThat(all.apply(clip, ClipRandom.at(1, 0, 0)).values()).hasSize(clip.values().length);
  }

  @Test
  void noMasksChangeNothing() {
    SpecAugment none =
        new SpecAugment().withMelMasks(0).withMaxMels(5).withFrameMasks(0).withMaxFrames(5);
    assertThat(none.apply(clip, ClipRandom.at(1, 0, 0)).values()).isEqualTo(clip.values());
  }

  @Test
  void boundsAndConfigsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> SpecAugment.maskMels(clip, 20, 5, 0)).hasMessageContaining("0..24");
    assertThatThrownBy(() -> SpecAugment.maskFrames(clip, -1, 5, 0)).hasMessageContaining("-1");
    SpecAugment config = new SpecAugment();
    assertThatThrownBy(() -> config.withMelMasks(-1)).hasMessageContaining("melMasks");
    assertThatThrownBy(() -> config.withMaxFrames(-5)).hasMessageContaining("maxFrames");
    assertThatThrownBy(() -> config.withMaskValue(Float.NaN)).hasMessageContaining("NaN");
  }
}
