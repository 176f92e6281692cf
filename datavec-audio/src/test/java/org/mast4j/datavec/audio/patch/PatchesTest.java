package org.mast4j.datavec.audio.patch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** Against torch 2.11's unfold and conv2d, stored by src/test/oracle/patches.py. */
class PatchesTest {

  private final Spectrogram clip = Oracle.load("patch/spectrogram").spectrogram();
  private final PatchGrid grid = PatchGrid.of(clip.mels(), clip.frames());

  @Test
  void patchesEqualUnfold() {
    assertArrayEquals(Oracle.load("patch/patches").values(), Patches.extract(clip, grid));
  }

  @Test
  void paddedPatchesEqualUnfold() {
    PatchGrid padded =
        PatchGrid.of(clip.mels(), clip.frames(), 7, 4)
            .with(grid -> grid.patchFrames(5).strideFrames(3))
            .withPadding(3, 2); // 9 x 16 patches
    float[] patches = new float[padded.size() * padded.patchSize()];
    Arrays.fill(patches, 9f); // a buffer that is used again
    Patches.extract(clip, padded, patches, 0);
    assertArrayEquals(Oracle.load("patch/padded").values(), patches);
  }

  @Test
  void patchesTimesAFlatKernelEqualAConvolution() {
    float[] patches = Patches.extract(clip, grid);
    Oracle kernel = Oracle.load("patch/kernel");
    Oracle expected = Oracle.load("patch/convolved");
    float[] product = new float[grid.size() * kernel.shape()[0]];
    for (int n = 0; n < grid.size(); n++) {
      for (int channel = 0; channel < kernel.shape()[0]; channel++) {
        double sum = 0;
        for (int i = 0; i < grid.patchSize(); i++) {
          sum += patches[n * grid.patchSize() + i] * kernel.slice(channel)[i];
        }
        product[n * kernel.shape()[0] + channel] = (float) sum;
      }
    }
    assertTrue(Oracle.maxError(expected.values(), product) < 1e-4);
  }

  @Test
  void writesBehindAnOffset() {
    float[] batch = new float[2 * grid.size() * grid.patchSize()];
    Patches.extract(clip, grid, batch, batch.length / 2);
    assertEquals(0, batch[batch.length / 2 - 1]);
    assertEquals(clip.at(0, 0), batch[batch.length / 2]);
  }

  @Test
  void patchesAreAssembledToTheSpectrogramThatTheyAreOf() {
    PatchGrid whole = PatchGrid.of(12, 20, 4, 2);
    PatchGrid padded = whole.withPadding(1, 2);
    PatchGrid apart = PatchGrid.of(12, 20, 4, 4);
    float[] values = new float[12 * 20];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Spectrogram clip = new Spectrogram(values, 20, 12);
    for (PatchGrid each : new PatchGrid[] {whole, padded, apart}) {
      float[] patches = new float[3 + each.size() * each.patchSize()];
      Patches.extract(clip, each, patches, 3);
      assertEquals(clip, Patches.assemble(patches, each, 3));
    }
  }

  @Test
  void cellsInNoPatchHaveTheValueBefore() {
    PatchGrid partly = PatchGrid.of(5, 7, 4, 4); // covers 4 mels and 4 frames
    float[] values = new float[5 * 7];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Spectrogram clip = new Spectrogram(values, 7, 5);
    Spectrogram assembled = Patches.assemble(Patches.extract(clip, partly), partly, 0);
    assertEquals(clip.at(3, 3), assembled.at(3, 3));
    assertEquals(clip.at(3, 3), assembled.at(6, 4));
    assertEquals(clip.at(2, 3), assembled.at(2, 4));
  }

  @Test
  void theGridOfThePaperHasTwelveByFiftyPatches() {
    PatchGrid paper = PatchGrid.of(128, 512);
    assertEquals(12, paper.rows());
    assertEquals(50, paper.columns());
    assertEquals(600, paper.size());
    assertEquals(256, paper.patchSize());
    assertEquals(101, paper.withFrames(1024).columns());
    assertEquals(8, paper.withStride(16, 16).rows());
  }

  @Test
  void refusesGridsThatDontFit() {
    assertThrows(IllegalArgumentException.class, () -> PatchGrid.of(128, 15));
    assertThrows(IllegalArgumentException.class, () -> PatchGrid.of(8, 100));
    assertThrows(IllegalArgumentException.class, () -> grid.withStride(0, 0));
    assertThrows(IllegalArgumentException.class, () -> grid.withPadding(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> PatchGrid.of(0, 100).withPadding(8, 0));
    PatchGrid longer = grid.withFrames(100);
    assertThrows(IllegalArgumentException.class, () -> Patches.extract(clip, longer));
  }
}
