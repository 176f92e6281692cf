package org.mast4j.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.Trial;

/**
 * How a search stands, as a few lines.
 *
 * @param search what it is
 * @param trials those with a score and those that failed
 * @param running what is under way
 * @param gone since this run of the search began
 * @param left until its end, as far as that can be told
 */
record SearchTable(
    Search search,
    List<Trial> trials,
    List<Running> running,
    Duration gone,
    Optional<TimeLeft> left) {

  /** Rows of a kind that are shown: a terminal is some 24 lines high. */
  private static final int MOST_ROWS = 6;

  private static final String NAME = "%-10s";

  /**
   * What is shown of a search all the time.
   *
   * @param candidates how many are to be tried
   * @param unit what a training's length is counted in: steps, epochs
   * @param better the better one first
   */
  record Search(int candidates, String unit, Comparator<Trial> better) {
    static Search of(SearchConfig config) {
      return new Search(config.budget().candidates(), config.base().unit(), Trial.better(config));
    }
  }

  /**
   * A candidate that is trained.
   *
   * @param candidate from 0
   * @param values what was chosen for it
   * @param reached steps or epochs that are done
   * @param to those after which it gets a score
   */
  record Running(int candidate, Map<String, Object> values, int reached, int to) {}

  /**
   * Time until the end.
   *
   * @param all whether everything will have been tried by then, and it isn't that time is up
   */
  record TimeLeft(Duration time, boolean all) {}

  /** The lines, none longer than the width. */
  List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    add(lines, "search", List.of(counts()));
    add(lines, "time", List.of(times()));
    best().ifPresent(trial -> add(lines, "best", List.of(describe(trial))));
    add(lines, "running", running.stream().map(this::describe).toList());
    List<Trial> stopped = trials(this::isStopped);
    if (!stopped.isEmpty()) {
      add(lines, "stopped", List.of(stopped(stopped)));
    }
    add(lines, "failed", trials(SearchTable::hasFailed).stream().map(SearchTable::why).toList());
    return lines.stream().map(line -> fitted(line, width)).toList();
  }

  private static void add(List<String> lines, String name, List<String> rows) {
    int shown = rows.size() > MOST_ROWS ? MOST_ROWS - 1 : rows.size();
    for (int i = 0; i < shown; i++) {
      lines.add(NAME.formatted(i == 0 ? name : "") + rows.get(i));
    }
    if (shown < rows.size()) {
      lines.add(NAME.formatted("") + "and " + (rows.size() - shown) + " more");
    }
  }

  /** A message may have several lines, and a terminal must not obey what is in one. */
  private static String fitted(String line, int width) {
    String plain = line.replaceAll("\\p{Cntrl}+", " ").stripTrailing();
    return plain.length() <= width ? plain : plain.substring(0, Math.max(0, width - 1)) + "~";
  }

  private String counts() {
    Set<Integer> begun =
        trials.stream().map(Trial::index).collect(Collectors.toCollection(TreeSet::new));
    running.forEach(row -> begun.add(row.candidate()));
    long whole = trials.stream().filter(t -> t.whole() && !hasFailed(t)).count();
    int stopped = trials(this::isStopped).size();
    int failed = trials(SearchTable::hasFailed).size();
    return "%d of %d candidates begun, %d trained to the end, %d stopped, %d failed"
        .formatted(begun.size(), search.candidates(), whole, stopped, failed);
  }

  private String times() {
    return clock(gone)
        + " gone, "
        + left.map(
                l ->
                    l.all()
                        ? "about " + clock(l.time()) + " left"
                        : clock(l.time()) + " left until maxMinutes are over")
            .orElse("the rest isn't known yet");
  }

  static String clock(Duration time) {
    return time.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  /** As the search chooses it: of those that were trained furthest, the first of equals. */
  private Optional<Trial> best() {
    return trials.stream().filter(trial -> trial.score().isPresent()).min(search.better());
  }

  private String describe(Trial best) {
    return String.format(
        Locale.ROOT,
        "%.3f by candidate %d after %d %s: %s",
        best.score().orElseThrow(),
        best.index() + 1,
        best.reached(),
        search.unit(),
        SearchRunner.describe(best.values()));
  }

  private String describe(Running row) {
    return "candidate %d after %d of %d %s: %s"
        .formatted(
            row.candidate() + 1,
            row.reached(),
            row.to(),
            search.unit(),
            SearchRunner.describe(row.values()));
  }

  private static String stopped(List<Trial> stopped) {
    return (stopped.size() == 1 ? "candidate " : "candidates ")
        + stopped.stream()
            .map(trial -> Integer.toString(trial.index() + 1))
            .collect(Collectors.joining(", "));
  }

  private static String why(Trial failed) {
    return "candidate %d: %s".formatted(failed.index() + 1, failed.failure().orElseThrow());
  }

  private List<Trial> trials(Predicate<Trial> chosen) {
    return trials.stream().filter(chosen).toList();
  }

  private static boolean hasFailed(Trial trial) {
    return trial.failure().isPresent();
  }

  /** It may go on yet, if it turns out to be among the better ones. */
  private boolean isStopped(Trial trial) {
    return !hasFailed(trial)
        && !trial.whole()
        && running.stream().noneMatch(row -> row.candidate() == trial.index());
  }
}
