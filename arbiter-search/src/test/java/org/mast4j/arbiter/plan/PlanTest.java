package org.mast4j.arbiter.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {
  private static final int WHOLE = 90;
  private static final int LAG = 5;

  static Stream<Optional<Pruner>> pruners() {
    return Stream.of(
        Optional.empty(), Optional.of(new Halving(3, 3)), Optional.of(new Median(4, 3)));
  }

  private static PlanSettings settings(Optional<Pruner> pruner, int candidates) {
    return new PlanSettings(pruner, WHOLE, candidates, false, LAG);
  }

  /** Suggestions that depend on all they were told, as a learning generator's do. */
  private static final class Learner implements Plan.Suggestions {
    private final List<Integer> qualities = new ArrayList<>();
    private int state = 17;

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public void next(int candidate) {
      assertThat(candidate).isEqualTo(qualities.size());
      qualities.add(Math.floorMod(state = state * 31 + candidate, 1000));
    }

    @Override
    public void tell(Job job, Outcome outcome) {
      state = 31 * state + outcome.hashCode();
    }

    Outcome outcome(Job job) {
      int quality = qualities.get(job.candidate());
      return quality % 10 == 9
          ? Outcome.failed("bad luck")
          : Outcome.scored(quality + job.to() / 100.0);
    }
  }

  private record Running(Job job, int end) {}

  /** All jobs in the order of decision, done by some workers that take so long each. */
  private static List<Job> jobs(PlanSettings settings, int workers, IntUnaryOperator duration) {
    Learner learner = new Learner();
    return jobs(new Plan(learner, settings), learner, workers, duration, Integer.MAX_VALUE);
  }

  /** As above, until a number of jobs has ended. */
  private static List<Job> jobs(
      Plan plan, Learner learner, int workers, IntUnaryOperator duration, int most) {
    List<Job> jobs = new ArrayList<>();
    PriorityQueue<Running> running =
        new PriorityQueue<>(
            Comparator.comparingInt(Running::end).thenComparing(r -> r.job().number()));
    int now = 0;
    for (int done = 0; done < most && !plan.ended(); done++) {
      while (running.size() < workers) {
        Optional<Job> next = plan.next();
        if (next.isEmpty()) {
          break;
        }
        jobs.add(next.get());
        running.add(new Running(next.get(), now + duration.applyAsInt(next.get().number())));
      }
      Running first = running.remove();
      now = first.end();
      plan.finished(first.job(), learner.outcome(first.job()));
    }
    return jobs;
  }

  @ParameterizedTest
  @MethodSource("pruners")
  void theSameJobsWithAnyTimingAndAnyNumberOfWorkers(Optional<Pruner> pruner) {
    List<Job> alone = jobs(settings(pruner, 30), 1, number -> 1);
    for (int workers = 1; workers <= LAG; workers++) {
      for (int seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        int[] durations = random.ints(1000, 1, 50).toArray();
        assertThat(jobs(settings(pruner, 30), workers, number -> durations[number]))
            .isEqualTo(alone);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pruners")
  void takenUpAgainItGoesOnAsIfNothingHadHappened(Optional<Pruner> pruner) {
    List<Job> whole = jobs(settings(pruner, 30), 2, number -> 1 + number % 7);
    for (int most = 0; most < whole.size(); most++) {
      Learner before = new Learner();
      Plan interrupted = new Plan(before, settings(pruner, 30));
      List<Job> jobs = jobs(interrupted, before, 2, number -> 1 + number % 7, most);
      Learner learner = new Learner();
      Plan plan = new Plan(learner, settings(pruner, 30));
      int known = most;
      List<Job> unfinished = new ArrayList<>();
      for (Job job : jobs) {
        boolean done = known-- > 0; // those that began first, as good as any others
        plan.restore(job, done ? Optional.of(before.outcome(job)) : Optional.empty());
        if (!done) {
          unfinished.add(job);
        }
      }
      unfinished.forEach(job -> plan.finished(job, before.outcome(job)));
      List<Job> all = new ArrayList<>(jobs);
      all.addAll(jobs(plan, learner, 2, number -> 1, Integer.MAX_VALUE));
      assertThat(all).isEqualTo(whole);
    }
  }

  @Test
  void withoutAPrunerEveryCandidateIsTrainedToTheEnd() {
    assertThat(jobs(settings(Optional.empty(), 7), 1, number -> 1))
        .hasSize(7)
        .allMatch(job -> job.from() == 0 && job.to() == WHOLE);
  }

  @Test
  void halvingTrainsAThirdFurtherAndNoneTwice() {
    List<Job> jobs = jobs(settings(Optional.of(new Halving(3, 3)), 27), 1, number -> 1);
    assertThat(jobs).extracting(Job::to).containsOnly(10, 30, 90);
    assertThat(jobs).filteredOn(job -> job.to() == 10).hasSize(27);
    assertThat(jobs).filteredOn(job -> job.to() == 30).hasSizeBetween(7, 12);
    assertThat(jobs).filteredOn(job -> job.to() == 90).hasSizeBetween(1, 3);
    assertThat(jobs.stream().map(job -> job.candidate() + " " + job.from()))
        .doesNotHaveDuplicates();
  }

  @Test
  void thousandsOfJobsAreDecidedOn() {
    assertThat(jobs(settings(Optional.of(new Halving(3, 3)), 3000), 3, number -> 1))
        .hasSizeGreaterThan(4000);
  }

  @Test
  void oneCandidateAtLeastIsTrainedToTheEnd() {
    List<Job> jobs = jobs(settings(Optional.of(new Halving(3, 3)), 2), 2, number -> 1);
    assertThat(jobs).extracting(Job::to).containsExactly(10, 10, 30, 90);
    assertThat(jobs.get(3).candidate()).isEqualTo(jobs.get(2).candidate());
  }

  @Test
  void whoIsBelowTheMedianOfThoseBeforeStops() {
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      standings.add(new Standing(i, 0, OptionalDouble.of(i), true));
    }
    standings.add(new Standing(4, 0, OptionalDouble.of(1.4), false));
    assertThat(new Median(4, 4).promoted(standings, 4)).isEmpty();
    standings.add(new Standing(5, 0, OptionalDouble.of(1.5), false));
    assertThat(new Median(4, 4).promoted(standings, 4)).contains(standings.get(5));
  }

  @Test
  void theLowerScoreIsTheBetterWhereItIsMinimized() {
    Learner learner = new Learner();
    Plan plan =
        new Plan(learner, new PlanSettings(Optional.of(new Halving(3, 2)), WHOLE, 3, true, 1));
    for (double score : new double[] {3, 1, 2}) {
      plan.finished(plan.next().orElseThrow(), Outcome.scored(score));
    }
    assertThat(plan.next().orElseThrow().candidate()).isOne();
  }

  @Test
  void rungsThatDontSuitTheWholeAreRefused() {
    assertThatThrownBy(() -> new Halving(3, 6).rungs(90))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("so few that the lowest of 90 steps or epochs has one at least");
    assertThatThrownBy(() -> new Median(4, 1).rungs(3)).hasMessageContaining("at most the 3 steps");
    assertThat(new Median(4, 1).rungs(90)).containsExactly(22, 45, 67, 90);
  }
}
