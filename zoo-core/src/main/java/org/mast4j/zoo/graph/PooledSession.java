package org.mast4j.zoo.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mast4j.samediff.quiet.QuietGradients;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The stock session with an {@link ArrayPool} in place of its defective array cache. In graphs of
 * {@value Graphs#PATCHES} it also refuses inputs that aren't of the shape that the graph declares:
 * their first op is a reshape, which would take them for another batch. Other graphs, which run in
 * such sessions too, may declare as loosely as they did.
 */
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
    if (placeholders != null && sameDiff.hasVariable(Graphs.PATCHES)) {
      placeholders.forEach(this::requireDeclaredShape);
    }
    QuietGradients.sessionRuns();
    pool.reclaim();
    return super.output(
        variables, placeholders, otherPlaceholders, batch, requiredActivations, listeners, at);
  }

  private void requireDeclaredShape(String name, INDArray array) {
    SDVariable variable = sameDiff.getVariable(name);
    if (variable == null || !variable.isPlaceHolder()) {
      return; // the stock session says so
    }
    long[] declared = variable.placeholderShape();
    boolean any = declared == null || declared.length == 0;
    if (!any && (array.isEmpty() || !Shape.shapeMatchesPlaceholder(declared, array.shape()))) {
      throw new IllegalArgumentException(
          name
              + " of shape "
              + Arrays.toString(array.shape())
              + "; expected "
              + Arrays.toString(declared).replace("-1", "any"));
    }
  }
}
