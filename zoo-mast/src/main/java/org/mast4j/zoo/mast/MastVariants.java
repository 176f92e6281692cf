package org.mast4j.zoo.mast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architecture;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;

/**
 * MAST's presets: timm's mvitv2 sizes on 128 mels x 512 frames (5.12 s), and a {@code nano} for
 * tests and the quickstart. Small is the paper's.
 */
public final class MastVariants implements Architecture {
  static final String ARCHITECTURE = "mast";

  /** ImageNet weights: 224 x 224 images in 4 x 4 steps. */
  private static final TokenGrid IMAGENET_TABLES = new TokenGrid(56, 56);

  private static final MastConfig SMALL =
      new MastConfig(
          PatchGrid.of(128, 512),
          List.of(1, 2, 11, 2),
          List.of(96, 192, 384, 768),
          List.of(1, 2, 4, 8),
          4,
          true,
          4,
          true,
          true,
          false,
          1e-6,
          IMAGENET_TABLES,
          RelativeIndex.TIMM);

  /** Depths (1, 2, 5, 2), width 96 to 768; timm mvitv2_tiny. */
  public static MastConfig tiny() {
    return SMALL.withStages(List.of(1, 2, 5, 2), 96, 1);
  }

  /** Depths (1, 2, 11, 2), width 96 to 768; timm mvitv2_small, the paper's model. */
  public static MastConfig small() {
    return SMALL;
  }

  /** Depths (2, 3, 16, 3), width 96 to 768; timm mvitv2_base. */
  public static MastConfig base() {
    return SMALL.withStages(List.of(2, 3, 16, 3), 96, 1);
  }

  /**
   * Depths (2, 6, 36, 4), width 144 to 1152, 2 heads at first; timm mvitv2_large, which alone
   * widens in the MLP.
   */
  public static MastConfig large() {
    return SMALL.withStages(List.of(2, 6, 36, 4), 144, 2).withExpandAttention(false);
  }

  /** Three stages of one block, width 32 to 128, on 64 mels x 96 frames: for tests, quickstart. */
  public static MastConfig nano() {
    return SMALL
        .withStages(List.of(1, 1, 1), 32, 1)
        .withGrid(PatchGrid.of(64, 96))
        .withTables(TokenGrid.of(PatchGrid.of(64, 96)), RelativeIndex.CENTRED);
  }

  @Override
  public String name() {
    return ARCHITECTURE;
  }

  @Override
  public Class<? extends EncoderConfig> configType() {
    return MastConfig.class;
  }

  @Override
  public Map<String, MastConfig> presets() {
    Map<String, MastConfig> presets = new LinkedHashMap<>();
    presets.put("mast-nano", nano());
    presets.put("mast-tiny", tiny());
    presets.put("mast-small", small());
    presets.put("mast-base", base());
    presets.put("mast-large", large());
    return presets;
  }
}
