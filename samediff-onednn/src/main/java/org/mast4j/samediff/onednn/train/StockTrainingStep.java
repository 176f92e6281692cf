package org.mast4j.samediff.onednn.train;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.TrainingSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** An iteration in the session of {@code SameDiff.fit}. */
final class StockTrainingStep implements TrainingStep {
  private final SameDiff graph;
  private final List<Listener> listeners;
  private final TrainingSession session;
  private final Set<String> trained = new LinkedHashSet<>();

  StockTrainingStep(SameDiff graph, List<Listener> listeners) {
    this.graph = graph;
    this.listeners = listeners;
    this.session = new TrainingSession(gradients());
    graph.variables().stream()
        .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
        .forEach(variable -> trained.add(variable.name()));
  }

  @Override
  public SameDiff gradients() {
    return graph.getFunction("grad");
  }

  @Override
  public Loss run(At at, MultiDataSet batch, Map<String, INDArray> placeholders) {
    return session.trainingIteration(
        graph.getTrainingConfig(),
        placeholders,
        trained,
        Updaters.of(graph),
        batch,
        graph.getLossVariables(),
        listeners,
        at);
  }
}
