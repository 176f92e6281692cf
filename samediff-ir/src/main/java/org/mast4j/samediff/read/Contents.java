package org.mast4j.samediff.read;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.mast4j.samediff.memory.Address;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The values that an array once had.
 *
 * @param copy dense
 */
record Contents(INDArray copy) {

  static Contents of(INDArray array) {
    return new Contents(array.dup('c'));
  }

  /** Whether an array (null for none) has these values, this shape and this type. */
  boolean isSame(INDArray array) {
    if (array == null
        || array.dataType() != copy.dataType()
        || !Arrays.equals(array.shape(), copy.shape())) {
      return false;
    }
    INDArray now = array.isEmpty() || Address.isDense(array) ? array : array.dup('c');
    return array.isEmpty()
        || Pointer.memcmp(
                Address.of(now), Address.of(copy), copy.length() * copy.dataType().width())
            == 0;
  }
}
