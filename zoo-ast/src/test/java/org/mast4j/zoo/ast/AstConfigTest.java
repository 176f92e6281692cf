package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.ast.AstConfig.Pooling;

class AstConfigTest {
  private static final AstConfig BASE = AstVariants.base();
  private static final double N = 1214;
  private static final double D = 768;

  /** 12 blocks of 24 N D^2 + 4 N^2 D, and the patches. */
  private static final double WHOLE = 12 * (24 * N * D * D + 4 * N * N * D) + 2 * 1212 * 256 * D;

  @Test
  void baseTakes261Gigaflops() {
    assertThat(BASE.flops().whole()).isCloseTo(WHOLE, within(1e3));
  }

  /** The last block's queries, their part of attention, and the MLP are those of two tokens. */
  @Test
  void theEmbeddingOfClassTokensTakesLess() {
    double spared = 1212 * (20 * D * D + 4 * N * D);
    assertThat(BASE.flops().pooled()).isCloseTo(WHOLE - spared, within(1e3));
    assertThat(BASE.withPooling(Pooling.PATCHES).flops().pooled()).isCloseTo(WHOLE, within(1e3));
  }

  @Test
  void tellsItsBlocksAndLeadingTokens() {
    TokenGrid grid = new TokenGrid(12, 101);
    assertThat(BASE.blocks(grid)).hasSize(12).containsOnly(new BlockSize(grid, grid, 768, 768, 12));
    assertThat(BASE.leadingTokens()).isEqualTo(2);
    assertThat(BASE.undecayed()).containsExactlyInAnyOrder("cls_token", "dist_token", "pos_embed");
  }

  @Test
  void itsFamilysFrontEndHasTheSizeOfItsGrid() {
    assertThat(BASE.frontEnd()).isEqualTo(FrontEndConfig.kaldi().withFrames(1024));
    assertThat(AstVariants.nano().frontEnd())
        .isEqualTo(FrontEndConfig.kaldi().withMels(64).withFrames(96));
  }
}
