package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchListener;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.Trial;

/** How a search goes: a line for each score, and below it a bar with what is under way. */
final class SearchProgress implements SearchListener, AutoCloseable {
  /** How much longer than renewing the page takes the next renewal is away. */
  private static final int SELDOM = 20;

  private final SearchSettings settings;
  private final Path own;
  private final SearchConfig search;
  private final PrintWriter console;
  private final SearchPage page;
  private final ProgressBars bars = new ProgressBars();
  private final Map<Integer, Integer> running = new TreeMap<>();
  private List<Trial> trials = List.of();
  private long nextRenewal = System.nanoTime();

  /**
   * Shows one.
   *
   * @param own where the search's settings are kept
   */
  SearchProgress(SearchSettings settings, Path own, SearchPage page, PrintWriter console) {
    this.settings = settings;
    this.own = own;
    this.search = settings.search();
    this.page = page;
    this.console = console;
    bars.begin("search", search.budget().candidates());
  }

  @Override
  public void onAccepted() throws IOException {
    settings.write(own);
  }

  @Override
  public void onTrial(Trial trial, List<Trial> all) {
    running.remove(trial.index());
    trials = all;
    say(SearchRunner.describe(trial, search));
    show();
    renewPage();
  }

  @Override
  public void onStep(int candidate, int reached) {
    running.put(candidate, reached);
    show();
  }

  @Override
  public void onRemark(String sentence) {
    say(sentence);
  }

  private void renewPage() {
    long start = System.nanoTime();
    if (start < nextRenewal) {
      return;
    }
    try {
      page.write(false);
      nextRenewal = start + SELDOM * (System.nanoTime() - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // as the search's other files can't be written, either
    }
  }

  private void say(String line) {
    bars.makeRoom();
    console.println(line);
    console.flush();
  }

  private void show() {
    long failed = trials.stream().filter(trial -> trial.failure().isPresent()).count();
    String best =
        trials.stream()
            .filter(trial -> trial.score().isPresent())
            .mapToDouble(trial -> trial.score().getAsDouble())
            .max()
            .stream()
            .mapToObj(score -> String.format(Locale.ROOT, "best %.3f", score))
            .findFirst()
            .orElse("no score yet");
    String now =
        running.entrySet().stream()
            .map(entry -> "%d at step %d".formatted(entry.getKey() + 1, entry.getValue()))
            .collect(Collectors.joining(", "));
    bars.stepTo(
        trials.size(), best + (failed > 0 ? ", " + failed + " failed" : "") + "; running " + now);
  }

  @Override
  public void close() {
    bars.close();
  }
}
