package org.mast4j.samediff.onednn.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * A variable that the loss depends on.
 *
 * @param variable in the graph of the gradients
 * @param gradient name of its gradient there
 * @param updater the model's own for it, with its state
 */
record Parameter(Variable variable, String gradient, GradientUpdater<?> updater) {

  /**
   * All of a graph, in about the order in which their gradients are computed.
   *
   * @param gradients the graph of them
   * @throws IllegalStateException naming a variable that was added after the updaters were made
   */
  static List<Parameter> of(SameDiff graph, SameDiff gradients) {
    Map<String, GradientUpdater> updaters = Updaters.of(graph);
    List<Parameter> parameters = new ArrayList<>();
    for (SDVariable variable : graph.variables()) {
      if (variable.getVariableType() != VariableType.VARIABLE) {
        continue;
      }
      String name = variable.name();
      SDVariable gradient = gradients.getVariable(name).getGradient();
      if (gradient == null) { // the loss doesn't depend on it
        continue;
      }
      GradientUpdater<?> updater =
          Optional.<GradientUpdater<?>>ofNullable(updaters.get(name))
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "variable "
                              + name
                              + " has no updater; it was added after training began"));
      parameters.add(new Parameter(gradients.getVariables().get(name), gradient.name(), updater));
    }
    Map<String, Integer> order = new HashMap<>();
    gradients.getOps().keySet().forEach(op -> order.put(op, order.size()));
    parameters.sort(
        Comparator.comparingInt(
            p ->
                order.getOrDefault(gradients.getVariables().get(p.gradient()).getOutputOfOp(), 0)));
    return parameters;
  }

  String name() {
    return variable.getName();
  }

  /** Its values as they are now; changed in place by training. */
  INDArray weights() {
    return variable.getVariable().getArr();
  }
}
