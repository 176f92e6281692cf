package org.mast4j.zoo.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchedOutputsTest {
  @Test
  void moreClipsThanABatchHaveTheEmbeddingsOfEachAlone() {
    assertSameAlone(EncoderGraph.encoder(AstVariants.nano(), 1), 130);
  }

  /** 2,925 patches: attention's memory allows no second clip in a batch. */
  @Test
  void longClipsRunOneByOne() {
    PatchGrid grid = PatchGrid.of(64, 5856);
    assertSameAlone(EncoderGraph.encoder(AstVariants.nano().withGrid(grid), 1), 2);
  }

  @Test
  void aBatchHoldsThePatchesOfEachClip() {
    PatchGrid grid = PatchGrid.of(26, 46);
    List<Spectrogram> clips = clips(grid, 3);
    INDArray patches = BatchedOutputs.patches(clips, grid);
    assertThat(patches.shape()).containsExactly(3, grid.size(), grid.patchSize());
    for (int i = 0; i < clips.size(); i++) {
      assertThat(patches.slice(i).reshape(-1).toFloatVector())
          .isEqualTo(Patches.extract(clips.get(i), grid));
    }
  }

  private static void assertSameAlone(EncoderGraph encoder, int count) {
    List<Spectrogram> clips = clips(encoder.config().grid(), count);
    INDArray together = BatchedOutputs.pooled(encoder, clips);
    assertThat(together.shape()).containsExactly(count, encoder.config().outputWidth());
    INDArray last = BatchedOutputs.pooled(encoder, clips.subList(count - 1, count));
    assertThat(together.slice(count - 1).sub(last.slice(0)).amaxNumber().doubleValue())
        .isLessThan(1e-5);
  }

  private static List<Spectrogram> clips(PatchGrid grid, int count) {
    Random random = new Random(1);
    List<Spectrogram> clips = new ArrayList<>();
    for (int clip = 0; clip < count; clip++) {
      float[] values = new float[grid.frames() * grid.mels()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      clips.add(new Spectrogram(values, grid.frames(), grid.mels()));
    }
    return clips;
  }
}
