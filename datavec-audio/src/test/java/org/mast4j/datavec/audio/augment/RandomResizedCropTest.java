package org.mast4j.datavec.audio.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;

class RandomResizedCropTest {

  private final Spectrogram clip = Oracle.load("augment/clip").spectrogram();
  private final RandomResizedCrop crop = new RandomResizedCrop(CropConfig.published());

  /** Against torch 2.11's interpolate, stored by src/test/oracle/augment.py. */
  @Test
  void resizeEqualsPyTorch() {
    Oracle boxes = Oracle.load("augment/boxes");
    Oracle expected = Oracle.load("augment/resized");
    for (int i = 0; i < boxes.shape()[0]; i++) {
      float[] box = boxes.slice(i);
      CropBox cropBox = new CropBox((int) box[0], (int) box[1], (int) box[2], (int) box[3]);
      float[] actual = RandomResizedCrop.resize(clip, cropBox).values();
      assertTrue(Oracle.maxError(expected.slice(i), actual) < 1e-4, cropBox.toString());
    }
  }

  @Test
  void drawsStayOnTheCanvasAndReachItsEdges() {
    Set<Integer> heights = new HashSet<>();
    int first = Integer.MAX_VALUE;
    int end = 0;
    for (int i = 0; i < 5000; i++) {
      CropBox box = crop.draw(clip, ClipRandom.at(1, 0, i));
      heights.add(box.mels());
      assertTrue(box.firstMel() >= 0 && box.firstMel() + box.mels() <= 24, box.toString());
      first = Math.min(first, box.firstFrame());
      end = Math.max(end, box.firstFrame() + box.frames());
    }
    // int(0.6 * 24) up to the canvas's 24; time from -(45 - 30) / 2
    assertEquals(Set.copyOf(IntStream.rangeClosed(14, 24).boxed().toList()), heights);
    assertEquals(-7, first);
    assertEquals(38, end);
  }

  @Test
  void sameSeedSameCropOnAnyNumberOfThreads() {
    List<float[]> inOrder =
        IntStream.range(0, 64)
            .mapToObj(i -> crop.apply(clip, ClipRandom.at(7, 3, i)).values())
            .toList();
    List<float[]> inParallel =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> crop.apply(clip, ClipRandom.at(7, 3, i)).values())
            .toList();
    for (int i = 0; i < 64; i++) {
      assertArrayEquals(inOrder.get(i), inParallel.get(i));
    }
  }

  @Test
  void shiftInTimeCopiesFramesExactly() {
    RandomResizedCrop shift = new RandomResizedCrop(CropConfig.shiftInTime());
    Set<Integer> shifts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      int by = shift.draw(clip, ClipRandom.at(1, 0, i)).firstFrame();
      float[] moved = new float[clip.values().length];
      int from = Math.max(0, -by);
      int to = Math.min(clip.frames(), clip.frames() - by);
      int length = (to - from) * clip.mels();
      System.arraycopy(clip.values(), (from + by) * clip.mels(), moved, from * clip.mels(), length);
      assertArrayEquals(moved, shift.apply(clip, ClipRandom.at(1, 0, i)).values());
      shifts.add(by);
    }
    assertEquals(Set.copyOf(IntStream.rangeClosed(-7, 8).boxed().toList()), shifts);
  }

  @Test
  void cropOfNoneLeavesClipsAsTheyAre() {
    RandomResizedCrop none = new RandomResizedCrop(CropConfig.none());
    assertArrayEquals(clip.values(), none.apply(clip, ClipRandom.at(1, 0, 0)).values());
  }

  @Test
  void axesAreCroppedByThemselves() {
    RandomResizedCrop time = new RandomResizedCrop(CropConfig.overTime());
    RandomResizedCrop frequency = new RandomResizedCrop(CropConfig.overFrequency());
    for (int i = 0; i < 50; i++) {
      CropBox overTime = time.draw(clip, ClipRandom.at(2, 0, i));
      CropBox overFrequency = frequency.draw(clip, ClipRandom.at(2, 0, i));
      assertEquals(new CropBox(0, overTime.firstFrame(), 24, overTime.frames()), overTime);
      assertEquals(
          new CropBox(overFrequency.firstMel(), 0, overFrequency.mels(), 30), overFrequency);
    }
  }

  @Test
  void keysOfBothAxesMeanWhatTheyMeantInEarlierVersions() {
    String old = "{canvasMels: 1.0, canvasFrames: 1.5, minScale: 0.5, maxScale: 1.25}";
    CropConfig read = Settings.read(CropConfig.published(), Document.yaml(old));
    assertEquals(new CropConfig(1, 1.5, 0.5, 1.25, 0.5, 1.25), read);
    assertEquals(read, Settings.read(CropConfig.class, Document.of(Settings.toJson(read), "")));
    for (String scales : List.of("{minScale: 2, maxScale: 3}", "{minScale: 0.2, maxScale: 0.3}")) {
      Settings.read(CropConfig.published(), Document.yaml(scales));
    }
  }

  @Test
  void refusesScalesThatMakeNoSense() {
    CropConfig config = CropConfig.published();
    assertThrows(IllegalArgumentException.class, () -> config.withMinScale(0));
    assertThrows(IllegalArgumentException.class, () -> config.withMaxScale(0.5));
    assertThrows(IllegalArgumentException.class, () -> config.withMinScaleMels(1.6));
    assertThrows(IllegalArgumentException.class, () -> config.withMaxScaleFrames(0.5));
    assertThrows(IllegalArgumentException.class, () -> config.withCanvasMels(0.9));
    assertThrows(IllegalArgumentException.class, () -> new CropBox(0, 0, 0, 3));
  }
}
