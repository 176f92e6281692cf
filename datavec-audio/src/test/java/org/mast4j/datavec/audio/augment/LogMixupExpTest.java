package org.mast4j.datavec.audio.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.frontend.Spectrogram;

class LogMixupExpTest {

  private final Spectrogram clip = Oracle.load("augment/clip").spectrogram();
  private final Spectrogram past = Oracle.load("augment/past").spectrogram();

  /** Against the formula in double precision, stored by src/test/oracle/augment.py. */
  @Test
  void mixEqualsTheFormula() {
    float[] shares = Oracle.load("augment/shares").values();
    Oracle expected = Oracle.load("augment/mixed");
    for (int i = 0; i < shares.length; i++) {
      float[] actual = LogMixupExp.mix(clip, past, shares[i]).values();
      assertTrue(Oracle.maxError(expected.slice(i), actual) < 1e-5, "share " + shares[i]);
    }
  }

  @Test
  void extremeLevelsNeitherOverflowNorVanish() {
    Spectrogram x = new Spectrogram(new float[] {1000, -1000, 1000, -1000}, 2, 2);
    Spectrogram z = new Spectrogram(new float[] {1000, -1000, -1000, 1000}, 2, 2);
    float[] mixed = LogMixupExp.mix(x, z, 0.25).values();
    float[] expected = {
      1000, -1000, (float) (1000 + Math.log(0.75)), (float) (1000 + Math.log(0.25))
    };
    assertTrue(Oracle.maxError(expected, mixed) < 1e-3);
  }

  @Test
  void anEmptyMemoryOrNoShareChangesNothing() {
    MixupMemory memory = new MixupMemory(4);
    assertSame(clip, new LogMixupExp(memory, 0.4).apply(clip, ClipRandom.at(1, 1, 1)));
    assertSame(clip, LogMixupExp.mix(clip, past, 0));
  }

  @Test
  void mixesAClipOfTheMemory() {
    MixupMemory memory = new MixupMemory(4);
    memory.add(past);
    Spectrogram mixed = new LogMixupExp(memory, 0.4).apply(clip, ClipRandom.at(1, 1, 1));
    double share = 0.4 * ClipRandom.at(1, 1, 1).nextDouble();
    assertEquals(
        Math.log((1 - share) * Math.exp(clip.at(3, 2)) + share * Math.exp(past.at(3, 2))),
        mixed.at(3, 2),
        1e-5);
  }

  @Test
  void theMemoryForgetsTheOldestFirst() {
    MixupMemory memory = new MixupMemory(3);
    List<Spectrogram> clips =
        IntStream.range(0, 5).mapToObj(i -> new Spectrogram(new float[] {i}, 1, 1)).toList();
    memory.addAll(clips);
    assertEquals(clips.subList(2, 5), memory.clips());
    MixupMemory restored = new MixupMemory(3);
    restored.addAll(memory.clips());
    restored.add(clips.get(0));
    memory.add(clips.get(0));
    assertEquals(memory.clips(), restored.clips());
  }

  @Test
  void refusesOtherSizesAndShares() {
    Spectrogram shorter = clip.fitFrames(5, 0);
    assertThrows(IllegalArgumentException.class, () -> LogMixupExp.mix(clip, shorter, 0.1));
    assertThrows(IllegalArgumentException.class, () -> LogMixupExp.mix(clip, past, 1));
    assertThrows(IllegalArgumentException.class, () -> new LogMixupExp(new MixupMemory(1), -0.1));
    assertThrows(IllegalArgumentException.class, () -> new MixupMemory(0));
  }
}
