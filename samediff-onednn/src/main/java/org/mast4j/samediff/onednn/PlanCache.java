package org.mast4j.samediff.onednn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.OpenMpSetting;
import org.mast4j.samediff.engine.OpenMpThreads;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.samediff.onednn.internal.plan.Plan;
import org.mast4j.samediff.onednn.internal.step.KeptWeights;
import org.mast4j.samediff.read.Stamp;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans of one graph, the least recently used of too many dropped. Safe to share by threads:
 * calls run side by side, each on a plan of its own; plans are made one at a time.
 */
final class PlanCache {
  private static final Logger LOG = LoggerFactory.getLogger(PlanCache.class);

  /** Plans kept for a graph, not counting those that do the same for callers at the same time. */
  static final int CAPACITY = Integer.getInteger("org.mast4j.onednn.plans", 8);

  /** Reasons for which the graph can't be planned, kept so as not to try again. */
  private static final int REASONS = 64;

  /**
   * What a call asks for.
   *
   * @param outputs in order
   * @param inputs type and shape by name
   */
  record Request(List<String> outputs, Map<String, List<Object>> inputs) {
    static Request of(List<String> outputs, Map<String, INDArray> inputs) {
      Map<String, List<Object>> types = new TreeMap<>();
      inputs.forEach(
          (name, array) -> {
            List<Object> type = new ArrayList<>(1 + array.rank());
            type.add(array.dataType());
            for (long size : array.shape()) {
              type.add(size);
            }
            types.put(name, type);
          });
      return new Request(List.copyOf(outputs), types);
    }
  }

  /**
   * What a plan is for.
   *
   * @param threads that its kernels share their work among
   * @param recomputes whether gradients compute again what they need of the forward pass
   */
  private record Key(Request request, Precision precision, int threads, boolean recomputes) {
    static Key now(SameDiff graph, Request request) {
      boolean recomputes =
          Engines.isRecomputing() && Plan.trains(graph, Set.copyOf(request.outputs()));
      return new Key(request, OneDnn.precision(), OpenMpThreads.ofThisThread(), recomputes);
    }
  }

  /** A plan that one call has to itself, to be given back. */
  record Taken(Plan plan, PlanPool pool) implements AutoCloseable {
    @Override
    public void close() {
      pool.giveBack(plan);
    }
  }

  /** Why there is no plan, as long as the graph stays as it was. */
  private record Refusal(Stamp graph, String reason) {}

  private final Map<Key, PlanPool> pools = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, Refusal> refused = new LinkedHashMap<>();
  private final KeptWeights weights = new KeptWeights();

  /** Held while a plan is made, so that calls that have one don't wait for it. */
  private final Object making = new Object();

  /**
   * A plan for a request, made if need be.
   *
   * @param inputs asked for where a plan is made, of the types and shapes that the request names
   * @return empty if it can't be made
   */
  Optional<Taken> take(SameDiff graph, Request request, Supplier<Map<String, INDArray>> inputs) {
    Key key = Key.now(graph, request);
    Optional<Taken> idle = takeIdle(key);
    if (idle.isPresent()) {
      return idle;
    }
    synchronized (making) {
      Optional<Taken> givenBack = takeIdle(key);
      return givenBack.isPresent()
          ? givenBack
          : another(key).or(() -> first(graph, key, inputs.get()));
    }
  }

  private Optional<Taken> takeIdle(Key key) {
    Optional<PlanPool> pool = pool(key);
    Optional<Plan> plan = pool.flatMap(PlanPool::take);
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    Taken taken = new Taken(plan.get(), pool.get());
    boolean isValid = false;
    try {
      isValid = taken.plan().isValid();
    } finally {
      if (!isValid) {
        drop(key, taken.pool());
        taken.close();
      }
    }
    return isValid ? Optional.of(taken) : Optional.empty();
  }

  private synchronized Optional<PlanPool> pool(Key key) {
    return Optional.ofNullable(pools.get(key));
  }

  private synchronized void drop(Key key, PlanPool pool) {
    pools.remove(key, pool);
    pool.retire();
  }

  /** One more where all are in use. */
  @SuppressWarnings("try") // open, not used
  private Optional<Taken> another(Key key) {
    Optional<PlanPool> pool = pool(key);
    Optional<Plan> model = pool.flatMap(p -> p.plans().stream().findFirst());
    if (model.isEmpty()) {
      return Optional.empty();
    }
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Optional<Plan> plan = model.get().another();
      if (plan.isEmpty()) {
        drop(key, pool.get());
      }
      return plan.map(made -> taken(made, pool.get()));
    }
  }

  private static Taken taken(Plan made, PlanPool pool) {
    pool.addTaken(made);
    return new Taken(made, pool);
  }

  @SuppressWarnings("try") // open, not used
  private Optional<Taken> first(SameDiff graph, Key key, Map<String, INDArray> inputs) {
    if (isRefused(key)) {
      return Optional.empty();
    }
    // A plan outlives the workspace that DL4J may have open for this call.
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      List<String> outputs = key.request().outputs();
      Stamp stamp = Stamp.of(graph, outputs);
      try {
        Plan plan =
            Plan.of(
                graph,
                stamp,
                outputs,
                inputs,
                OneDnn.arithmetic(key.precision()),
                key.recomputes(),
                weights);
        OpenMpSetting.adviseOnce();
        PlanPool pool = new PlanPool();
        Taken taken = taken(plan, pool);
        add(key, pool);
        return Optional.of(taken);
      } catch (RuntimeException e) {
        // Whatever stands against a plan (oneDNN, ND4J, an op), the stock session can run the
        // graph.
        refuse(key, new Refusal(stamp, String.valueOf(e.getMessage())), e);
        return Optional.empty();
      }
    }
  }

  private synchronized void add(Key key, PlanPool pool) {
    pools.put(key, pool);
    if (pools.size() > CAPACITY) {
      Key eldest = pools.keySet().iterator().next();
      pools.remove(eldest).retire();
    }
  }

  private synchronized boolean isRefused(Key key) {
    Refusal refusal = refused.get(key);
    if (refusal != null && !refusal.graph().isCurrent()) {
      refused.remove(key);
      return false;
    }
    return refusal != null;
  }

  /** Leaves a request to the stock session from now on, as its plan has failed. */
  void refuse(SameDiff graph, Request request, RuntimeException reason) {
    Key key = Key.now(graph, request);
    pool(key).ifPresent(pool -> drop(key, pool));
    Stamp stamp = Stamp.of(graph, request.outputs());
    refuse(key, new Refusal(stamp, String.valueOf(reason.getMessage())), reason);
  }

  private synchronized void refuse(Key key, Refusal refusal, RuntimeException cause) {
    LOG.info("A graph runs in the stock session for {}: {}", key.request.outputs(), refusal.reason);
    LOG.debug("Why it isn't planned", cause);
    if (refused.size() >= REASONS) {
      refused.clear();
    }
    refused.put(key, refusal);
  }

  /** One for each request, the least recently used first. */
  synchronized List<Plan> plans() {
    return pools.values().stream().flatMap(pool -> pool.plans().stream().limit(1)).toList();
  }

  /** Memory of all plans, and of the weights that they keep in another type than the graph's. */
  synchronized long bytes() {
    return weights.bytes()
        + pools.values().stream()
            .flatMap(pool -> pool.plans().stream())
            .mapToLong(Plan::bytes)
            .sum();
  }

  /** Memory of the weights that the plans keep in another type than the graph's. */
  long weightBytes() {
    return weights.bytes();
  }

  synchronized List<String> refusals() {
    return refused.values().stream().map(Refusal::reason).distinct().toList();
  }

  /** Frees all plans; those that other threads use are waited for. */
  void clear() {
    List<PlanPool> all;
    synchronized (this) {
      all = List.copyOf(pools.values());
      pools.clear();
      refused.clear();
      all.forEach(PlanPool::retire);
    }
    all.forEach(PlanPool::awaitOthers);
  }
}
