package org.mast4j.zoo.ast;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Settings;
import org.mast4j.zoo.Architecture;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Variant;
import org.mast4j.zoo.ast.AstConfig.Pooling;

/**
 * AST's presets: DeiT's sizes on 128 mels x 1024 frames (10.24 s), and a {@code nano} for tests.
 * Base is the paper's (arXiv 2104.01778) and that of every published weight.
 */
public final class AstVariants implements Architecture {
  static final String ARCHITECTURE = "ast";

  private static final AstConfig BASE = Settings.defaults(AstConfig.class);

  /** The parameters are those of transformers' ASTModel, as src/test/oracle/make_ast.py prints. */
  private static final Map<String, Variant<AstConfig>> TABLE = new LinkedHashMap<>();

  static {
    add("nano", 35_264, "", BASE.withWidth(32, 2).withLayers(2).withGrid(PatchGrid.of(64, 96)));
    add("tiny", 5_621_568, "deit_tiny_distilled_patch16_224", BASE.withWidth(192, 3));
    add("small", 21_859_968, "deit_small_distilled_patch16_224", BASE.withWidth(384, 6));
    add("base", 86_187_264, "deit_base_distilled_patch16_384", BASE);
  }

  private static void add(String size, long parameters, String timm, AstConfig config) {
    Optional<String> published = Optional.of(timm).filter(name -> !name.isEmpty());
    TABLE.put(size, new Variant<>(ARCHITECTURE + "-" + size, config, parameters, published));
  }

  @Override
  public List<Variant<AstConfig>> variants() {
    return List.copyOf(TABLE.values());
  }

  /** 192 wide. */
  public static AstConfig tiny() {
    return TABLE.get("tiny").config();
  }

  /** 384 wide. */
  public static AstConfig small() {
    return TABLE.get("small").config();
  }

  /** The paper's model, 768 wide. */
  public static AstConfig base() {
    return TABLE.get("base").config();
  }

  /** Two blocks on 64 mels x 96 frames, for tests. */
  public static AstConfig nano() {
    return TABLE.get("nano").config();
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
}
