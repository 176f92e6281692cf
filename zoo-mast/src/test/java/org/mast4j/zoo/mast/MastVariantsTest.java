package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.weights.Weights;

class MastVariantsTest {
  /**
   * Of timm 1.0.22's {@code MultiScaleVit(replace(model_cfgs["mvitv2_" + size], patch_kernel=(16,
   * 16), patch_stride=(10, 10), patch_padding=(0, 0)), img_size=560, in_chans=1, num_classes=0)}
   * without its last norm.
   */
  private static final Map<String, Long> PARAMETERS =
      Map.of(
          "mast-tiny", 23_413_248L,
          "mast-small", 34_110_144L,
          "mast-base", 50_712_672L,
          "mast-large", 216_853_344L);

  /** Of the same class with nano's stages and img_size=80; timm's tables are square. */
  private static final long NANO_SQUARE_PARAMETERS = 253_728L;

  @Test
  void everyPresetHasTimmsParameterCount() {
    Map<String, MastConfig> presets = new MastVariants().presets();
    assertThat(presets.keySet()).containsAll(PARAMETERS.keySet()).contains("mast-nano").hasSize(5);
    PARAMETERS.forEach(
        (name, count) -> assertThat(parameterCount(presets.get(name))).as(name).isEqualTo(count));
  }

  @Test
  void aPresetAsBuiltHasThatCount() {
    MastConfig nano =
        MastVariants.nano()
            .withGrid(PatchGrid.of(64, 86))
            .withTables(new TokenGrid(8, 8), MastConfig.RelativeIndex.TIMM);
    assertThat(EncoderGraph.encoder(nano, 1).weights().parameterCount())
        .isEqualTo(NANO_SQUARE_PARAMETERS);
    assertThat(EncoderGraph.encoder(MastVariants.tiny(), 1).weights().parameterCount())
        .isEqualTo(PARAMETERS.get("mast-tiny"));
  }

  /** timm norms the tokens before their mean: a weight and a bias more. */
  @Test
  void theFinalNormAddsItsTwoVectors() {
    MastConfig nano = MastVariants.nano();
    long without = EncoderGraph.encoder(nano, 1).weights().parameterCount();
    long with = EncoderGraph.encoder(nano.withFinalNorm(true), 1).weights().parameterCount();
    assertThat(with - without).isEqualTo(2 * 128);
  }

  @Test
  void presetsAreRegistered() {
    assertThat(Architectures.preset("mast-small")).isEqualTo(MastVariants.small());
    assertThat(Architectures.byName("mast").configType()).isEqualTo(MastConfig.class);
  }

  /** Counts one block of each kind: between a stage's first and last, all are alike. */
  private static long parameterCount(MastConfig config) {
    int stages = config.depths().size();
    MastConfig shallow =
        config.withStages(Collections.nCopies(stages, 3), config.widths(), config.heads());
    Weights weights = EncoderGraph.encoder(shallow, 1).weights();
    long count = weights.parameterCount();
    for (int stage = 0; stage < stages; stage++) {
      String block = "stages." + stage + ".blocks.1.";
      long perBlock = weights.select(key -> key.startsWith(block)).parameterCount();
      count += (config.depths().get(stage) - 3) * perBlock;
    }
    return count;
  }
}
