package org.mast4j.samediff.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.mast4j.samediff.memory.Address;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One parameter with its state; all arrays FLOAT, dense, of one length and changed in place.
 *
 * @param parameter to train
 * @param state what is kept of it between steps, in the rule's order; zeros at the start
 */
public record Slot(INDArray parameter, List<INDArray> state) {
  private static final long MAX_LENGTH = Integer.MAX_VALUE / Float.BYTES;

  public Slot {
    state = List.copyOf(state);
    Stream.concat(Stream.of(parameter), state.stream())
        .forEach(array -> require(array, parameter.length()));
  }

  /** Refuses an array that can't be swept beside others of this length. */
  static void require(INDArray array, long length) {
    if (!accepts(array) || array.length() != length) {
      throw new IllegalArgumentException(
          array.dataType()
              + " array of shape "
              + Arrays.toString(array.shape())
              + "; expected a dense FLOAT one of "
              + length
              + " values in main memory");
    }
  }

  /**
   * Whether an array can be swept: FLOAT, dense in the order of 'c', in main memory, below 2 GB.
   */
  public static boolean accepts(INDArray array) {
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
        && array.dataType() == DataType.FLOAT
        && !array.isEmpty()
        && array.length() < MAX_LENGTH
        && Address.isDense(array);
  }
}
