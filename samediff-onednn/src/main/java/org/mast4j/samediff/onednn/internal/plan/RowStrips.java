package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mast4j.samediff.engine.OpenMpThreads;
import org.mast4j.samediff.onednn.internal.memory.Storage;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.RowWise;
import org.mast4j.samediff.onednn.internal.step.Step;

/**
 * Takes some thousand rows through several steps that make rows of rows, such as a layer norm and
 * the products of an MLP, before the next rows, so that what lies between these steps needs memory
 * for one strip of it alone. Not a matter of speed: of what is smaller, strips take as long as the
 * whole or longer (see "What was tried" in docs/performance.md).
 */
final class RowStrips {
  /** Bytes between steps below which all stays whole: 96 MB. */
  private static final long LARGE = 3 << 25;

  /** Of a strip, for each core that works at it. */
  private static final long CORE_BYTES = 1 << 22;

  /** Rows for each core below which kernels are slower. */
  private static final long LEAST_ROWS = 256;

  /** Each strip reads all weights: how many for a row at most. */
  private static final long WEIGHTS_PER_ROW = 1152;

  /** Steps that are looked at as one chain. */
  private static final int LONGEST = 8;

  private final Map<Storage, Integer> users;
  private final List<Step> result = new ArrayList<>();

  private RowStrips(List<Step> steps, Collection<StridedView> callers) {
    this.users = users(steps);
    callers.forEach(view -> users.merge(view.storage(), 1, Integer::sum));
  }

  /** How many steps use each storage. */
  private static Map<Storage, Integer> users(List<? extends Step> steps) {
    Map<Storage, Integer> users = new HashMap<>();
    for (Step step : steps) {
      Set<Storage> used = new HashSet<>();
      step.reads().forEach(view -> used.add(view.storage()));
      step.writes().forEach(view -> used.add(view.storage()));
      used.forEach(storage -> users.merge(storage, 1, Integer::sum));
    }
    return users;
  }

  /**
   * The steps, in strips where that pays.
   *
   * @param callers inputs and outputs, which others use, too
   */
  static List<Step> of(List<Step> steps, Collection<StridedView> callers) {
    RowStrips strips = new RowStrips(steps, callers);
    int from = 0;
    while (from < steps.size()) {
      int to = sameRows(steps, from);
      Optional<Chain> chain = Optional.empty();
      while (chain.isEmpty() && to > from + 1) {
        chain = strips.chain(steps.subList(from, to--));
      }
      chain.ifPresent(found -> found.addTo(strips.result));
      if (chain.isEmpty()) {
        strips.result.add(steps.get(from));
      }
      from += chain.map(found -> found.steps().size()).orElse(1);
    }
    return strips.result;
  }

  /** Where the steps from an index on end that make as many rows of rows. */
  private static int sameRows(List<Step> steps, int from) {
    int to = from;
    while (to < Math.min(steps.size(), from + LONGEST)
        && steps.get(to) instanceof RowWise step
        && byRow(step).allMatch(view -> view.rank() == 2 && view.isRegular())
        && step.result().size(0) == ((RowWise) steps.get(from)).result().size(0)) {
      to++;
    }
    return to;
  }

  private static Stream<StridedView> byRow(RowWise step) {
    return Stream.concat(step.operands().stream(), Stream.of(step.result()));
  }

  /**
   * Steps that rows go through.
   *
   * @param between what they alone use
   * @param rows of a strip
   */
  private record Chain(List<RowWise> steps, Set<Storage> between, long rows) {
    void addTo(List<Step> result) {
      long all = steps.get(0).result().size(0);
      Map<Storage, StridedView> places = new HashMap<>();
      for (long from = 0; from < all; from += rows) {
        boolean first = from == 0;
        long[] start = {from, 0};
        long count = Math.min(rows, all - from);
        UnaryOperator<StridedView> part = view -> part(view, start, count, places);
        steps.forEach(step -> result.add(step.part(part, first)));
      }
    }

    /** A strip of a view; of what lies between steps, all strips have one place. */
    private StridedView part(
        StridedView view, long[] start, long count, Map<Storage, StridedView> places) {
      long[] size = {count, view.size(1)};
      if (!between.contains(view.storage())) {
        return view.slice(start, size).orElseThrow();
      }
      return places
          .computeIfAbsent(
              view.storage(), whole -> StridedView.scratch(view.type(), rows, view.size(1)))
          .slice(new long[2], size)
          .orElseThrow();
    }
  }

  /** Some steps as a chain, if they are one and it pays. */
  private Optional<Chain> chain(List<Step> some) {
    List<RowWise> chain = some.stream().map(RowWise.class::cast).toList();
    Set<Storage> between = between(some, chain);
    long bytes = between.stream().mapToLong(Storage::bytes).sum();
    if (bytes < LARGE || holdsMore(chain, between) || !keepsRowsApart(chain)) {
      return Optional.empty();
    }
    long all = chain.get(0).result().size(0);
    long strips = all / leastRows(chain, bytes / all);
    return strips < 2
        ? Optional.empty()
        : Optional.of(new Chain(chain, between, (all + strips - 1) / strips));
  }

  /** Results that nobody else uses. */
  private Set<Storage> between(List<Step> some, List<RowWise> chain) {
    Map<Storage, Integer> own = users(some);
    return chain.stream()
        .map(RowWise::result)
        .filter(made -> made.isDense() && made.storage().length() == made.length())
        .map(StridedView::storage)
        .filter(made -> made.isScratch() && own.get(made).equals(users.get(made)))
        .collect(Collectors.toSet());
  }

  /**
   * Whether a step reads something else than what lies between when there is a result for others
   * already: in strips, memory would hold both whole.
   */
  private static boolean holdsMore(List<RowWise> chain, Set<Storage> between) {
    boolean hasResult = false;
    for (RowWise step : chain) {
      if (hasResult && !isAllOf(step.operands(), between)) {
        return true;
      }
      hasResult |= !between.contains(step.result().storage());
    }
    return false;
  }

  private static boolean isAllOf(List<StridedView> views, Set<Storage> storages) {
    return views.stream().allMatch(view -> storages.contains(view.storage()));
  }

  private static long leastRows(List<RowWise> chain, long bytes) {
    long weights =
        chain.stream()
            .flatMap(step -> step.whole().stream())
            .mapToLong(StridedView::length)
            .max()
            .orElse(0);
    long forCores = Math.max(LEAST_ROWS, CORE_BYTES / bytes) * OpenMpThreads.ofThisThread();
    return Math.max(forCores, weights / WEIGHTS_PER_ROW);
  }

  /** Whether a row of what these steps write is read as that row alone. */
  private static boolean keepsRowsApart(List<RowWise> chain) {
    Map<Storage, StridedView> written = new HashMap<>();
    chain.forEach(step -> written.put(step.result().storage(), step.result()));
    return chain.stream()
            .flatMap(step -> step.whole().stream())
            .noneMatch(view -> written.containsKey(view.storage()))
        && chain.stream()
            .flatMap(RowStrips::byRow)
            .allMatch(
                view ->
                    !written.containsKey(view.storage())
                        || hasSameRows(view, written.get(view.storage())));
  }

  private static boolean hasSameRows(StridedView view, StridedView other) {
    return view.offset() == other.offset() && view.stride(0) == other.stride(0);
  }
}
