package org.mast4j.ssl.optim;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradients of a loss for one step, without a copy of them where an engine runs the graph.
 *
 * @param loss its value
 * @param byParameter by parameter name; arrays that can't be closed are lent
 * @param outputs what else of the graph was asked for, by name; lent likewise
 */
public record Gradients(
    double loss, Map<String, INDArray> byParameter, Map<String, INDArray> outputs)
    implements AutoCloseable {

  /** Of a loss of which nothing else is known. */
  public Gradients(double loss, Map<String, INDArray> byParameter) {
    this(loss, byParameter, Map.of());
  }

  /** Of one graph at a time: the next call for the same graph may overwrite these. */
  public static Gradients of(
      SameDiff graph, String loss, Map<String, INDArray> inputs, Collection<String> parameters) {
    return of(graph, loss, List.of(), inputs, parameters);
  }

  /** The same, with other values of the graph. */
  public static Gradients of(
      SameDiff graph,
      String loss,
      List<String> outputs,
      Map<String, INDArray> inputs,
      Collection<String> parameters) {
    List<String> asked = Stream.concat(Stream.of(loss), outputs.stream()).toList();
    OutAndGrad result =
        Engines.lending(() -> graph.calculateGradientsAndOutputs(inputs, asked, parameters));
    Map<String, INDArray> values = new HashMap<>(result.getOutputs());
    values.keySet().retainAll(outputs);
    return new Gradients(result.getOutputs().get(loss).getDouble(0), result.getGradients(), values);
  }

  /** Frees what is not lent. */
  @Override
  public void close() {
    Stream.of(byParameter, outputs)
        .flatMap(arrays -> arrays.values().stream())
        .filter(INDArray::closeable)
        .forEach(INDArray::close);
  }
}
