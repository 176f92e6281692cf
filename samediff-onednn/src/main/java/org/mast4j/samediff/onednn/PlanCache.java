package org.mast4j.samediff.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mast4j.samediff.onednn.plan.Plan;
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
   * @param ops of the graph, which may have grown
   */
  private record Key(List<String> outputs, Map<String, List<Object>> inputs, int ops) {}

  private final Map<Key, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, String> refused = new LinkedHashMap<>();

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
    if (refused.containsKey(key)) {
      return Optional.empty();
    }
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
    return new Key(List.copyOf(outputs), types, graph.getOps().size());
  }

  @SuppressWarnings("try") // open, not used
  private Optional<Plan> make(SameDiff graph, Key key, Map<String, INDArray> inputs) {
    // A plan outlives the workspace that DL4J may have open for this call.
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Plan plan = Plan.of(graph, key.outputs(), inputs);
      plans.put(key, plan);
      if (plans.size() > CAPACITY) {
        plans.remove(plans.keySet().iterator().next()).close();
      }
      return Optional.of(plan);
    } catch (RuntimeException e) {
      // Whatever stands against a plan (oneDNN, ND4J, an op), the stock session can run the graph.
      refuse(key, e);
      return Optional.empty();
    }
  }

  /** Leaves these outputs and inputs to the stock session from now on, as their plan has failed. */
  void refuse(
      SameDiff graph, List<String> outputs, Map<String, INDArray> inputs, RuntimeException reason) {
    Key key = key(graph, outputs, inputs);
    Optional.ofNullable(plans.remove(key)).ifPresent(Plan::close);
    refuse(key, reason);
  }

  private void refuse(Key key, RuntimeException reason) {
    LOG.info("A graph of {} ops runs in the stock session: {}", key.ops(), reason.getMessage());
    LOG.debug("Why it isn't planned", reason);
    if (refused.size() >= REASONS) {
      refused.clear();
    }
    refused.put(key, String.valueOf(reason.getMessage()));
  }

  List<Plan> plans() {
    return List.copyOf(plans.values());
  }

  List<String> refusals() {
    return refused.values().stream().distinct().toList();
  }

  void clear() {
    plans.values().forEach(Plan::close);
    plans.clear();
    refused.clear();
  }
}
