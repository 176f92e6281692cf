package org.mast4j.samediff.onednn.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.onednn.memory.View;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One parameter with its state; all arrays FLOAT, dense, of one length and changed in place.
 *
 * @param parameter to train
 * @param state what the optimiser keeps between steps, in its order; zeros at the start
 * @param average of the parameter over the steps
 * @param decays whether weight decay applies
 */
public record Slot(
    INDArray parameter, List<INDArray> state, Optional<INDArray> average, boolean decays) {
  private static final long MAX_LENGTH = Integer.MAX_VALUE / Float.BYTES;

  public Slot {
    state = List.copyOf(state);
    List<INDArray> arrays = new ArrayList<>(state);
    arrays.add(parameter);
    average.ifPresent(arrays::add);
    for (INDArray array : arrays) {
      if (!accepts(array) || array.length() != parameter.length()) {
        throw new IllegalArgumentException(
            array.dataType()
                + " array of shape "
                + Arrays.toString(array.shape())
                + "; expected a dense FLOAT one of "
                + parameter.length()
                + " values in main memory");
      }
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
        && View.of(array).isDense();
  }
}
