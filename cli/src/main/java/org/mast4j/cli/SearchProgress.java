package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchListener;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.Trial;
import org.mast4j.arbiter.work.Assignment;

/** How a search goes: a line for each score, and on a terminal below them how it stands. */
final class SearchProgress implements SearchListener, AutoCloseable {
  /** How much longer than renewing the page takes the next renewal is away. */
  private static final int SELDOM = 20;

  /** A worker takes steps faster than people read, and scores for longer than they wait. */
  private static final int REDRAW_MILLIS = 500;

  private final SearchSettings settings;
  private final Path own;
  private final SearchConfig search;
  private final PrintWriter console;
  private final SearchPage page;
  private final Optional<LiveLines> live;
  private final SearchPace pace;
  private final long start = System.nanoTime();
  private final Map<Integer, SearchTable.Running> running = new TreeMap<>();
  private List<Trial> trials = List.of();
  private OptionalLong firstBegin = OptionalLong.empty();
  private int steps;
  private long nextRenewal = start;
  private final Timer clock = new Timer("search-clock", true);
  private boolean closed;

  /**
   * Shows one.
   *
   * @param own where the search's settings are kept
   * @param live where the table is, on a terminal
   */
  SearchProgress(
      SearchSettings settings,
      Path own,
      SearchPage page,
      PrintWriter console,
      Optional<LiveLines> live) {
    this.settings = settings;
    this.own = own;
    this.search = settings.search();
    this.page = page;
    this.console = console;
    this.live = live;
    int whole = search.base().length();
    this.pace =
        new SearchPace(
            search.budget().candidates(),
            search.pruner().map(pruner -> pruner.rungs(whole)).orElse(List.of(whole)),
            Duration.ofMillis(
                Math.round(search.budget().maxMinutes() * TimeUnit.MINUTES.toMillis(1))));
    if (live.isPresent()) {
      clock.schedule(
          new TimerTask() {
            @Override
            public void run() {
              draw();
            }
          },
          REDRAW_MILLIS,
          REDRAW_MILLIS);
    }
  }

  @Override
  public void onAccepted() throws IOException {
    settings.write(own);
  }

  @Override
  public synchronized void onBegin(Assignment assignment, List<Trial> all) {
    if (firstBegin.isEmpty()) {
      firstBegin = OptionalLong.of(System.nanoTime());
    }
    int candidate = assignment.job().candidate();
    running.put(
        candidate,
        new SearchTable.Running(
            candidate, assignment.values(), assignment.job().from(), assignment.until()));
    trials = all;
    draw();
  }

  @Override
  public synchronized void onTrial(Trial trial, List<Trial> all) {
    SearchTable.Running row = running.remove(trial.index());
    if (row != null && trial.failure().isEmpty()) {
      steps += row.to() - row.reached(); // whose report may have been skipped
    }
    trials = all;
    say(SearchRunner.describe(trial, search));
    draw();
    renewPage();
  }

  @Override
  public synchronized void onStep(int candidate, int reached) {
    running.computeIfPresent(
        candidate,
        (unused, row) -> {
          steps += Math.max(0, reached - row.reached());
          return new SearchTable.Running(candidate, row.values(), reached, row.to());
        });
  }

  @Override
  public synchronized void onRemark(String sentence) {
    say(sentence);
  }

  private void renewPage() {
    long begin = System.nanoTime();
    if (begin < nextRenewal) {
      return;
    }
    try {
      page.write(false);
      nextRenewal = begin + SELDOM * (System.nanoTime() - begin);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // as the search's other files can't be written, either
    }
  }

  private void say(String line) {
    if (live.isPresent()) {
      live.get().print(line);
    } else {
      console.println(line);
      console.flush();
    }
  }

  private synchronized void draw() {
    if (!closed) {
      live.ifPresent(lines -> lines.show(table().lines(lines.width())));
    }
  }

  private SearchTable table() {
    long now = System.nanoTime();
    Duration gone = Duration.ofNanos(now - start);
    List<SearchTable.Running> rows = List.copyOf(running.values());
    return new SearchTable(
        SearchTable.Search.of(search),
        trials,
        rows,
        gone,
        pace.left(trials, rows, steps, Duration.ofNanos(now - firstBegin.orElse(now)), gone));
  }

  @Override
  public void close() {
    clock.cancel();
    synchronized (this) {
      live.ifPresent(LiveLines::close);
      closed = true;
    }
  }
}
