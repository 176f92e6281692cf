package org.mast4j.samediff.onednn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mast4j.samediff.engine.DirectCalls;
import org.mast4j.samediff.onednn.internal.plan.Plan;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Calls on the memory of a graph's plans. */
final class PlannedCalls implements DirectCalls {
  private final SameDiff graph;
  private final Map<String, long[]> shapes;
  private final PlanCache.Request request;
  private final OneDnn engine;

  PlannedCalls(SameDiff graph, Map<String, long[]> shapes, List<String> outputs, OneDnn engine) {
    this.graph = graph;
    this.shapes = Map.copyOf(shapes);
    this.engine = engine;
    Map<String, INDArray> inputs = inputs();
    this.request = PlanCache.Request.of(outputs, inputs);
    inputs.values().forEach(INDArray::close);
  }

  /** Arrays of the inputs' types and shapes. */
  private Map<String, INDArray> inputs() {
    Map<String, INDArray> inputs = new HashMap<>();
    shapes.forEach(
        (name, shape) -> inputs.put(name, Nd4j.createUninitializedDetached(DataType.FLOAT, shape)));
    return inputs;
  }

  @Override
  public <T> Optional<T> run(
      Consumer<Map<String, INDArray>> fill, Function<Map<String, INDArray>, T> read) {
    if (!engine.isPlanning() || !graph.getListeners().isEmpty()) {
      return Optional.empty();
    }
    Optional<PlanCache> plans = PlannedSession.plansFor(graph);
    return plans.isPresent() ? run(plans.get(), fill, read) : Optional.empty();
  }

  private <T> Optional<T> run(
      PlanCache plans,
      Consumer<Map<String, INDArray>> fill,
      Function<Map<String, INDArray>, T> read) {
    Optional<PlanCache.Taken> free =
        engine.attempt(plans, graph, request, () -> plans.take(graph, request, this::inputs));
    if (free.isEmpty()) {
      return Optional.empty();
    }
    try (PlanCache.Taken taken = free.get()) {
      fill.accept(taken.plan().inputs());
      Optional<Plan> ran = engine.attempt(plans, graph, request, () -> ran(taken.plan()));
      return ran.isPresent() ? Optional.of(read.apply(ran.get().results())) : Optional.empty();
    }
  }

  private static Optional<Plan> ran(Plan plan) {
    plan.run();
    return Optional.of(plan);
  }
}
