package org.mast4j.zoo.mast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architecture;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;

/**
 * MAST's presets: timm's mvitv2 sizes on 128 mels x 512 frames (5.12 s), and a {@code nano} for
 * tests and the quickstart. Small is the paper's. Parameters are counted without a classifier. As
 * they stand, all but nano have the tables of relative positions of timm's weights, for 56 x 56
 * patches; {@link MastConfig#withGrid} sizes them for its input.
 */
public final class MastVariants implements Architecture {
  static final String ARCHITECTURE = "mast";

  private static final MastConfig SMALL = new MastDraft().build();

  /** Depths (1, 2, 5, 2), width 96 to 768; 23.4 million parameters; timm mvitv2_tiny. */
  public static MastConfig tiny() {
    return SMALL.withStages(List.of(1, 2, 5, 2), 96, 1);
  }

  /**
   * Depths (1, 2, 11, 2), width 96 to 768; 34.1 million parameters; timm mvitv2_small, the paper's
   * model.
   */
  public static MastConfig small() {
    return SMALL;
  }

  /** Depths (2, 3, 16, 3), width 96 to 768; 50.7 million parameters; timm mvitv2_base. */
  public static MastConfig base() {
    return SMALL.withStages(List.of(2, 3, 16, 3), 96, 1);
  }

  /**
   * Depths (2, 6, 36, 4), width 144 to 1152, 2 heads at first; 216.9 million parameters; timm
   * mvitv2_large, which alone widens in the MLP.
   */
  public static MastConfig large() {
    return SMALL.withStages(List.of(2, 6, 36, 4), 144, 2).withExpandAttention(false);
  }

  /** Small with a class token; 34.1 million parameters; timm mvitv2_small_cls. */
  public static MastConfig smallCls() {
    return small().withClassToken(true);
  }

  /** Base with a class token; 50.7 million parameters; timm mvitv2_base_cls. */
  public static MastConfig baseCls() {
    return base().withClassToken(true);
  }

  /**
   * Large with a class token, which widens in the attention; 212.5 million parameters; timm
   * mvitv2_large_cls.
   */
  public static MastConfig largeCls() {
    return large().withExpandAttention(true).withClassToken(true);
  }

  /**
   * Depths (4, 8, 60, 8), width 192 to 1536, 3 heads at first, with a class token; 665.4 million
   * parameters; timm mvitv2_huge_cls.
   */
  public static MastConfig hugeCls() {
    return SMALL.withStages(List.of(4, 8, 60, 8), 192, 3).withClassToken(true);
  }

  /** Three stages of one block, width 32 to 128, on 64 mels x 96 frames: for tests, quickstart. */
  public static MastConfig nano() {
    return SMALL.withStages(List.of(1, 1, 1), 32, 1).withGrid(PatchGrid.of(64, 96));
  }

  @Override
  public String name() {
    return ARCHITECTURE;
  }

  @Override
  public Class<? extends EncoderConfig> configType() {
    return MastConfig.class;
  }

  /** The paper's, LAPE's, without statistics of a data set. */
  @Override
  public FrontEndConfig frontEnd() {
    return FrontEndConfig.librosa();
  }

  /** The first version had none of these fields, but a number {@code keyStride}. */
  @Override
  public void upgrade(ObjectNode encoder) {
    if (!encoder.has("keyStride") || encoder.has("keyStrides")) {
      return;
    }
    JsonNode keyStride = encoder.remove("keyStride");
    ObjectNode first = encoder.putArray("keyStrides").addObject();
    first.set("rows", keyStride);
    first.set("columns", keyStride);
    encoder.putIfAbsent("queryStrides", encoder.arrayNode());
    encoder.putIfAbsent("poolKernel", encoder.objectNode().put("rows", 3).put("columns", 3));
    encoder.putIfAbsent("classToken", BooleanNode.FALSE);
    encoder.putIfAbsent("absolutePositions", BooleanNode.FALSE);
    encoder.putIfAbsent("globalPool", TextNode.valueOf(GlobalPool.MEAN.name()));
  }

  @Override
  public Map<String, MastConfig> presets() {
    Map<String, MastConfig> presets = new LinkedHashMap<>();
    presets.put("mast-nano", nano());
    presets.put("mast-tiny", tiny());
    presets.put("mast-small", small());
    presets.put("mast-base", base());
    presets.put("mast-large", large());
    presets.put("mast-small-cls", smallCls());
    presets.put("mast-base-cls", baseCls());
    presets.put("mast-large-cls", largeCls());
    presets.put("mast-huge-cls", hugeCls());
    return presets;
  }
}
