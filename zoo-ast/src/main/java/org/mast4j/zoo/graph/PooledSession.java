package org.mast4j.zoo.graph;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mast4j.samediff.quiet.QuietGradients;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** The stock session with an {@link ArrayPool} in place of its defective array cache. */
final class PooledSession extends InferenceSession {
  private final ArrayPool pool = new ArrayPool();

  PooledSession(SameDiff graph) {
    super(graph);
    QuietGradients.sessionMade();
    setMmgr(pool);
  }

  @Override
  public ExecutionResult output(
      List<String> variables,
      Map<String, INDArray> placeholders,
      Map<String, SDValue> otherPlaceholders,
      MultiDataSet batch,
      Collection<String> requiredActivations,
      List<Listener> listeners,
      At at) {
    QuietGradients.sessionRuns();
    pool.reclaim();
    return super.output(
        variables, placeholders, otherPlaceholders, batch, requiredActivations, listeners, at);
  }
}
