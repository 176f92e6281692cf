package org.mast4j.samediff.engine;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Calls of a graph for inputs of fixed shapes, without what SameDiff does around a call: inputs are
 * written where the engine reads them, outputs read where it writes them, and nothing is allocated
 * between. Safe to share by threads, whose calls run side by side.
 */
public interface DirectCalls {
  /** Of a graph that no engine runs. */
  DirectCalls NONE =
      new DirectCalls() {
        @Override
        public <T> Optional<T> run(
            Consumer<Map<String, INDArray>> fill, Function<Map<String, INDArray>, T> read) {
          return Optional.empty();
        }
      };

  /**
   * A call.
   *
   * @param fill writes all of the inputs, by name; they are the engine's memory
   * @param read makes something of the outputs, by name, which are the engine's memory again when
   *     it returns
   * @return what {@code read} returns; empty if the engine can't run the call, which is then left
   *     to {@code SameDiff.output}
   */
  <T> Optional<T> run(
      Consumer<Map<String, INDArray>> fill, Function<Map<String, INDArray>, T> read);
}
