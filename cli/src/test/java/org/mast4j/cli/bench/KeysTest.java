package org.mast4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KeysTest {
  @Test
  void anUnknownKeyIsAnsweredByAllThatThereAre() {
    assertThat(Keys.of(Work.AST_BASE_FORWARD_1X1214)).isEqualTo("ast-base-forward-1x1214");
    assertThat(Keys.find(Peer.class, "peer", "openvino-bf16")).isEqualTo(Peer.OPENVINO_BF16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.find(Precision.class, "precision", "fp8"))
        .withMessage("no precision \"fp8\"; expected one of f32, bf16, int8");
  }
}
