package org.mast4j.arbiter.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntFunction;
import org.mast4j.settings.Require;

/**
 * Decides what is trained next. The n-th job depends on the settings, n, and the outcomes of the
 * first n - {@code lag} + 1 jobs alone, whichever worker ends when: so a search comes out the same
 * with any timing, and with any number of workers up to the lag.
 *
 * <p>Where nothing is worth training by what may be known, outcomes of later jobs are waited for,
 * one after the other.
 */
public final class Plan {
  private final Suggestions suggestions;
  private final PlanSettings settings;
  private final List<Integer> rungs;
  private final List<Job> jobs = new ArrayList<>();
  private final Set<Begin> begun = new HashSet<>();
  private final Map<Integer, Outcome> outcomes = new HashMap<>();

  /** Of the first jobs, how many's outcomes the suggestions have been told. */
  private int told;

  private int suggested;

  /** Where candidates come from. */
  public interface Suggestions {
    /** Whether there is another one. */
    boolean hasNext();

    /**
     * Makes up the next candidate.
     *
     * @param candidate its number
     */
    void next(int candidate);

    /** Tells what became of a job; in the order of the jobs, whatever order they ended in. */
    void tell(Job job, Outcome outcome);
  }

  /** Where a job begins, which no two do. */
  private record Begin(int candidate, int from) {}

  /** Training that is worth it: a candidate's from where it stands, or a new one's. */
  private record Choice(Optional<Standing> from) {}

  /**
   * A plan without jobs yet.
   *
   * @throws IllegalArgumentException if the pruner's settings don't suit the whole training
   */
  public Plan(Suggestions suggestions, PlanSettings settings) {
    this.suggestions = suggestions;
    this.settings = settings;
    this.rungs =
        settings.pruner().map(p -> p.rungs(settings.whole())).orElse(List.of(settings.whole()));
  }

  /** Steps or epochs at which candidates get a score, the lowest first. */
  public List<Integer> rungs() {
    return rungs;
  }

  /**
   * The next job; empty if outcomes are to be waited for, or if there is none any more.
   *
   * @see #ended
   */
  public Optional<Job> next() {
    int known = known();
    for (int seen = leastSeen(); seen <= known; seen++) {
      Optional<Choice> choice = choose(seen);
      if (choice.isPresent()) {
        Job job = choice.get().from().map(this::after).orElseGet(this::first).apply(seen);
        add(job);
        return Optional.of(job);
      }
    }
    return Optional.empty();
  }

  /** Whether all that was worth it has been trained. */
  public boolean ended() {
    return known() == jobs.size() && choose(jobs.size()).isEmpty();
  }

  /** Notes what became of a job. */
  public void finished(Job job, Outcome outcome) {
    if (!jobs.contains(job)) {
      throw new IllegalArgumentException(job + " isn't among those that were decided on");
    }
    outcomes.put(job.number(), outcome);
  }

  /**
   * Takes up a job that was decided on in an earlier life of the search, whether or not it would be
   * decided on like this today.
   *
   * @param outcome empty if it is still to be done
   */
  public void restore(Job job, Optional<Outcome> outcome) {
    Require.that(job.number() == jobs.size(), "number", job.number(), "" + jobs.size());
    tell(job.seen());
    if (job.from() == 0 && job.candidate() == suggested) {
      suggest();
    }
    add(job);
    outcome.ifPresent(known -> outcomes.put(job.number(), known));
  }

  private void add(Job job) {
    jobs.add(job);
    begun.add(new Begin(job.candidate(), job.from()));
  }

  /** How many outcomes the next job's decision waits for. */
  private int leastSeen() {
    int before = jobs.isEmpty() ? 0 : jobs.get(jobs.size() - 1).seen();
    return Math.max(before, jobs.size() - settings.lag() + 1);
  }

  /** How many jobs, all of the first ones, have ended. */
  private int known() {
    int known = 0;
    while (known < jobs.size() && outcomes.containsKey(known)) {
      known++;
    }
    return known;
  }

  /** What is worth training by the first outcomes. */
  private Optional<Choice> choose(int seen) {
    List<Standing> standings = standings(seen);
    Optional<Standing> promoted =
        settings.pruner().flatMap(p -> p.promoted(standings, rungs.size()));
    if (promoted.isEmpty() && suggested < settings.candidates() && suggestions.hasNext()) {
      return Optional.of(new Choice(Optional.empty()));
    }
    return promoted
        .or(() -> seen == jobs.size() ? furthest(standings) : Optional.empty())
        .map(standing -> new Choice(Optional.of(standing)));
  }

  /** The job that goes on from a standing, once it is known what was seen. */
  private IntFunction<Job> after(Standing standing) {
    int from = rungs.get(standing.rung());
    int to = rungs.get(standing.rung() + 1);
    return seen -> new Job(jobs.size(), standing.candidate(), from, to, seen);
  }

  private IntFunction<Job> first() {
    return seen -> {
      tell(seen);
      return new Job(jobs.size(), suggest(), 0, rungs.get(0), seen);
    };
  }

  /** In the end one candidate at least is to be whole: the best of those that got furthest. */
  private Optional<Standing> furthest(List<Standing> standings) {
    int highest =
        standings.stream()
            .filter(s -> s.score().isPresent())
            .mapToInt(Standing::rung)
            .max()
            .orElse(rungs.size() - 1);
    return highest == rungs.size() - 1
        ? Optional.empty()
        : standings.stream().filter(s -> s.rung() == highest && s.waits()).max(Standing.BY_SCORE);
  }

  private int suggest() {
    suggestions.next(suggested);
    return suggested++;
  }

  private void tell(int seen) {
    for (; told < seen; told++) {
      suggestions.tell(jobs.get(told), outcomes.get(told));
    }
  }

  /** Of the first jobs. */
  private List<Standing> standings(int seen) {
    List<Standing> standings = new ArrayList<>();
    for (Job job : jobs.subList(0, seen)) {
      OptionalDouble score = better(outcomes.get(job.number()).score());
      boolean goesOn = begun.contains(new Begin(job.candidate(), job.to()));
      standings.add(new Standing(job.candidate(), rung(job), score, goesOn));
    }
    return standings;
  }

  /** So that the higher one is the better. */
  private OptionalDouble better(OptionalDouble score) {
    return score.isPresent() && settings.minimize()
        ? OptionalDouble.of(-score.getAsDouble())
        : score;
  }

  /** The rung that a job ends at; of one from a time of other rungs the last before. */
  private int rung(Job job) {
    int rung = 0;
    while (rung < rungs.size() - 1 && rungs.get(rung + 1) <= job.to()) {
      rung++;
    }
    return rung;
  }
}
