package org.mast4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WorkTest {
  /** PyTorch's last block goes on with all of AST's tokens, ours with two. */
  @Test
  void aRateIsTheOperationsOfATime() {
    assertThat(Work.MAST_SMALL_TRAIN_16.ourGigaflops(1000)).isCloseTo(3 * 16 * 2.59, within(3.0));
    Work ast = Work.AST_BASE_FORWARD_1X1214;
    assertThat(ast.theirGigaflops(1000)).isCloseTo(261, within(1.0));
    assertThat(ast.ourGigaflops(1000)).isLessThan(ast.theirGigaflops(1000));
    assertThat(Roofline.gigaflops(10)).isCloseTo(214.7, within(0.1));
  }
}
