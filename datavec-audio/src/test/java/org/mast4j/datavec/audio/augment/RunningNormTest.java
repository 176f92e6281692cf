package org.mast4j.datavec.audio.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.Spectrogram;

class RunningNormTest {

  private final Spectrogram first = new Spectrogram(new float[] {1, 2, 3, 4}, 2, 2);
  private final Spectrogram second = new Spectrogram(new float[] {10, 20}, 1, 2);

  @Test
  void statisticsAreThoseOfAllValuesSeen() {
    RunningNorm norm = new RunningNorm();
    norm.update(List.of(first));
    norm.update(List.of(second));
    double mean = 40 / 6.0;
    double squares = 1 + 4 + 9 + 16 + 100 + 400 - 6 * mean * mean;
    assertEquals(6, norm.state().count());
    assertEquals(mean, norm.state().mean(), 1e-12);
    assertEquals(Math.sqrt(squares / 6), norm.state().std(), 1e-12);
    assertEquals((3 - mean) / norm.state().std(), norm.apply(first).at(1, 0), 1e-6);
  }

  @Test
  void goesOnFromACheckpoint() {
    RunningNorm whole = new RunningNorm();
    whole.update(List.of(first));
    RunningNorm resumed = new RunningNorm(whole.state());
    whole.update(List.of(second));
    resumed.update(List.of(second));
    assertEquals(whole.state(), resumed.state());
  }

  @Test
  void changesNothingBeforeTheFirstClip() {
    assertArrayEquals(first.values(), new RunningNorm().apply(first).values());
  }

  @Test
  void constantInputStaysFinite() {
    RunningNorm norm = new RunningNorm();
    Spectrogram silence = new Spectrogram(new float[] {-16, -16}, 1, 2);
    norm.update(List.of(silence));
    assertArrayEquals(new float[] {0, 0}, norm.apply(silence).values());
    assertTrue(norm.state().isConstant());
    assertEquals(1, norm.state().std());
    norm.update(List.of(first));
    assertFalse(norm.state().isConstant());
  }

  @Test
  void refusesABrokenState() {
    assertThrows(IllegalArgumentException.class, () -> new RunningNorm.State(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new RunningNorm.State(1, Double.NaN, 0));
  }
}
