package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mast4j.zoo.PerAxis.square;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;

class MastConfigTest {
  private static final MastConfig NANO = MastVariants.nano();

  @Test
  void aBadStageIsRefusedWithTheValue() {
    assertRefused(List.of(), List.of(), List.of(), "depths []");
    assertRefused(List.of(1, 0), List.of(8, 16), List.of(1, 2), "depths [1, 0]");
    assertRefused(List.of(1, 1), List.of(8), List.of(1, 2), "widths [8]");
    assertRefused(List.of(1, 1), List.of(8, 16), List.of(1), "heads [1]");
    assertRefused(List.of(1, 1), List.of(8, 16), List.of(1, 0), "heads [1, 0]");
    assertRefused(List.of(1, 1), List.of(8, 17), List.of(1, 2), "widths [8, 17]");
  }

  @Test
  void aBadNumberIsRefusedWithItsName() {
    assertThatThrownBy(() -> NANO.withMlpRatio(0)).hasMessageContaining("mlpRatio 0");
    assertThatThrownBy(() -> NANO.withLayerNormEpsilon(0))
        .hasMessageContaining("layerNormEpsilon 0");
    assertThatThrownBy(() -> NANO.withStrides(List.of(), List.of()))
        .hasMessageContaining("keyStrides []");
    assertThatThrownBy(() -> NANO.withPoolKernel(new PerAxis(3, 2)))
        .hasMessageContaining("poolKernel 3 x 2");
    assertThatThrownBy(() -> new PerAxis(0, 2)).hasMessageContaining("rows 0");
  }

  @Test
  void widthsAndHeadsDouble() {
    MastConfig config = NANO.withStages(List.of(1, 2, 3), 24, 2);
    assertThat(config.widths()).containsExactly(24, 48, 96);
    assertThat(config.heads()).containsExactly(2, 4, 8);
    assertThat(config.outputWidth()).isEqualTo(96);
  }

  /** timm: {@code max(4 // 2, 1)} where both query strides exceed 1. */
  @Test
  void stridesOfNewStagesAreCompleted() {
    MastConfig five = NANO.withStages(List.of(1, 1, 1, 1, 1), 8, 1);
    assertThat(five.queryStrides())
        .containsExactly(square(1), square(2), square(2), square(2), square(2));
    assertThat(five.keyStrides())
        .containsExactly(square(4), square(2), square(1), square(1), square(1));
    MastConfig own =
        five.withAdaptiveStrides(
            List.of(square(2), new PerAxis(1, 2), new PerAxis(2, 3)), new PerAxis(9, 4));
    assertThat(own.queryStrides())
        .containsExactly(square(2), new PerAxis(1, 2), new PerAxis(2, 3), square(2), square(2));
    assertThat(own.keyStrides())
        .containsExactly(
            new PerAxis(4, 2), new PerAxis(4, 2), new PerAxis(2, 1), square(1), square(1));
    assertThat(own.withStages(List.of(1, 1), 8, 1).keyStrides())
        .containsExactly(new PerAxis(4, 2), new PerAxis(4, 2));
  }

  @Test
  void aClassTokenIsWhatAClassifierReads() {
    assertThat(NANO.withClassToken(true).globalPool()).isEqualTo(GlobalPool.FIRST_TOKEN);
    assertThat(NANO.withClassToken(true).withClassToken(false)).isEqualTo(NANO);
  }

  /** timm fails there too, as it adds 7 and 6 tokens. */
  @Test
  void anOddQueryStrideThatDividesTheGridIsRefused() {
    MastConfig config =
        NANO.withGrid(PatchGrid.of(186, 126)) // 18 x 12 patches
            .withStrides(List.of(square(1), square(3)), List.of(square(4)));
    assertThatThrownBy(() -> EncoderGraph.encoder(config, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("query stride 3 x 3", "18 x 12", "to 7 x 5", "to 6 x 4");
  }

  /** Key strides 4, 2, 1, 1 by stage and queries that pool where a stage starts, as timm's. */
  @Test
  void blocksOfThePapersModel() {
    List<BlockConfig> blocks = BlockConfig.of(MastVariants.small(), new TokenGrid(12, 50));
    assertThat(blocks).hasSize(16);
    assertThat(blocks)
        .extracting(BlockConfig::keyStride)
        .startsWith(square(4), square(2), square(2), square(1), square(1));
    assertThat(blocks)
        .extracting(BlockConfig::queryStride)
        .startsWith(square(1), square(2), square(1), square(2), square(1));
    assertThat(blocks).extracting(BlockConfig::outWidth).startsWith(96, 192, 192, 384);
    assertThat(blocks)
        .extracting(BlockConfig::grid)
        .startsWith(new TokenGrid(12, 50), new TokenGrid(12, 50), new TokenGrid(6, 25));
    assertThat(blocks)
        .extracting(BlockConfig::keys)
        .startsWith(new TokenGrid(3, 13), new TokenGrid(6, 25), new TokenGrid(3, 13));
    assertThat(blocks)
        .extracting(BlockConfig::tableGrid)
        .startsWith(new TokenGrid(56, 56), new TokenGrid(56, 56), new TokenGrid(28, 28));
  }

  /** The paper's text widens at a stage's end instead. */
  @Test
  void blocksThatWidenInTheMlp() {
    List<BlockConfig> blocks =
        BlockConfig.of(MastVariants.small().withExpandAttention(false), new TokenGrid(12, 50));
    assertThat(blocks).extracting(BlockConfig::width).startsWith(96, 192, 192, 384);
    assertThat(blocks).extracting(BlockConfig::outWidth).startsWith(192, 192, 384, 384);
    assertThat(blocks.get(15).outWidth()).isEqualTo(768);
  }

  @Test
  void tellsTheSizesOfItsBlocksOnAnyGrid() {
    List<BlockSize> blocks = MastVariants.small().blocks(new TokenGrid(12, 50));
    assertThat(blocks.get(1))
        .isEqualTo(new BlockSize(new TokenGrid(12, 50), new TokenGrid(6, 25), 96, 192, 2));
    assertThat(blocks.get(15).output()).isEqualTo(new TokenGrid(2, 7));
    assertThat(MastVariants.small().blocks(new TokenGrid(12, 40)).get(15).output())
        .isEqualTo(new TokenGrid(2, 5));
  }

  @Test
  void tellsItsLeadingTokensAndWhatWeightDecaySpares() {
    assertThat(NANO.leadingTokens()).isZero();
    assertThat(NANO.withClassToken(true).leadingTokens()).isOne();
    MastConfig positions = NANO.withClassToken(true).withAbsolutePositions(true);
    Set<String> keys = EncoderGraph.shapes(positions, Optional.empty()).keySet();
    assertThat(keys)
        .filteredOn(key -> positions.undecayed().contains(key.replaceFirst(".*\\.", "")))
        .hasSize(2 + 2 * 3)
        .contains("cls_token", "pos_embed", "stages.2.blocks.0.attn.rel_pos_h");
  }

  /** timm's mvitv2_small with patches of stride 10; what is wider or longer takes more. */
  @Test
  void smallTakes2Point59Gigaflops() {
    MastConfig small = MastVariants.small();
    assertThat(small.flops().whole()).isEqualTo(2_585_915_520.0).isEqualTo(small.flops().pooled());
    assertThat(small.withClassToken(true).flops().whole()).isGreaterThan(small.flops().whole());
  }

  /** One block of two tokens in frequency, one in time, counted by hand. */
  @Test
  void aBlockThatWidensInItsMlpHasItsShortcutThere() {
    MastConfig one =
        NANO.withStages(List.of(1, 1), List.of(2, 4), List.of(1, 1))
            .withStrides(List.of(square(1), square(1)), List.of(square(1)))
            .withGrid(PatchGrid.of(2, 1, 1, 1));
    double embed = 2 * 2 * 1 * 2;
    double first = attention(2, 2) + 2 * 2 * (2 * 8 + 8 * 4) + 2 * 2 * 2 * 4; // the shortcut
    double second = attention(4, 4) + 2 * 2 * (4 * 16 + 16 * 4);
    assertThat(one.withExpandAttention(false).flops().whole()).isEqualTo(embed + first + second);
    double narrow = attention(2, 2) + 2 * 2 * (2 * 8 + 8 * 2);
    double wide = attention(2, 4) + 2 * 2 * 2 * 4 + second - attention(4, 4);
    assertThat(one.flops().whole()).isEqualTo(embed + narrow + wide);
  }

  /** q, k, v; three poolings of 3 x 3; scores and means; two rows and a column; the projection. */
  private static double attention(int in, int width) {
    return 2 * (2 * in * 3 * width + 3 * 2 * 9 * width + 2 * 2 * 2 * width)
        + 2 * (2 * 3 * width + 2 * width * width);
  }

  private static void assertRefused(
      List<Integer> depths, List<Integer> widths, List<Integer> heads, String message) {
    assertThatThrownBy(() -> NANO.withStages(depths, widths, heads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(message, "expected");
  }
}
