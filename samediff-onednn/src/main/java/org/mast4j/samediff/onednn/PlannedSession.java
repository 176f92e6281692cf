package org.mast4j.samediff.onednn;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.onednn.internal.plan.Plan;
import org.mast4j.samediff.quiet.QuietGradients;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.debugging.ControlflowListener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SessionMemMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a graph by a {@link Plan}, made at the first call of each set of outputs and shapes. What it
 * can't plan, and calls with listeners, go to another session, whole. The plans are those of the
 * graph, whichever thread's session has made them, and calls of several threads run side by side.
 */
final class PlannedSession extends InferenceSession {
  private final InferenceSession fallback;
  private final OneDnn engine;
  private volatile Optional<PlanCache> plans;
  private Optional<SessionMemMgr> outputMemory = Optional.empty();

  PlannedSession(SameDiff graph, InferenceSession fallback, OneDnn engine) {
    super(graph);
    this.fallback = fallback;
    this.engine = engine;
    QuietGradients.sessionMade();
    this.plans = plansOf(graph);
  }

  /** The plans that the graph's sessions of all threads have; they go when those are cleared. */
  static Optional<PlanCache> plansOf(SameDiff graph) {
    for (InferenceSession session : graph.getSessions().values()) {
      if (session instanceof PlannedSession planned && planned.plans.isPresent()) {
        return planned.plans;
      }
    }
    return Optional.empty();
  }

  /** Those of a graph that has a planned session, made if need be. */
  static Optional<PlanCache> plansFor(SameDiff graph) {
    for (InferenceSession session : graph.getSessions().values()) {
      if (session instanceof PlannedSession planned) {
        return Optional.of(planned.plans());
      }
    }
    return Optional.empty();
  }

  /** Those that other sessions of the graph have, or new ones. */
  private PlanCache plans() {
    return plans.orElseGet(() -> share(this));
  }

  /** One session at a time, as each may be the graph's first. */
  private static synchronized PlanCache share(PlannedSession session) {
    session.plans = plansOf(session.sameDiff).or(() -> Optional.of(new PlanCache()));
    return session.plans.orElseThrow();
  }

  /** DL4J's layers give the memory in which they want their outputs. */
  @Override
  public void setMmgr(SessionMemMgr manager) {
    super.setMmgr(manager);
    fallback.setMmgr(manager);
    outputMemory = Optional.of(manager);
  }

  /** Closing it, as the zoo does with a graph that it is done with, frees the plans too. */
  @Override
  public SessionMemMgr getMmgr() {
    return new SessionMemory(fallback.getMmgr(), plans());
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
    // sd.output(map, list) brings a listener for control flow, which a plan never has.
    boolean plain =
        isEmpty(otherPlaceholders == null ? List.of() : otherPlaceholders.keySet())
            && isEmpty(requiredActivations)
            && (listeners == null
                || listeners.stream().allMatch(ControlflowListener.class::isInstance));
    if (plain && engine.isPlanning()) {
      Map<String, INDArray> inputs = placeholders == null ? Map.of() : placeholders;
      Optional<ExecutionResult> result = planned(variables, inputs);
      if (result.isPresent()) {
        return result.get();
      }
    }
    return fallback.output(
        variables, placeholders, otherPlaceholders, batch, requiredActivations, listeners, at);
  }

  private Optional<ExecutionResult> planned(List<String> variables, Map<String, INDArray> inputs) {
    PlanCache plans = plans();
    PlanCache.Request request = PlanCache.Request.of(variables, inputs);
    return engine.attempt(
        plans,
        sameDiff,
        request,
        () ->
            plans
                .take(sameDiff, request, () -> inputs)
                .map(taken -> run(taken, inputs))
                .map(
                    results ->
                        ExecutionResult.builder().outputs(ExecutionResult.pack(results)).build()));
  }

  private Map<String, INDArray> run(PlanCache.Taken taken, Map<String, INDArray> inputs) {
    try (taken) {
      return Engines.isLending()
          ? taken.plan().lend(inputs)
          : taken.plan().run(inputs, this::allocate);
    }
  }

  private static boolean isEmpty(Collection<?> collection) {
    return collection == null || collection.isEmpty();
  }

  private INDArray allocate(DataType type, long... shape) {
    return outputMemory
        .map(manager -> manager.allocate(true, type, shape))
        .orElseGet(() -> Nd4j.createUninitializedDetached(type, shape));
  }
}
