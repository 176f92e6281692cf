package org.mast4j.datavec.audio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;

/** Augmentations as settings: those of the library, and one that only this test registers. */
class AugmentationsTest {

  /** Another's augmentation: this record, and its line among the services, are all there is. */
  public record Reverse(double share) implements WaveformAugmentation {

    public Reverse() {
      this(1);
    }

    @Override
    public Waveform apply(Waveform clip, RandomGenerator random) {
      if (random.nextDouble() >= share) {
        return clip;
      }
      float[] reversed = new float[clip.samples().length];
      for (int i = 0; i < reversed.length; i++) {
        reversed[i] = clip.samples()[reversed.length - 1 - i];
      }
      return new Waveform(reversed, clip.sampleRate());
    }
  }

  record Run(List<Augmentation> augmentations) {}

  @TempDir Path folder;

  @Test
  void aListIsReadFromYamlWithTheDefaultsOfTheKeysThatItLeavesOut() {
    Run run =
        read(
            """
            augmentations:
              - name: gain
                minDecibels: -3
              - {name: time-shift, maxSeconds: 0.2, edge: WRAP}
              - {name: add-noise, noise: {name: white}}
              - {name: waveform-mixup, maxShare: 0.1}
              - {name: reverse, share: 0.5}
              - {name: random-resized-crop, crop: {minScale: 0.8}}
              - {name: random-resized-crop, crop: shift-in-time}
              - {name: spec-augment, maxMels: 8}
            """);
    assertThat(run.augmentations())
        .containsExactly(
            new Gain(-3, 6),
            new TimeShift(0.2, TimeShift.Edge.WRAP),
            new AddNoise(new WhiteNoise(), 10, 30),
            new WaveformMixup(0.1),
            new Reverse(0.5),
            new RandomResizedCrop(CropConfig.published().withMinScale(0.8)),
            new RandomResizedCrop(CropConfig.shiftInTime()),
            new SpecAugment().withMaxMels(8));
  }

  @Test
  void whatIsWrittenReadsBack() {
    Run run =
        new Run(
            List.of(
                new Gain(),
                new TimeShift(),
                new AddNoise(),
                new AddNoise(new NoiseClips(folder.toString()), 0, 9),
                new WaveformMixup(),
                new Reverse(),
                new RandomResizedCrop(),
                new SpecAugment()));
    String json = Settings.toJson(run).toString();
    assertThat(json).startsWith("{\"augmentations\":[{\"name\":\"gain\",\"minDecibels\":-6.0,");
    assertThat(Settings.read(Run.class, Document.json(json))).isEqualTo(run);
    assertThat(read(json)).isEqualTo(run);
  }

  @Test
  void everyProblemIsNamedWithItsLineAndKey() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    augmentations:
                      - name: gein
                      - name: gain
                        minDecibels: 9
                      - name: spec-augment
                        masks: 2
                      - name: add-noise
                        noise: {name: recorded, folder: nowhere}
                    """))
        .hasMessageContaining("line 2: augmentations[0].name \"gein\" is unknown")
        .hasMessageContaining("did you mean gain?")
        .hasMessageContaining("augmentations[1].maxDecibels 6.0; expected at least minDecibels 9.0")
        .hasMessageContaining("line 6: unknown key augmentations[2].masks")
        .hasMessageContaining("folder nowhere; expected a folder of recordings");
  }

  /** A silent one would be listed in vain. */
  @TestFactory
  Stream<DynamicTest> eachRegisteredAugmentationChangesAView() {
    return new Augmentations()
        .get().entrySet().stream()
            .map(
                entry ->
                    DynamicTest.dynamicTest(
                        entry.getKey(),
                        () -> {
                          Record defaults = Settings.defaults(entry.getValue());
                          View view = ViewsTest.draw(List.of((Augmentation) defaults), 1);
                          assertThat(view.logMel())
                              .isEqualTo(
                                  ViewsTest.draw(List.of((Augmentation) defaults), 1).logMel())
                              .isNotEqualTo(ViewsTest.draw(List.of(), 1).logMel());
                        }));
  }

  @Test
  void theNamesAreThoseOfTheRecords() {
    assertThat(new Augmentations().get().keySet())
        .containsExactly(
            "add-noise",
            "gain",
            "random-resized-crop",
            "reverse",
            "spec-augment",
            "time-shift",
            "waveform-mixup");
  }

  private static Run read(String yaml) {
    return Settings.read(new Run(List.of()), Document.yaml(yaml));
  }
}
