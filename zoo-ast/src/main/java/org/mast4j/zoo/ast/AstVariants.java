package org.mast4j.zoo.ast;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architecture;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AstConfig.Pooling;

/**
 * AST's presets: DeiT's sizes on 128 mels x 1024 frames (10.24 s), and a {@code nano} for tests.
 * Base is the paper's (arXiv 2104.01778) and that of every published weight.
 */
public final class AstVariants implements Architecture {
  static final String ARCHITECTURE = "ast";

  private static final AstConfig BASE =
      new AstConfig(
          PatchGrid.of(128, 1024), 768, 12, 12, 3072, true, 1e-12, 1e-12, Pooling.CLASS_TOKENS);

  /** Width 192, 3 heads; 5.6 million parameters; DeiT-Ti's encoder. */
  public static AstConfig tiny() {
    return BASE.withWidth(192, 3);
  }

  /** Width 384, 6 heads; 21.9 million parameters; DeiT-S's encoder. */
  public static AstConfig small() {
    return BASE.withWidth(384, 6);
  }

  /** Width 768, 12 heads; 86.2 million parameters; the paper's model. */
  public static AstConfig base() {
    return BASE;
  }

  /** Width 32, 2 heads, 2 blocks on 64 mels x 96 frames: for tests. */
  public static AstConfig nano() {
    return BASE.withWidth(32, 2).withLayers(2).withGrid(PatchGrid.of(64, 96));
  }

  @Override
  public String name() {
    return ARCHITECTURE;
  }

  @Override
  public Class<? extends EncoderConfig> configType() {
    return AstConfig.class;
  }

  /** The paper's, without statistics of a data set. */
  @Override
  public FrontEndConfig frontEnd() {
    return FrontEndConfig.kaldi();
  }

  /** The classifier's epsilon was the encoder's, and the class tokens were always pooled. */
  @Override
  public void upgrade(ObjectNode encoder) {
    if (encoder.has("layerNormEpsilon")) {
      encoder.putIfAbsent("headNormEpsilon", encoder.get("layerNormEpsilon"));
    }
    encoder.putIfAbsent("pooling", TextNode.valueOf(Pooling.CLASS_TOKENS.name()));
  }

  @Override
  public Map<String, AstConfig> presets() {
    Map<String, AstConfig> presets = new LinkedHashMap<>();
    presets.put("ast-nano", nano());
    presets.put("ast-tiny", tiny());
    presets.put("ast-small", small());
    presets.put("ast-base", base());
    return presets;
  }
}
