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
    Optional<PlanCache.Taken> taken = PlannedSession.plansFor(graph).flatMap(this::take);
    return taken.isPresent() ? run(taken.get(), fill, read) : Optional.empty();
  }

  private Optional<PlanCache.Taken> take(PlanCache plans) {
    try {
      return plans.take(graph, request, this::inputs);
    } catch (LinkageError e) {
      engine.giveUp(e);
      return Optional.empty();
    }
  }

  private <T> Optional<T> run(
      PlanCache.Taken taken,
      Consumer<Map<String, INDArray>> fill,
      Function<Map<String, INDArray>, T> read) {
    try (taken) {
      fill.accept(taken.plan().inputs());
      return ran(taken.plan()) ? Optional.of(read.apply(taken.plan().results())) : Optional.empty();
    }
  }

  /** Whether the plan could run: as in a session, one that can't isn't tried again. */
  private boolean ran(Plan plan) {
    try {
      plan.run();
      return true;
    } catch (RuntimeException e) {
      PlannedSession.plansFor(graph).ifPresent(plans -> plans.refuse(graph, request, e));
      return false;
    } catch (LinkageError e) {
      engine.giveUp(e);
      return false;
    }
  }
}
