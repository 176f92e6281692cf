package org.mast4j.arbiter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What pruning saves on 64 real trainings: learning-curves.csv, made by
 * src/test/oracle/learning_curves.py.
 */
class LearningCurvesTest {
  private static final int CANDIDATES = 64;
  private static final int WHOLE = 180;

  /** Of which each is a search of the same candidates, made up in another order. */
  private static final int ORDERS = 20;

  /** The score after so many steps, of each candidate. */
  private static final List<Map<Integer, Double>> CURVES = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                LearningCurvesTest.class.getResourceAsStream("learning-curves.csv"),
                StandardCharsets.UTF_8))) {
      List<String> heading = Arrays.asList(lines.readLine().split(","));
      int first = heading.indexOf("20");
      lines
          .lines()
          .map(line -> line.split(","))
          .forEach(row -> CURVES.add(curve(heading, first, row)));
    }
    assertThat(CURVES).hasSize(CANDIDATES);
  }

  private static Map<Integer, Double> curve(List<String> heading, int first, String[] row) {
    Map<Integer, Double> curve = new HashMap<>();
    for (int i = first; i < row.length; i++) {
      curve.put(Integer.parseInt(heading.get(i)), Double.parseDouble(row[i]));
    }
    return curve;
  }

  /** What a search came to: its best score at the end, and what it cost. */
  private record Found(double best, int steps) {}

  private static Found search(Pruner pruner, List<Map<Integer, Double>> curves, int lag) {
    int[] made = {0};
    Plan.Suggestions suggestions =
        new Plan.Suggestions() {
          @Override
          public boolean hasNext() {
            return made[0] < CANDIDATES;
          }

          @Override
          public void next(int candidate) {
            made[0]++;
          }

          @Override
          public void tell(Job job, Outcome outcome) {}
        };
    Plan plan =
        new Plan(suggestions, new PlanSettings(Optional.of(pruner), WHOLE, CANDIDATES, false, lag));
    Deque<Job> running = new ArrayDeque<>();
    double best = 0;
    int steps = 0;
    while (true) {
      Optional<Job> next = running.size() < lag ? plan.next() : Optional.empty();
      next.ifPresent(running::add);
      if (next.isEmpty()) {
        if (running.isEmpty()) {
          return new Found(best, steps);
        }
        Job ended = running.remove();
        double score = curves.get(ended.candidate()).get(ended.to());
        plan.finished(ended, Outcome.scored(score));
        steps += ended.to() - ended.from();
        best = ended.to() == WHOLE ? Math.max(best, score) : best;
      }
    }
  }

  private static double bestOfAll() {
    return CURVES.stream().mapToDouble(curve -> curve.get(WHOLE)).max().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void halvingReachesTheBestOfAllAtLessThanHalfOfTheSteps(int workersAtOnce) {
    for (int order = 0; order < ORDERS; order++) {
      List<Map<Integer, Double>> curves = new ArrayList<>(CURVES);
      Collections.shuffle(curves, new Random(order));
      Found found = search(new Halving(), curves, workersAtOnce);
      assertThat(found.best()).as("order %d", order).isEqualTo(bestOfAll());
      assertThat(found.steps()).as("order %d", order).isLessThan(CANDIDATES * WHOLE / 2);
    }
  }
}
