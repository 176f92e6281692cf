package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.plan.Plan;
import org.mast4j.arbiter.plan.PlanSettings;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.store.StoredJob;
import org.mast4j.arbiter.store.StoredScore;
import org.mast4j.arbiter.store.StoredStart;
import org.mast4j.arbiter.work.Assignment;
import org.mast4j.arbiter.work.Worker;
import org.mast4j.arbiter.work.WorkerEvent;
import org.mast4j.ssl.checkpoint.RunLock;

/**
 * One run of a search: what the plan decides on is stored, then done, and what came of it is
 * stored, then made known to the plan.
 */
final class SearchRun implements AutoCloseable {
  /** How often a worker may die of a job before its candidate has failed. */
  private static final int MOST_DEATHS = 2;

  private static final long LOOK_MILLIS = 200;

  private final SearchConfig config;
  private final SearchFolder folder;
  private final SearchListener listener;
  private final RunLock lock;
  private final SearchStore store;
  private final Candidates candidates;
  private final Plan plan;
  private final BlockingQueue<WorkerEvent> events = new LinkedBlockingQueue<>();

  /** What was decided on before and has not ended, or whose worker died. */
  private final Deque<Job> left = new ArrayDeque<>();

  private final Trials trials;
  private final ArbiterHooks hooks;
  private final BooleanSupplier stop;

  /** Whether nothing new may begin, by one of the conditions. */
  private boolean over;

  /**
   * Opens the search.
   *
   * @throws IOException if there is another one, none to go on with, or another process works on it
   */
  SearchRun(SearchConfig config, SearchFolder folder, SearchOptions options) throws IOException {
    this.config = config;
    this.folder = folder;
    this.listener = options.listener();
    this.stop = options.stop();
    boolean resume = options.resume();
    OptimizationConfiguration arbiter = SearchRunner.configuration(config);
    Files.createDirectories(folder.path());
    lock = RunLock.take(folder.lock(), "this search", Duration.ZERO);
    SearchStore opened = null;
    boolean complete = false;
    try {
      if (!resume) {
        listener.onAccepted();
      }
      opened =
          resume ? SearchStore.open(folder.store(), false) : SearchStore.create(folder.store());
      store = opened;
      candidates = new Candidates(config.space(), arbiter.getCandidateGenerator());
      plan =
          new Plan(
              candidates,
              new PlanSettings(
                  config.pruner(),
                  config.length(),
                  config.budget().candidates(),
                  arbiter.getScoreFunction().minimize(),
                  config.workers().jobsAtOnce()));
      trials = new Trials(config);
      hooks =
          new ArbiterHooks(
              options,
              candidates,
              new ArbiterView(arbiter, trials),
              new ArbiterView(arbiter, new Trials(config)));
      start(resume);
      restore();
      folder.write(SearchFolder.ARBITER, arbiter.toJson() + "\n");
      complete = true;
    } finally {
      if (!complete) {
        if (opened != null) {
          opened.close();
        }
        lock.close();
      }
    }
  }

  private void start(boolean resume) throws IOException {
    SearchChanges changes = SearchChanges.since(store.starts(), config);
    if (resume) {
      listener.onAccepted();
    }
    changes.remarks().forEach(listener::onRemark);
    store.addStart(
        new StoredStart(
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            RunLock.machine(),
            changes.settings(),
            String.join("\n", changes.remarks())));
  }

  private void restore() throws IOException {
    candidates.restore(store.candidates());
    for (StoredJob job : store.jobs()) {
      plan.restore(job.job(), job.outcome());
      Optional<Trial> trial =
          job.outcome()
              .map(o -> trials.add(job.job(), candidates.values(job.job()), o, job.seconds()));
      hooks.restore(job, trial);
      if (job.outcome().isEmpty()) {
        left.add(job.job());
      }
    }
  }

  /** Works until all is done, time is up, or it is asked to stop; empty in the last case. */
  Optional<SearchResult> run(Worker.Factory factory) throws IOException {
    hooks.initialize();
    try {
      return work(factory);
    } finally {
      hooks.shutDown();
    }
  }

  private Optional<SearchResult> work(Worker.Factory factory) throws IOException {
    long end =
        System.nanoTime() + (long) (config.budget().maxMinutes() * TimeUnit.MINUTES.toNanos(1));
    if (left.isEmpty() && plan.ended()) {
      return Optional.of(result());
    }
    try (Crew crew = new Crew(config.workers(), factory, events::add)) {
      while (true) {
        boolean more = System.nanoTime() < end;
        if (!assign(crew, more) || stop.getAsBoolean()) {
          break;
        }
        WorkerEvent event = poll();
        if (event != null) {
          handle(event, crew);
        }
        for (Crew.Loss loss : crew.stalled()) {
          lost(loss);
        }
      }
    }
    return stop.getAsBoolean() ? Optional.empty() : Optional.of(result());
  }

  private WorkerEvent poll() {
    try {
      return events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Gives idle workers what there is to do; whether anything is under way or to be done. */
  private boolean assign(Crew crew, boolean more) throws IOException {
    while (crew.hasIdle()) {
      Optional<Job> job = next(more);
      if (job.isEmpty()) {
        break;
      }
      Optional<String> unusable = candidates.failure(job.get());
      if (unusable.isPresent()) {
        finish(job.get(), Outcome.failed(unusable.get()), 0);
      } else {
        Assignment assignment =
            new Assignment(
                job.get(),
                Math.min(job.get().to(), candidates.length(job.get())),
                candidates.values(job.get()),
                folder.candidate(job.get().candidate()));
        crew.begin(assignment);
        listener.onBegin(assignment, trials.all());
        hooks.begun(job.get());
      }
    }
    return crew.isBusy() || crew.isStarting() || !left.isEmpty();
  }

  private Optional<Job> next(boolean more) throws IOException {
    if (!left.isEmpty()) {
      return Optional.of(left.remove());
    }
    Optional<Job> job = more && !over ? plan.next() : Optional.empty();
    if (job.isPresent()) {
      if (hooks.end(job.get())) {
        over = true; // as nothing is stored of the job, a search that goes on decides on it again
        return Optional.empty();
      }
      store.add(job.get(), candidates.unstored());
      hooks.decided(job.get());
    }
    return job;
  }

  private void handle(WorkerEvent event, Crew crew) throws IOException {
    if (event instanceof WorkerEvent.Ready ready) {
      crew.ready(ready.worker());
    } else if (event instanceof WorkerEvent.Reached reached) {
      Optional<Job> job = crew.alive(reached.worker());
      job.ifPresent(j -> reached(j, reached.count()));
    } else if (event instanceof WorkerEvent.Scored scored) {
      Optional<Job> job = crew.alive(scored.worker());
      if (job.isPresent()) {
        store.add(new StoredScore(job.get().candidate(), scored.count(), scored.score()));
      }
    } else if (event instanceof WorkerEvent.Ended ended) {
      Optional<Job> job = crew.ended(ended.worker());
      if (job.isPresent()) {
        finish(job.get(), ended.outcome(), ended.seconds());
      }
    } else if (event instanceof WorkerEvent.Died died) {
      Optional<Crew.Loss> loss = crew.died(died.worker(), died.reason());
      if (loss.isPresent()) {
        lost(loss.get());
      }
    }
  }

  private void reached(Job job, int count) {
    listener.onStep(job.candidate(), count);
    hooks.reached(job, count);
  }

  /** A job whose worker is no more is done once more, by another one. */
  private void lost(Crew.Loss loss) throws IOException {
    listener.onRemark("worker %d died: %s".formatted(loss.worker() + 1, loss.reason()));
    if (loss.job().isEmpty()) {
      return;
    }
    Job job = loss.job().get();
    int deaths = store.addDeath(job);
    if (deaths < MOST_DEATHS) {
      left.addFirst(job);
    } else {
      finish(
          job, Outcome.failed("its worker died %d times: %s".formatted(deaths, loss.reason())), 0);
    }
  }

  private void finish(Job job, Outcome outcome, double seconds) throws IOException {
    store.finish(job, outcome, seconds);
    plan.finished(job, outcome);
    Trial trial = trials.add(job, candidates.values(job), outcome, seconds);
    if (trial.whole() || trial.failure().isPresent()) {
      folder.deleteCheckpoints(job.candidate()); // it won't be trained further
    }
    List<Trial> all = trials.all();
    folder.write(SearchFolder.RESULTS, TrialJson.lines(all));
    Optional<Trial> best = trials.best();
    if (best.isPresent()) {
      Trial first = best.get();
      Map<String, ObjectNode> files = first.settings().orElseThrow().files(first.values());
      for (Map.Entry<String, ObjectNode> file : files.entrySet()) {
        folder.write(file.getKey(), file.getValue().toPrettyString() + "\n");
      }
    }
    listener.onTrial(trial, all);
    hooks.finished(job, outcome, seconds, trial);
  }

  private SearchResult result() {
    List<Trial> all = trials.all();
    return new SearchResult(
        config, all, trials.best().orElseThrow(() -> new IllegalStateException(allFailed(all))));
  }

  private String allFailed(List<Trial> all) {
    String first =
        all.stream().flatMap(trial -> trial.failure().stream()).findFirst().orElse("no reason");
    return all.isEmpty()
        ? "no candidate was tried before the search was to end, by maxMinutes or a termination"
            + " condition; give it more time, or a condition that holds later"
        : "all %d candidates failed, the first: %s; see %s"
            .formatted(all.size(), first, folder.results());
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      store.close();
    }
  }
}
