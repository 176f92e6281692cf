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

class RandomResizedCropTest {

  private final Spectrogram clip = Oracle.load("augment/clip").spectrogram();
  private final RandomResizedCrop crop = new RandomResizedCrop(CropConfig.standard());

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
  void refusesScalesThatMakeNoSense() {
    CropConfig config = CropConfig.standard();
    assertThrows(IllegalArgumentException.class, () -> config.withMinScale(0));
    assertThrows(IllegalArgumentException.class, () -> config.withMaxScale(0.5));
    assertThrows(IllegalArgumentException.class, () -> config.withCanvasMels(0.9));
    assertThrows(IllegalArgumentException.class, () -> new CropBox(0, 0, 0, 3));
  }
}
