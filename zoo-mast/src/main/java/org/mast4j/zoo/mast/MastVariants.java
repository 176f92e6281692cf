package org.mast4j.zoo.mast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Settings;
import org.mast4j.zoo.Architecture;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Variant;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;

/**
 * MAST's presets: timm's mvitv2 sizes on 128 mels x 512 frames (5.12 s), and two of our own on 64
 * mels x 96 frames, of which {@code mast4j-weights} has weights: {@code nano}, for tests and the
 * quickstart too, and {@code mini}. Small is the paper's. As they stand, timm's sizes have the
 * tables of relative positions of timm's weights, for 56 x 56 patches; {@link MastConfig#withGrid}
 * sizes them for its input.
 */
public final class MastVariants implements Architecture {
  static final String ARCHITECTURE = "mast";

  private static final MastConfig PAPER = Settings.defaults(MastConfig.class);
  private static final MastConfig MIDDLE = PAPER.withStages(List.of(2, 3, 16, 3), 96, 1);
  private static final MastConfig WIDE = PAPER.withStages(List.of(2, 6, 36, 4), 144, 2);

  private static final Set<String> OURS = Set.of("nano", "mini");

  /**
   * The parameters are those of timm 1.0.22's {@code MultiScaleVit(replace(model_cfgs["mvitv2_" +
   * size], patch_kernel=(16, 16), patch_stride=(10, 10), patch_padding=(0, 0)), img_size=560,
   * in_chans=1, num_classes=0)} without its last norm.
   */
  private static final Map<String, Variant<MastConfig>> TABLE = new LinkedHashMap<>();

  static {
    add("nano", 253_600, PAPER.withStages(List.of(1, 1, 1), 32, 1).withGrid(PatchGrid.of(64, 96)));
    add(
        "mini",
        1_976_000,
        PAPER.withStages(List.of(1, 2, 2), 64, 1).withGrid(PatchGrid.of(64, 96)));
    add("tiny", 23_413_248, PAPER.withStages(List.of(1, 2, 5, 2), 96, 1));
    add("small", 34_110_144, PAPER);
    add("base", 50_712_672, MIDDLE);
    add("large", 216_853_344, WIDE.withExpandAttention(false)); // alone widens in the MLP
    add("small-cls", 34_110_240, PAPER.withClassToken(true));
    add("base-cls", 50_712_768, MIDDLE.withClassToken(true));
    add("large-cls", 212_495_904, WIDE.withClassToken(true));
    add(
        "huge-cls",
        665_360_768,
        PAPER.withStages(List.of(4, 8, 60, 8), 192, 3).withClassToken(true));
  }

  private static void add(String size, long parameters, MastConfig config) {
    Optional<String> timm =
        Optional.of("mvitv2_" + size.replace('-', '_')).filter(name -> !OURS.contains(size));
    TABLE.put(size, new Variant<>(ARCHITECTURE + "-" + size, config, parameters, timm));
  }

  @Override
  public List<Variant<MastConfig>> variants() {
    return List.copyOf(TABLE.values());
  }

  /** Depths (1, 2, 5, 2). */
  public static MastConfig tiny() {
    return TABLE.get("tiny").config();
  }

  /** The paper's model, of depths (1, 2, 11, 2). */
  public static MastConfig small() {
    return TABLE.get("small").config();
  }

  /** Depths (2, 3, 16, 3). */
  public static MastConfig base() {
    return TABLE.get("base").config();
  }

  /** Depths (2, 6, 36, 4), 144 wide at first. */
  public static MastConfig large() {
    return TABLE.get("large").config();
  }

  /** Depths (1, 2, 2), 64 wide at first, on 64 mels x 96 frames. */
  public static MastConfig mini() {
    return TABLE.get("mini").config();
  }

  /** Three stages of one block on 64 mels x 96 frames: for tests, quickstart. */
  public static MastConfig nano() {
    return TABLE.get("nano").config();
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
}
