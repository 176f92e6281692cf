package org.mast4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

class WindowingTest {
  private final Windowing windowing = new Windowing(10, 4);

  @Test
  void aClipThatFitsHasOneWindow() {
    assertThat(windowing.starts(1)).containsExactly(0);
    assertThat(windowing.starts(10)).containsExactly(0);
  }

  @Test
  void theLastWindowIsFlushWithTheEnd() {
    assertThat(windowing.starts(11)).containsExactly(0, 1);
    assertThat(windowing.starts(14)).containsExactly(0, 4);
    assertThat(windowing.starts(17)).containsExactly(0, 4, 7);
    assertThat(windowing.starts(18)).containsExactly(0, 4, 8);
  }

  @Test
  void secondsAreRoundedToFrames() {
    FrontEndConfig frontEnd = FrontEndConfig.librosa(); // 100 frames a second
    assertThat(Windowing.every(1.2345, frontEnd)).isEqualTo(new Windowing(512, 123));
    assertThat(Windowing.halfOverlap(frontEnd)).isEqualTo(new Windowing(512, 256));
  }

  @Test
  void theFirstWindowAloneIsTransformersTruncation() {
    Windowing first = Windowing.first(FrontEndConfig.librosa());
    assertThat(first.starts(10_000)).containsExactly(0);
    assertThat(first.withWindow(100)).isEqualTo(new Windowing(100, OptionalInt.empty()));
  }

  @Test
  void theOverlapsShareStaysWithAnotherWindow() {
    assertThat(windowing.withWindow(1000)).isEqualTo(new Windowing(1000, 400));
    assertThat(new Windowing(10, 1).withWindow(5)).isEqualTo(new Windowing(5, 1));
  }

  @Test
  void aHopThatSkipsFramesIsRefused() {
    assertThatThrownBy(() -> new Windowing(10, 11)).hasMessageContaining("hop 11; expected 1 to");
    assertThatThrownBy(() -> new Windowing(10, 0)).hasMessageContaining("hop 0; expected 1 to");
    assertThatThrownBy(() -> new Windowing(0, 1))
        .hasMessageContaining("window 0; expected a positive number");
    assertThatThrownBy(() -> Windowing.every(0.001, FrontEndConfig.kaldi()))
        .hasMessageContaining("hop 0; expected 1 to");
    assertThatThrownBy(() -> Windowing.every(42_949_672.99, FrontEndConfig.kaldi())) // 2^32 + 3
        .hasMessageContaining("hop 2147483647; expected 1 to");
  }
}
