package org.mast4j.arbiter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mast4j.arbiter.importance.Importance;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.store.StoredJob;

/**
 * A search as its store has it, for those who look on.
 *
 * @param trials all candidates, in the order in which they were made up
 * @param best of those that were trained furthest, if any has a score
 * @param scores of each candidate by its index: steps or epochs and the score then
 * @param importance of each searched key: its share of the variance of the scores after the first
 *     steps, which all candidates have; empty where there are too few
 * @param firstSteps that they are scored after; 0 where each is trained for its own number of them
 */
public record SearchOverview(
    List<Trial> trials,
    Optional<Trial> best,
    Map<Integer, Map<Integer, Double>> scores,
    Map<String, Double> importance,
    int firstSteps) {

  /**
   * Reads it; the search may go on meanwhile.
   *
   * @throws IOException if there is none, or it can't be read
   */
  public static SearchOverview read(SearchConfig config, SearchFolder folder) throws IOException {
    try (SearchStore store = SearchStore.open(folder.store(), true)) {
      Candidates candidates = Candidates.of(config.space(), store.candidates());
      Trials trials = new Trials(config);
      Map<Integer, Map<Integer, Double>> scores = new TreeMap<>();
      store.scores().forEach(s -> put(scores, s.candidate(), s.reached(), s.score()));
      Map<Integer, Double> first = new TreeMap<>();
      Set<Integer> lengths = new TreeSet<>();
      for (StoredJob stored : store.jobs()) {
        Job job = stored.job();
        if (stored.outcome().isPresent()) {
          Trial trial =
              trials.add(job, candidates.values(job), stored.outcome().get(), stored.seconds());
          trial.score().ifPresent(s -> put(scores, job.candidate(), trial.reached(), s));
          if (job.from() == 0 && trial.score().isPresent()) {
            first.put(job.candidate(), trial.score().getAsDouble());
            lengths.add(trial.reached());
          }
        }
      }
      return new SearchOverview(
          trials.all(), trials.best(), scores, importance(config, trials, first), common(lengths));
    }
  }

  /** What all have in common; 0 if that is nothing. */
  private static int common(Set<Integer> lengths) {
    return lengths.size() == 1 ? lengths.iterator().next() : 0;
  }

  private static void put(
      Map<Integer, Map<Integer, Double>> scores, int candidate, int reached, double score) {
    scores.computeIfAbsent(candidate, unused -> new TreeMap<>()).put(reached, score);
  }

  private static Map<String, Double> importance(
      SearchConfig config, Trials trials, Map<Integer, Double> first) {
    if (first.size() < Importance.LEAST_RESULTS) {
      return Map.of();
    }
    SearchSpace space = config.space();
    List<double[]> points = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (Trial trial : trials.all()) {
      if (first.containsKey(trial.index())) {
        points.add(space.point(trial.values()));
        scores.add(first.get(trial.index()));
      }
    }
    double[] shares =
        Importance.of(
            points,
            scores.stream().mapToDouble(Double::doubleValue).toArray(),
            config.budget().seed());
    Map<String, Double> byKey = new LinkedHashMap<>();
    for (int i = 0; i < shares.length; i++) {
      byKey.put(config.dimensions().get(i).key(), shares[i]);
    }
    return byKey;
  }
}
