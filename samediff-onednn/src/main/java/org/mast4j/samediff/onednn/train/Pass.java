package org.mast4j.samediff.onednn.train;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Passes through a graph that show listeners what they wish for.
 *
 * @param graph the model's, or its gradients'
 * @param wishes of the listeners
 * @param listeners active in the passes
 */
record Pass(SameDiff graph, Wishes wishes, List<Listener> listeners) {

  /**
   * Computes outputs, and shows the listeners their variables.
   *
   * @param outputs names of variables
   * @return the outputs and the variables wished for; valid until the next pass
   */
  Map<String, INDArray> run(
      List<String> outputs, Map<String, INDArray> placeholders, MultiDataSet batch, At at) {
    Set<String> wished = wishes.variables();
    if (wishes.ofEveryOp().isPresent()) {
      return unpack(
          session().output(outputs, placeholders, Map.of(), batch, wished, listeners, at));
    }
    Set<String> names = new LinkedHashSet<>(outputs);
    wished.stream().filter(this::isComputed).forEach(names::add);
    Map<String, INDArray> results =
        Engines.lending(
            () ->
                unpack(
                    session()
                        .output(
                            List.copyOf(names),
                            placeholders,
                            Map.of(),
                            batch,
                            Set.of(),
                            List.of(),
                            at)));
    at.setFrameIter(new FrameIter(InferenceSession.OUTER_FRAME, 0, null));
    wished.stream()
        .filter(this::isComputed)
        .forEach(name -> show(name, results.get(name), batch, at));
    return results;
  }

  private boolean isComputed(String name) {
    return graph.getVariables().get(name).getOutputOfOp() != null;
  }

  private void show(String name, INDArray array, MultiDataSet batch, At at) {
    SameDiffOp op = graph.getOps().get(graph.getVariables().get(name).getOutputOfOp());
    listeners.forEach(l -> l.activationAvailable(graph, at, batch, op, name, array));
  }

  /** The graph's session of this thread: a planned one, also where the graph is older than that. */
  private InferenceSession session() {
    Map<Long, InferenceSession> sessions = graph.getSessions();
    if (sessions.values().stream().anyMatch(s -> s.getClass() == InferenceSession.class)) {
      Engines.adopt(graph);
    }
    return sessions.computeIfAbsent(
        Thread.currentThread().getId(), id -> SameDiff.getInferenceFactory().create(graph));
  }

  private static Map<String, INDArray> unpack(ExecutionResult result) {
    if (!result.hasValues()) {
      return ExecutionResult.unpack(result.getOutputs());
    }
    Map<String, INDArray> arrays = new HashMap<>();
    result.getValueOutputs().forEach((name, value) -> arrays.put(name, value.getTensorValue()));
    return arrays;
  }
}
