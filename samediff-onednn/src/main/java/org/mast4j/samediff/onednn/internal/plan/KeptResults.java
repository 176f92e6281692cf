package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.Storage;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.samediff.onednn.internal.step.StockStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What steps make of small weights and constants alone, kept from call to call: they run again
 * where a weight isn't, bit by bit, what it was when they ran last. A copy of each weight says so.
 */
final class KeptResults {
  /** Bytes of all weights that a result may depend on: comparing them must cost next to nothing. */
  private static final long LIMIT = 4L << 20;

  /** A weight as it was. */
  private static final class Source {
    private final StridedView weight;
    private final INDArray copy;
    private final long bytes;
    private final Address was;
    private INDArray array;
    private Address is;

    Source(StridedView weight) {
      this.weight = weight;
      this.array = weight.storage().array();
      this.copy = array.dup('c');
      this.bytes = bytes(weight);
      this.was = Address.of(copy);
      this.is = Address.of(array);
    }

    static long bytes(StridedView weight) {
      return weight.length() * Float.BYTES;
    }

    private Address now() {
      if (array != weight.storage().array()) { // the graph has another one by now
        array = weight.storage().array();
        is = Address.of(array);
      }
      return is;
    }

    boolean isSame() {
      return Pointer.memcmp(now(), was, bytes) == 0;
    }

    void remember() {
      Pointer.memcpy(was, now(), bytes);
    }
  }

  private final List<Step> all;
  private final List<Step> others;
  private final Set<Storage> storages;
  private final List<Source> sources;
  private boolean isComplete;

  private KeptResults(
      List<Step> all, List<Step> others, Set<Storage> storages, List<Source> sources) {
    this.all = all;
    this.others = others;
    this.storages = storages;
    this.sources = sources;
  }

  /** Nothing: each call runs all steps. */
  static KeptResults none(List<Step> steps) {
    return new KeptResults(List.copyOf(steps), List.copyOf(steps), Set.of(), List.of());
  }

  /**
   * Finds the steps whose results can be kept; none where there are no others, as in a graph
   * without inputs, which changes by its weights alone.
   *
   * @param weights parameters and constants of the graph
   * @param callers inputs and outputs, which a caller may change
   */
  static KeptResults of(
      List<Step> steps, Collection<StridedView> weights, Collection<StridedView> callers) {
    Map<Storage, StridedView> small = new HashMap<>();
    for (StridedView weight : weights) {
      INDArray array = weight.storage().array();
      if (array.dataType() == DataType.FLOAT
          && Address.isDense(array)
          && Source.bytes(weight) <= LIMIT) {
        small.put(weight.storage(), weight);
      }
    }
    Set<Storage> changing = new HashSet<>();
    weights.stream()
        .map(StridedView::storage)
        .filter(s -> !small.containsKey(s))
        .forEach(changing::add);
    callers.forEach(view -> changing.add(view.storage()));
    Map<Storage, Set<Storage>> needs = settle(steps, small, changing);

    List<Step> others = new ArrayList<>();
    Set<Storage> made = new HashSet<>();
    Set<Storage> used = new LinkedHashSet<>();
    for (Step step : steps) {
      if (isChanging(step, changing)) {
        others.add(step);
      } else {
        step.writes().forEach(view -> made.add(view.storage()));
        step.reads().forEach(view -> used.addAll(needs.getOrDefault(view.storage(), Set.of())));
      }
    }
    if (others.isEmpty() || others.size() == steps.size()) {
      return none(steps);
    }
    Set<Storage> kept = new LinkedHashSet<>();
    for (Step step : others) {
      step.reads().stream().map(StridedView::storage).filter(made::contains).forEach(kept::add);
    }
    List<Source> sources = used.stream().map(storage -> new Source(small.get(storage))).toList();
    return new KeptResults(List.copyOf(steps), others, kept, sources);
  }

  /**
   * Adds to the changing storages until all that change are among them.
   *
   * @return the small weights that each of the others depends on
   */
  private static Map<Storage, Set<Storage>> settle(
      List<Step> steps, Map<Storage, StridedView> small, Set<Storage> changing) {
    changing.addAll(reused(steps));
    Map<Storage, Set<Storage>> needs = new HashMap<>();
    int before = -1;
    while (before != changing.size()) {
      before = changing.size();
      needs.clear();
      small.keySet().forEach(storage -> needs.put(storage, Set.of(storage)));
      for (Step step : steps) {
        Set<Storage> of = new LinkedHashSet<>();
        step.reads().forEach(view -> of.addAll(needs.getOrDefault(view.storage(), Set.of())));
        // What is written piece by piece depends on what each piece does.
        step.writes().forEach(view -> of.addAll(needs.getOrDefault(view.storage(), Set.of())));
        long bytes = of.stream().mapToLong(storage -> Source.bytes(small.get(storage))).sum();
        boolean changes = bytes > LIMIT || isChanging(step, changing);
        for (StridedView view : step.writes()) {
          needs.put(view.storage(), of);
          if (changes) {
            changing.add(view.storage());
          }
        }
      }
    }
    return needs;
  }

  /**
   * What is written again when a step has read it: of such a storage only the last value is left.
   */
  private static Set<Storage> reused(List<Step> steps) {
    Set<Storage> read = new HashSet<>();
    Set<Storage> reused = new HashSet<>();
    for (Step step : steps) {
      step.writes().stream().map(StridedView::storage).filter(read::contains).forEach(reused::add);
      step.reads().forEach(view -> read.add(view.storage()));
    }
    return reused;
  }

  /** Of ND4J's ops, some are random. */
  private static boolean isChanging(Step step, Set<Storage> changing) {
    return step instanceof StockStep
        || step.reads().stream().anyMatch(view -> changing.contains(view.storage()))
        || step.writes().stream().anyMatch(view -> changing.contains(view.storage()));
  }

  /** Where the results lie that no later step may overwrite. */
  Set<Storage> storages() {
    return storages;
  }

  /** The steps that a call must run now, after which {@link #ran} is to be called. */
  List<Step> due() {
    boolean isCurrent = isComplete && areSame();
    isComplete = false; // unless the steps come to their end
    if (!isCurrent) {
      sources.forEach(Source::remember);
    }
    return isCurrent ? others : all;
  }

  private boolean areSame() {
    for (Source source : sources) {
      if (!source.isSame()) {
        return false;
      }
    }
    return true;
  }

  void ran() {
    isComplete = true;
  }

  /** Frees the copies. */
  void close() {
    sources.forEach(source -> source.copy.close());
  }

  /** What a call runs whose small weights are those of the call before. */
  List<Step> others() {
    return List.copyOf(others);
  }
}
