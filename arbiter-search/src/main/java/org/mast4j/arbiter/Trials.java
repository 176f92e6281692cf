package org.mast4j.arbiter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.subject.Subject;

/** How all candidates stand. */
final class Trials {
  private final Subject base;
  private final int whole;
  private final Comparator<Trial> better;
  private final Map<Integer, Trial> byIndex = new TreeMap<>();

  Trials(SearchConfig config) {
    this.base = config.base();
    this.whole = config.length();
    this.better = Trial.better(config);
  }

  /**
   * Takes in what became of a job.
   *
   * @param values of its candidate, by key
   * @return the candidate as it stands then
   */
  Trial add(Job job, Map<String, Object> values, Outcome outcome, double seconds) {
    Optional<Trial> before = Optional.ofNullable(byIndex.get(job.candidate()));
    OptionalDouble score = outcome.score();
    Optional<Subject> settings = settings(values);
    int length = settings.map(Subject::length).orElse(whole);
    Trial trial =
        new Trial(
            job.candidate(),
            values,
            score,
            outcome.failure(),
            before.map(Trial::seconds).orElse(0.0) + seconds,
            settings,
            Math.min(job.to(), length),
            job.to() >= length);
    byIndex.put(job.candidate(), trial);
    return trial;
  }

  private Optional<Subject> settings(Map<String, Object> values) {
    try {
      return Optional.of(base.with(values));
    } catch (IllegalArgumentException e) { // values that don't go together, for which it failed
      return Optional.empty();
    }
  }

  /** In the order in which they were made up. */
  List<Trial> all() {
    return new ArrayList<>(byIndex.values());
  }

  /** The best score of those that were trained furthest, the first of equals. */
  Optional<Trial> best() {
    return byIndex.values().stream().filter(trial -> trial.score().isPresent()).min(better);
  }
}
