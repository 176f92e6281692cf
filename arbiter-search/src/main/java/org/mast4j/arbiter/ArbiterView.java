package org.mast4j.arbiter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * A search as Arbiter's interfaces look at a runner; it can't be driven by them. A candidate is
 * complete while it has a score and isn't trained further, even if a pruner may go on with it.
 */
final class ArbiterView implements IOptimizationRunner {
  private final OptimizationConfiguration configuration;
  private final Trials trials;
  private final Map<Integer, CandidateInfo> infos = new TreeMap<>();
  private final Map<Integer, Candidate<?>> candidates = new TreeMap<>();

  /** What became of those that have a score or failed. */
  private final Map<Integer, Trial> known = new TreeMap<>();

  /**
   * A view of what it will be told.
   *
   * @param trials what it knows of outcomes; the caller adds to them
   */
  ArbiterView(OptimizationConfiguration configuration, Trials trials) {
    this.configuration = configuration;
    this.trials = trials;
  }

  /** One result, whose model is where it was trained. */
  private record Result(OptimizationResult getResult) implements ResultReference {
    @Override
    public Object getResultModel() {
      throw new UnsupportedOperationException(
          "a search keeps no trained models; train the best one anew from its best.json");
    }
  }

  Trials trials() {
    return trials;
  }

  boolean knows(int candidate) {
    return infos.containsKey(candidate);
  }

  CandidateInfo info(int candidate) {
    return infos.get(candidate);
  }

  /** A candidate that has been made up, unless it was known before. */
  CandidateInfo created(Candidate<?> candidate, long now) {
    candidates.put(candidate.getIndex(), candidate);
    return infos.computeIfAbsent(
        candidate.getIndex(),
        index ->
            new CandidateInfo(
                index,
                CandidateStatus.Created,
                null,
                now,
                null,
                null,
                candidate.getFlatParameters(),
                null));
  }

  CandidateInfo running(int candidate, long now) {
    CandidateInfo before = infos.get(candidate);
    long start = before.getStartTime() == null ? now : before.getStartTime();
    return change(before, CandidateStatus.Running, before.getScore(), start, null, null);
  }

  /** As its trial, which stands among the trials, says. */
  CandidateInfo ended(Trial trial, long now) {
    known.put(trial.index(), trial);
    CandidateInfo before = infos.get(trial.index());
    long start =
        before.getStartTime() == null
            ? now - Math.round(trial.seconds() * 1000)
            : before.getStartTime();
    return change(
        before,
        trial.failure().isPresent() ? CandidateStatus.Failed : CandidateStatus.Complete,
        trial.score().isPresent() ? (Double) trial.score().getAsDouble() : null,
        start,
        now,
        trial.failure().orElse(null));
  }

  /** A new one each time: listeners may keep what they were told. */
  private CandidateInfo change(
      CandidateInfo before,
      CandidateStatus status,
      Double score,
      Long start,
      Long end,
      String failure) {
    CandidateInfo now =
        new CandidateInfo(
            before.getIndex(),
            status,
            score,
            before.getCreatedTime(),
            start,
            end,
            before.getFlatParams(),
            failure);
    infos.put(now.getIndex(), now);
    return now;
  }

  /** Of a candidate that has a score or failed. */
  Optional<OptimizationResult> result(int candidate) {
    CandidateInfo info = infos.get(candidate);
    return Optional.ofNullable(known.get(candidate))
        .map(
            trial ->
                new OptimizationResult(
                    candidates.get(candidate), info.getScore(), candidate, trial, info, null));
  }

  private int count(CandidateStatus status) {
    return (int) infos.values().stream().filter(i -> i.getCandidateStatus() == status).count();
  }

  /** All that have been made up until now. */
  @Override
  public int numCandidatesTotal() {
    return infos.size();
  }

  @Override
  public int numCandidatesCompleted() {
    return count(CandidateStatus.Complete);
  }

  @Override
  public int numCandidatesFailed() {
    return count(CandidateStatus.Failed);
  }

  /** Those that wait for a worker, and those that one trains. */
  @Override
  public int numCandidatesQueued() {
    return count(CandidateStatus.Created) + count(CandidateStatus.Running);
  }

  /** Of those that were trained furthest. */
  @Override
  public Double bestScore() {
    return trials.best().map(best -> best.score().orElseThrow()).orElse(null);
  }

  @Override
  public Long bestScoreTime() {
    return trials.best().map(best -> infos.get(best.index()).getEndTime()).orElse(null);
  }

  @Override
  public int bestScoreCandidateIndex() {
    return trials.best().map(Trial::index).orElse(-1);
  }

  /** Each result's model-specific part is its {@link Trial}. */
  @Override
  public List<ResultReference> getResults() {
    List<ResultReference> results = new ArrayList<>();
    known.keySet().forEach(candidate -> results.add(new Result(result(candidate).orElseThrow())));
    return results;
  }

  @Override
  public OptimizationConfiguration getConfiguration() {
    return configuration;
  }

  @Override
  public List<CandidateInfo> getCandidateStatus() {
    return new ArrayList<>(infos.values());
  }

  @Override
  public void execute() {
    throw unsupported("execute", "the search runs already");
  }

  @Override
  public void addListeners(StatusListener... added) {
    throw unsupported("addListeners", "give them to SearchOptions.statusListeners");
  }

  @Override
  public void removeListeners(StatusListener... removed) {
    throw unsupported("removeListeners", "let the listener do nothing");
  }

  @Override
  public void removeAllListeners() {
    throw unsupported("removeAllListeners", "let the listeners do nothing");
  }

  @Override
  public void shutdown(boolean awaitTermination) {
    throw unsupported("shutdown", "end it by a condition, or by SearchOptions.stop");
  }

  private static UnsupportedOperationException unsupported(String method, String instead) {
    return new UnsupportedOperationException(
        "%s: listeners and conditions only look at a search; %s".formatted(method, instead));
  }
}
