package org.mast4j.arbiter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.store.StoredJob;

/**
 * Arbiter's conditions and listeners in a search. Listeners see it as it is; conditions see it as
 * the next job's decision does, so that what they say of scores doesn't depend on which worker was
 * faster.
 */
final class ArbiterHooks {
  private final List<TerminationCondition> conditions;
  private final List<StatusListener> listeners;
  private final Candidates candidates;
  private final ArbiterView now;
  private final ArbiterView decision;

  /** All that were decided on, in that order. */
  private final List<Job> jobs = new ArrayList<>();

  /** By the job's number. */
  private final Map<Integer, Ended> ended = new HashMap<>();

  /** How many of the first jobs' outcomes the conditions have been shown. */
  private int shown;

  private record Ended(Outcome outcome, double seconds, long at) {}

  /**
   * Those of one run.
   *
   * @param now for the listeners, of the search's own trials
   * @param decision for the conditions, of trials of its own
   */
  ArbiterHooks(
      SearchOptions options, Candidates candidates, ArbiterView now, ArbiterView decision) {
    this.conditions = options.conditions();
    this.listeners = options.statusListeners();
    this.candidates = candidates;
    this.now = now;
    this.decision = decision;
  }

  /**
   * Takes up a job of before.
   *
   * @param trial what became of its candidate until now, if it has ended
   */
  void restore(StoredJob stored, Optional<Trial> trial) {
    Job job = stored.job();
    long time = System.currentTimeMillis();
    jobs.add(job);
    now.created(candidates.get(job), time);
    if (trial.isPresent()) {
      ended.put(job.number(), new Ended(stored.outcome().orElseThrow(), stored.seconds(), time));
      now.ended(trial.get(), time);
    }
  }

  /** Listeners are told of the candidates of before, too. */
  void initialize() {
    show(jobs.isEmpty() ? 0 : jobs.get(jobs.size() - 1).seen());
    now.getConfiguration().setExecutionStartTime(System.currentTimeMillis());
    listeners.forEach(listener -> listener.onInitialization(now));
    conditions.forEach(condition -> condition.initialize(decision));
    now.getCandidateStatus().forEach(info -> tell(info, now.result(info.getIndex())));
  }

  void shutDown() {
    listeners.forEach(listener -> listener.onShutdown(now));
  }

  /**
   * Whether a condition holds by what the decision on a job knows.
   *
   * @param next the job after all others
   */
  boolean end(Job next) {
    show(next.seen());
    return conditions.stream().anyMatch(condition -> condition.terminate(decision));
  }

  /** Makes known to the conditions what became of so many of the first jobs. */
  private void show(int seen) {
    if (conditions.isEmpty()) {
      return;
    }
    long time = System.currentTimeMillis();
    for (Job job : jobs.subList(shown, jobs.size())) {
      decision.created(candidates.get(job), time);
    }
    for (; shown < seen; shown++) {
      Job job = jobs.get(shown);
      Ended end = ended.get(shown);
      decision.ended(
          decision.trials().add(job, candidates.values(job), end.outcome(), end.seconds()),
          end.at());
    }
    for (Job job : jobs.subList(shown, jobs.size())) {
      decision.running(job.candidate(), time);
    }
  }

  void decided(Job job) {
    jobs.add(job);
    if (!now.knows(job.candidate())) {
      tell(now.created(candidates.get(job), System.currentTimeMillis()), Optional.empty());
    }
  }

  void begun(Job job) {
    tell(now.running(job.candidate(), System.currentTimeMillis()), Optional.empty());
  }

  void reached(Job job, int count) {
    CandidateInfo info = now.info(job.candidate());
    listeners.forEach(l -> l.onCandidateIteration(info, candidates.values(job), count));
  }

  /**
   * What became of a job.
   *
   * @param trial its candidate's, as it stands now
   */
  void finished(Job job, Outcome outcome, double seconds, Trial trial) {
    long time = System.currentTimeMillis();
    ended.put(job.number(), new Ended(outcome, seconds, time));
    CandidateInfo info = now.ended(trial, time);
    tell(info, now.result(trial.index()));
  }

  private void tell(CandidateInfo info, Optional<OptimizationResult> result) {
    for (StatusListener listener : listeners) {
      listener.onCandidateStatusChange(info, now, result.orElse(null));
      listener.onRunnerStatusChange(now);
    }
  }
}
