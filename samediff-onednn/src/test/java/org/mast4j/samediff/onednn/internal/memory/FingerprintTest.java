package org.mast4j.samediff.onednn.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.memory.Address;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FingerprintTest {
  private static boolean matches(Fingerprint fingerprint, INDArray array) {
    return fingerprint.matches(Address.of(array).address(), array.length() * Float.BYTES);
  }

  private static Fingerprint of(INDArray array) {
    return Fingerprint.of(Address.of(array).address(), array.length() * Float.BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 15, 16, 17, 1023, 1024, 1025, 5001, 40_000})
  void eachElementIsReadWithinAsManyComparisonsAsAPageHasLines(int length) {
    INDArray array = Nd4j.randn(DataType.FLOAT, length);
    Fingerprint fingerprint = of(array);
    for (int i = 0; i < length; i += Math.max(1, length / 300)) {
      float before = array.getFloat(i);
      array.putScalar(i, before + 1);
      assertThat(IntStream.range(0, Fingerprint.LINES).allMatch(n -> matches(fingerprint, array)))
          .as("element " + i)
          .isFalse();
      array.putScalar(i, before);
    }
    assertThat(IntStream.range(0, 3 * Fingerprint.LINES).allMatch(n -> matches(fingerprint, array)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 100, 768})
  void eightKilobytesAndTheEndsAreReadEachTime(int width) {
    INDArray array = Nd4j.randn(DataType.FLOAT, 2048, width);
    Fingerprint fingerprint = of(array);
    INDArray[] parts = {
      array.get(NDArrayIndex.point(0), NDArrayIndex.all()),
      array,
      array.get(NDArrayIndex.interval(700, 702 + 2048 / width), NDArrayIndex.all()),
      array.get(NDArrayIndex.point(2047), NDArrayIndex.point(width - 1))
    };
    for (INDArray part : parts) {
      for (int i = 0; i < Fingerprint.LINES; i++) {
        part.addi(1);
        assertThat(matches(fingerprint, array)).isFalse();
        part.subi(1);
      }
    }
  }
}
