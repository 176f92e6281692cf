package org.mast4j.samediff.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.OpenMpSetting;
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

/** The plans of one graph, the least recently used of too many dropped. Its user locks it. */
final class PlanCache {
  private static final Logger LOG = LoggerFactory.getLogger(PlanCache.class);

  /** Plans kept for a graph. */
  static final int CAPACITY = Integer.getInteger("org.mast4j.onednn.plans", 8);

  /** Reasons for which the graph can't be planned, kept so as not to try again. */
  private static final int REASONS = 64;

  /**
   * What a plan is for.
   *
   * @param outputs in order
   * @param inputs type and shape by name
   * @param recomputes whether gradients compute again what they need of the forward pass
   */
  private record Key(
      List<String> outputs,
      Map<String, List<Object>> inputs,
      Precision precision,
      boolean recomputes) {}

  /** Why there is no plan, as long as the graph stays as it was. */
  private record Refusal(Stamp graph, String reason) {}

  private final Map<Key, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, Refusal> refused = new LinkedHashMap<>();
  private final KeptWeights weights = new KeptWeights();

  /** The plan for these outputs and inputs, made if need be; empty if it can't be made. */
  Optional<Plan> get(SameDiff graph, List<String> outputs, Map<String, INDArray> inputs) {
    Key key = key(graph, outputs, inputs);
    Plan plan = plans.get(key);
    if (plan != null && plan.isValid()) {
      return Optional.of(plan);
    }
    if (plan != null) {
      plans.remove(key).close();
    }
    Refusal refusal = refused.get(key);
    if (refusal != null && refusal.graph().isCurrent()) {
      return Optional.empty();
    }
    refused.remove(key);
    return make(graph, key, inputs);
  }

  private static Key key(SameDiff graph, List<String> outputs, Map<String, INDArray> inputs) {
    Map<String, List<Object>> types = new TreeMap<>();
    inputs.forEach(
        (name, array) -> {
          List<Object> type = new ArrayList<>(List.of(array.dataType()));
          Arrays.stream(array.shape()).forEach(type::add);
          types.put(name, type);
        });
    boolean recomputes = Engines.isRecomputing() && Plan.trains(graph, Set.copyOf(outputs));
    return new Key(List.copyOf(outputs), types, OneDnn.precision(), recomputes);
  }

  @SuppressWarnings("try") // open, not used
  private Optional<Plan> make(SameDiff graph, Key key, Map<String, INDArray> inputs) {
    // A plan outlives the workspace that DL4J may have open for this call.
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Stamp stamp = Stamp.of(graph, key.outputs());
      try {
        Plan plan =
            Plan.of(
                graph,
                stamp,
                key.outputs(),
                inputs,
                OneDnn.arithmetic(key.precision()),
                key.recomputes(),
                weights);
        plans.put(key, plan);
        OpenMpSetting.adviseOnce();
        if (plans.size() > CAPACITY) {
          plans.remove(plans.keySet().iterator().next()).close();
        }
        return Optional.of(plan);
      } catch (RuntimeException e) {
        // Whatever stands against a plan (oneDNN, ND4J, an op), the stock session can run the
        // graph.
        refuse(key, new Refusal(stamp, String.valueOf(e.getMessage())), e);
        return Optional.empty();
      }
    }
  }

  /** Leaves these outputs and inputs to the stock session from now on, as their plan has failed. */
  void refuse(
      SameDiff graph, List<String> outputs, Map<String, INDArray> inputs, RuntimeException reason) {
    Key key = key(graph, outputs, inputs);
    Optional.ofNullable(plans.remove(key)).ifPresent(Plan::close);
    refuse(key, new Refusal(Stamp.of(graph, outputs), String.valueOf(reason.getMessage())), reason);
  }

  private void refuse(Key key, Refusal refusal, RuntimeException cause) {
    LOG.info("A graph runs in the stock session for {}: {}", key.outputs(), refusal.reason());
    LOG.debug("Why it isn't planned", cause);
    if (refused.size() >= REASONS) {
      refused.clear();
    }
    refused.put(key, refusal);
  }

  List<Plan> plans() {
    return List.copyOf(plans.values());
  }

  /** Memory of the weights that the plans keep in another type than the graph's. */
  long weightBytes() {
    return weights.bytes();
  }

  List<String> refusals() {
    return refused.values().stream().map(Refusal::reason).distinct().toList();
  }

  void clear() {
    plans.values().forEach(Plan::close);
    plans.clear();
    refused.clear();
  }
}
