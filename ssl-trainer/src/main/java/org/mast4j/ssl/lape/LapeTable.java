package org.mast4j.ssl.lape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The results of all units, by task, method and contestant.
 *
 * @param tasks in the order of the columns
 * @param methods in the order of the blocks
 * @param seeds of what is random
 * @param lineup in the order of the rows
 * @param results of all units
 */
public record LapeTable(
    List<Task> tasks,
    List<LapeMethod> methods,
    List<Long> seeds,
    Lineup lineup,
    Map<LapeUnit, LapeResult> results) {
  private static final Comparator<LapeUnit> BY_SEED_AND_FOLD =
      Comparator.<LapeUnit, Long>comparing(unit -> unit.seed().orElse(Long.MIN_VALUE))
          .thenComparing(unit -> unit.task().fold());

  public LapeTable {
    tasks = List.copyOf(tasks);
    methods = List.copyOf(methods);
    seeds = List.copyOf(seeds);
    Objects.requireNonNull(lineup, "lineup");
    results = Map.copyOf(results);
  }

  /**
   * A column.
   *
   * @param name of the task
   * @param layout of its data set, if it is a published one
   * @param folds on which it is tested
   * @param drawn whether its folds are draws of the clips to learn from, tested on the same clips
   * @param classes how many it tells apart
   * @param clips of all splits
   */
  public record Task(
      String name,
      Optional<String> layout,
      List<Integer> folds,
      boolean drawn,
      int classes,
      int clips) {
    public Task {
      folds = List.copyOf(folds);
    }
  }

  /** The rows of a method's block: the models, their baselines, and the one without a model. */
  public List<Contestant> rows() {
    List<Contestant> rows = new ArrayList<>(lineup.encoders());
    rows.add(lineup.logMel());
    return List.copyOf(rows);
  }

  /** The mean log-mel's number is the same in each method's block. */
  public Figure figure(Task task, LapeMethod method, Contestant contestant) {
    LapeMethod done = contestant.encoder().isEmpty() ? LapeMethod.LINEAR_PROBE : method;
    Map<Optional<Long>, List<LapeResult>> bySeed = new LinkedHashMap<>();
    results.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().task().task().equals(task.name())
                    && entry.getKey().method() == done
                    && entry.getKey().contestant().equals(contestant))
        .sorted(Map.Entry.comparingByKey(BY_SEED_AND_FOLD))
        .forEach(
            entry ->
                bySeed
                    .computeIfAbsent(entry.getKey().seed(), none -> new ArrayList<>())
                    .add(entry.getValue()));
    return new Figure(
        bySeed.values().stream().map(LapeTable::mean).toList(),
        bySeed.values().stream().flatMap(List::stream).toList(),
        task.drawn());
  }

  private static double mean(List<LapeResult> folds) {
    return folds.stream().mapToDouble(LapeResult::accuracy).average().orElseThrow();
  }

  /** The mean over the tasks; empty of a single one. */
  public OptionalDouble average(LapeMethod method, Contestant contestant) {
    return tasks.size() < 2
        ? OptionalDouble.empty()
        : tasks.stream().mapToDouble(t -> figure(t, method, contestant).mean()).average();
  }

  /** The rows of the paper, if one of the tasks is LAPE's. */
  public List<PaperRow> paper() {
    List<PaperRow> rows = PaperRow.all();
    boolean any =
        tasks.stream()
            .flatMap(task -> task.layout().stream())
            .anyMatch(rows.get(0).accuracies()::containsKey);
    return any ? rows : List.of();
  }
}
