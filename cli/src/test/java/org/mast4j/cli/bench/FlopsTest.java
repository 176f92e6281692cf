package org.mast4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;

class FlopsTest {
  /** What the same count gives for timm's mvitv2_small with patches of stride 10. */
  @Test
  void mastSmallNeeds2Point59Gigaflops() {
    assertThat(Flops.theirs(MastVariants.small(), false) / 1e9).isCloseTo(2.59, within(0.05));
    assertThat(Flops.ours(MastVariants.small(), false))
        .isEqualTo(Flops.theirs(MastVariants.small(), false));
  }

  /** 12 blocks of 24 N D^2 + 4 N^2 D, and the patches. */
  @Test
  void astBaseNeeds261Gigaflops() {
    double n = 1214;
    double d = 768;
    double blocks = 12 * (24 * n * d * d + 4 * n * n * d);
    double patches = 2 * 1212 * 256 * d;
    assertThat(Flops.theirs(AstVariants.base(), false)).isCloseTo(blocks + patches, within(1e3));
    assertThat(Flops.theirs(AstVariants.base(), true))
        .isCloseTo(3 * (blocks + patches), within(3e3));
  }

  /** Its queries, their part of attention, and the MLP are those of two tokens, not 1,214. */
  @Test
  void oursNeedsLessInAstsLastBlock() {
    double d = 768;
    double spared = 1212 * (20 * d * d + 4 * 1214 * d);
    double theirs = Flops.theirs(AstVariants.base(), false);
    assertThat(Flops.ours(AstVariants.base(), false)).isCloseTo(theirs - spared, within(1e3));
    AstConfig ofPatches = AstVariants.base().withPooling(Pooling.PATCHES);
    assertThat(Flops.ours(ofPatches, false)).isEqualTo(theirs);
  }

  @Test
  void aRateIsTheOperationsOfATime() {
    assertThat(Work.MAST_SMALL_TRAIN_16.ourGigaflops(1000)).isCloseTo(3 * 16 * 2.59, within(3.0));
    assertThat(Roofline.gigaflops(10)).isCloseTo(214.7, within(0.1));
  }
}
