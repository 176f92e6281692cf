package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;

/**
 * How random views of clips are made, by trainers, readers and pictures alike.
 *
 * @param augmentations applied in order: those of waveforms, then those of log-mels
 * @param patchDrop what becomes of the patches in the end
 */
public record Views(List<Augmentation> augmentations, PatchDrop patchDrop) implements Serializable {

  public Views {
    augmentations = inOrder(augmentations);
    Objects.requireNonNull(patchDrop, "patchDrop");
  }

  /** Views of all patches. */
  public Views(List<Augmentation> augmentations) {
    this(augmentations, PatchDrop.NONE);
  }

  /**
   * A copy of a list that views can be made by.
   *
   * @throws IllegalArgumentException if an augmentation of waveforms follows one of log-mels
   */
  public static List<Augmentation> inOrder(List<Augmentation> augmentations) {
    for (int i = 1; i < augmentations.size(); i++) {
      Require.that(
          !isOfWaveforms(augmentations.get(i)) || isOfWaveforms(augmentations.get(i - 1)),
          "augmentations",
          augmentations,
          "those of waveforms before those of log-mels");
    }
    return List.copyOf(augmentations);
  }

  /** Whether views are made of waveforms; log-mels do otherwise. */
  public boolean needWaveforms() {
    return !augmentations.isEmpty() && isOfWaveforms(augmentations.get(0));
  }

  /**
   * Checks that there are waveforms if any are needed.
   *
   * @throws IllegalArgumentException if they are not
   */
  public void requireServedBy(ClipSource clips) {
    if (needWaveforms() && clips.waveforms().isEmpty()) {
      throw new IllegalArgumentException(
          "augmentations "
              + augmentations.stream().filter(Views::isOfWaveforms).toList()
              + " change waveforms, but the clips are log-mels; leave those of waveforms out, or"
              + " give the clips with theirs");
    }
  }

  /**
   * Draws a view of one of the clips, which may have others mixed in.
   *
   * @param clip its index among {@code clips}
   */
  public View draw(ClipSource clips, int clip, PatchGrid grid, RandomGenerator random) {
    List<WaveformMixup.Pick> mixed = new ArrayList<>();
    Spectrogram logMel =
        needWaveforms() ? ofWaveform(clips, clip, mixed, random) : clips.logMels().get(clip);
    for (Augmentation augmentation : augmentations) {
      if (augmentation instanceof LogMelAugmentation ofLogMels) {
        logMel = ofLogMels.apply(logMel, random);
      }
    }
    return new View(logMel, patchDrop.draw(grid, random), List.copyOf(mixed));
  }

  private Spectrogram ofWaveform(
      ClipSource clips, int clip, List<WaveformMixup.Pick> mixed, RandomGenerator random) {
    Waveform waveform = clips.waveforms().get(clip);
    for (Augmentation augmentation : augmentations) {
      if (augmentation instanceof WaveformAugmentation ofWaveforms) {
        waveform = ofWaveforms.apply(waveform, random);
      } else if (augmentation instanceof WaveformMixup mixup) {
        WaveformMixup.Pick pick = mixup.pick(clips.size(), random);
        waveform = WaveformMixup.mix(waveform, clips.waveforms().get(pick.other()), pick.share());
        mixed.add(pick);
      }
    }
    return clips.frontEnd().apply(waveform);
  }

  private static boolean isOfWaveforms(Augmentation augmentation) {
    return !(augmentation instanceof LogMelAugmentation);
  }
}
