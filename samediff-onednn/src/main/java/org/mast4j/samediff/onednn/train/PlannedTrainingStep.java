package org.mast4j.samediff.onednn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** An iteration by plans: all gradients first, then all updates. */
final class PlannedTrainingStep implements TrainingStep {
  private final SameDiff graph;
  private final List<Listener> listeners;
  private final Pass pass;
  private final Updates updates;

  PlannedTrainingStep(SameDiff graph, Wishes wishes, List<Listener> listeners) {
    this.graph = graph;
    this.listeners = listeners;
    this.pass = new Pass(gradients(), wishes, listeners);
    this.updates = new Updates(graph, gradients(), wishes.ofUpdates() ? listeners : List.of());
  }

  @Override
  public SameDiff gradients() {
    return graph.getFunction("grad");
  }

  @Override
  public Loss run(At at, MultiDataSet batch, Map<String, INDArray> placeholders) {
    List<String> outputs =
        Stream.concat(graph.getLossVariables().stream(), updates.gradientNames().stream())
            .distinct()
            .toList();
    Map<String, INDArray> results = pass.run(outputs, placeholders, batch, at);
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name : graph.getLossVariables()) {
      values.put(name, results.get(name).sumNumber().doubleValue());
    }
    values.putAll(updates.apply(results, at));
    Loss loss =
        new Loss(
            new ArrayList<>(values.keySet()),
            values.values().stream().mapToDouble(Double::doubleValue).toArray());
    listeners.forEach(listener -> listener.iterationDone(gradients(), at, batch, loss));
    return loss;
  }
}
