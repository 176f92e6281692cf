package org.mast4j.ssl.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradients of a loss for one step, without a copy of them where an engine runs the graph.
 *
 * @param loss its value
 * @param byParameter by parameter name; arrays that can't be closed are lent
 */
public record Gradients(double loss, Map<String, INDArray> byParameter) implements AutoCloseable {

  /** Of one graph at a time: the next call for the same graph may overwrite these. */
  public static Gradients of(
      SameDiff graph, String loss, Map<String, INDArray> inputs, Collection<String> parameters) {
    OutAndGrad result =
        Engines.lending(
            () -> graph.calculateGradientsAndOutputs(inputs, List.of(loss), parameters));
    return new Gradients(result.getOutputs().get(loss).getDouble(0), result.getGradients());
  }

  /** Frees what is not lent. */
  @Override
  public void close() {
    byParameter.values().stream().filter(INDArray::closeable).forEach(INDArray::close);
  }
}
