package org.mast4j.samediff.onednn.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.memory.Address;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FingerprintTest {
  private static final int NEIGHBOURS = (64 << 10) / Float.BYTES;

  private static long of(INDArray array) {
    return new Fingerprint(Address.of(array).address(), array.length() * Float.BYTES).number();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 100, 16_384, 40_001, 100_000})
  void changesWithTheEndsAndWithAnySixtyFourKilobytes(int length) {
    INDArray array = Nd4j.randn(DataType.FLOAT, length);
    long before = of(array);
    assertThat(of(array.dup())).isEqualTo(before);
    for (int from = 0; from < length; from += NEIGHBOURS / 5) {
      int to = Math.min(length, from + NEIGHBOURS);
      INDArray part = array.get(NDArrayIndex.interval(from, to));
      INDArray copy = part.dup();
      if (to - from == NEIGHBOURS || from == 0) {
        part.addi(1);
        assertThat(of(array)).as("from " + from).isNotEqualTo(before);
        part.assign(copy);
      }
    }
    int last = length / 2 * 2 - 1; // of the last 8 bytes
    array.putScalar(last, array.getFloat(last) + 1);
    assertThat(of(array)).isNotEqualTo(before);
  }
}
