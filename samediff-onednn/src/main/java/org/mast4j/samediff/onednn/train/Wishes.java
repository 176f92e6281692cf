package org.mast4j.samediff.onednn.train;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.listeners.BaseEvaluationListener;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.ListenerVariables;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What listeners want to see of a pass through a graph.
 *
 * @param variables that some of them name
 * @param ofEveryOp the first that looks at every op, which no plan can show
 * @param ofUpdates whether some of them look at the updates
 */
record Wishes(Set<String> variables, Optional<Listener> ofEveryOp, boolean ofUpdates) {
  private static final Set<Class<?>> EMPTY_HANDED =
      Set.of(BaseListener.class, BaseEvaluationListener.class);

  /**
   * The wishes of listeners that are active in an operation.
   *
   * @throws IllegalStateException if one names a variable that the graph lacks
   */
  static Wishes of(SameDiff graph, List<Listener> listeners, Operation operation) {
    Set<String> variables = new LinkedHashSet<>();
    for (Listener listener : listeners) {
      Set<String> wanted = variables(graph, listener, operation);
      for (String name : wanted) {
        if (!graph.hasVariable(name)) {
          throw new IllegalStateException(
              "listener " + listener + " asks for variable " + name + ", which the graph lacks");
        }
      }
      variables.addAll(wanted);
    }
    return new Wishes(
        variables,
        listeners.stream().filter(l -> looksAtEveryOp(graph, l, operation)).findFirst(),
        listeners.stream().anyMatch(l -> has(l, "preUpdate")));
  }

  private static Set<String> variables(SameDiff graph, Listener listener, Operation operation) {
    return Optional.ofNullable(listener.requiredVariables(graph))
        .map((ListenerVariables v) -> v.requiredVariables(operation))
        .orElse(Set.of());
  }

  private static boolean looksAtEveryOp(SameDiff graph, Listener listener, Operation operation) {
    boolean activations =
        has(listener, "activationAvailable") || has(listener, "activationAvailableEvaluations");
    return has(listener, "preOpExecution")
        || has(listener, "opExecution")
        || (activations && variables(graph, listener, operation).isEmpty());
  }

  /** Whether a listener does something in a callback. */
  private static boolean has(Listener listener, String callback) {
    return Arrays.stream(listener.getClass().getMethods())
        .filter(method -> method.getName().equals(callback))
        .anyMatch(method -> !EMPTY_HANDED.contains(method.getDeclaringClass()));
  }
}
