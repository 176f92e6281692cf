package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderGraph;

class AstVariantsTest {
  @Test
  void presetsAreRegistered() {
    assertThat(Architectures.preset("ast-base")).isEqualTo(AstVariants.base());
    assertThat(Architectures.byName("ast").configType()).isEqualTo(AstConfig.class);
    assertThatThrownBy(() -> Architectures.preset("ast-huge"))
        .hasMessageContainingAll("ast-huge", "ast-base");
  }

  @Test
  void aBadConfigIsRefusedWithTheValue() {
    AstConfig nano = AstVariants.nano();
    assertThatThrownBy(() -> nano.withWidth(33, 2)).hasMessageContaining("width 33");
    assertThatThrownBy(() -> nano.withWidth(32, 0)).hasMessageContaining("heads 0");
    assertThatThrownBy(() -> nano.withLayers(0)).hasMessageContaining("layers 0");
    assertThatThrownBy(() -> nano.withLayerNormEpsilon(0))
        .hasMessageContaining("layerNormEpsilon 0");
    assertThatThrownBy(() -> nano.withIntermediateWidth(-1))
        .hasMessageContaining("intermediateWidth -1");
  }

  @Test
  void aModelForLongerClipsHasMorePositionsAndElseTheSameWeights() {
    AstConfig nano = AstVariants.nano();
    AstConfig longer = nano.withGrid(PatchGrid.of(64, 196));
    var weights = EncoderGraph.encoder(nano, 1).weights();
    var longerWeights = EncoderGraph.encoder(longer, 1).weights();
    assertThat(longerWeights.get("pos_embed").shape()).containsExactly(1, 5 * 19 + 2, 32);
    assertThat(longerWeights.select(key -> !key.equals("pos_embed")).toMap())
        .isEqualTo(weights.select(key -> !key.equals("pos_embed")).toMap());
  }
}
