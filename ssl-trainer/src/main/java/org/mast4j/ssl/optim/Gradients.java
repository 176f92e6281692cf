package org.mast4j.ssl.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradients of a loss for one step, without a copy of them where an engine runs the graph. */
public final class Gradients implements AutoCloseable {
  private final String loss;
  private final OutAndGrad result;

  private Gradients(String loss, OutAndGrad result) {
    this.loss = loss;
    this.result = result;
  }

  /** Of one graph at a time: the next call for the same graph may overwrite these. */
  public static Gradients of(
      SameDiff graph, String loss, Map<String, INDArray> inputs, Collection<String> parameters) {
    return new Gradients(
        loss,
        Engines.lending(
            () -> graph.calculateGradientsAndOutputs(inputs, List.of(loss), parameters)));
  }

  public double loss() {
    return result.getOutputs().get(loss).getDouble(0);
  }

  /** By parameter name. */
  public Map<String, INDArray> byParameter() {
    return result.getGradients();
  }

  /** Frees what is not lent. */
  @Override
  public void close() {
    result.getGradients().values().stream().filter(INDArray::closeable).forEach(INDArray::close);
  }
}
