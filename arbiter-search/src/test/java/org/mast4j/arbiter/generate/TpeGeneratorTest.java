package org.mast4j.arbiter.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.commons.math3.stat.inference.MannWhitneyUTest;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TpeGeneratorTest {
  /** As {@code make_optuna.py} has them. */
  private static final int SEEDS = 40;

  private static final int TRIALS = 50;
  private static final double CERTAIN = 0.01;

  /** Below it two samples aren't held for alike. */
  private static final double UNLIKE = 0.05;

  @ParameterizedTest
  @EnumSource
  void findsMoreThanRandomSearch(Benchmark benchmark) {
    double[] tpe = best(benchmark, space -> new TpeGenerator(space, 10, true));
    double[] random = best(benchmark, RandomSearchGenerator::new);
    assertThat(mean(tpe)).isLessThan(mean(random));
    assertThat(new MannWhitneyUTest().mannWhitneyUTest(tpe, random)).isLessThan(CERTAIN);
  }

  @ParameterizedTest
  @EnumSource
  void findsAsMuchAsOptuna(Benchmark benchmark) throws IOException {
    double[] ours = best(benchmark, space -> new TpeGenerator(space, 10, true));
    double[] theirs = optuna(benchmark);
    boolean better = mean(ours) <= mean(theirs);
    assertThat(better || new MannWhitneyUTest().mannWhitneyUTest(ours, theirs) > UNLIKE)
        .as("mean %.4f beside Optuna's %.4f", mean(ours), mean(theirs))
        .isTrue();
  }

  private static double[] optuna(Benchmark benchmark) throws IOException {
    try (InputStream json = TpeGeneratorTest.class.getResourceAsStream("optuna.json")) {
      JsonNode tpe =
          new ObjectMapper()
              .readTree(json)
              .path(benchmark.name().toLowerCase(Locale.ROOT))
              .path("tpe");
      return StreamSupport.stream(tpe.spliterator(), false)
          .mapToDouble(JsonNode::asDouble)
          .toArray();
    }
  }

  private static double mean(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  /** The least that is found at each seed. */
  private static double[] best(
      Benchmark benchmark, Function<Benchmark.Space, CandidateGenerator> generators) {
    return IntStream.range(0, SEEDS)
        .mapToDouble(
            seed -> {
              CandidateGenerator generator = generators.apply(benchmark.space());
              generator.setRngSeed(seed);
              return scores(benchmark, generator, TRIALS).stream()
                  .mapToDouble(Double::doubleValue)
                  .min()
                  .orElseThrow();
            })
        .toArray();
  }

  private static List<Double> scores(
      Benchmark benchmark, CandidateGenerator generator, int trials) {
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      Candidate<?> candidate = generator.getCandidate();
      double score = benchmark.at(candidate.getValue());
      generator.reportResults(result(candidate, score, null));
      scores.add(score);
    }
    return scores;
  }

  private static OptimizationResult result(Candidate<?> candidate, double score, Graded graded) {
    return new OptimizationResult(candidate, score, candidate.getIndex(), graded, null, null);
  }

  @Test
  void aCandidateDependsOnTheSeedItsNumberAndTheResultsAlone() {
    TpeGenerator one = generator(1);
    TpeGenerator other = generator(1);
    List<Candidate<?>> told = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      Candidate<?> candidate = one.getCandidate();
      assertThat(other.getCandidate().getFlatParameters()).isEqualTo(candidate.getFlatParameters());
      told.add(candidate);
    }
    told.forEach(c -> one.reportResults(result(c, Benchmark.BRANIN.at(c.getValue()), null)));
    Collections.reverse(told);
    told.forEach(c -> other.reportResults(result(c, Benchmark.BRANIN.at(c.getValue()), null)));
    double[] point = one.getCandidate().getFlatParameters();
    assertThat(other.getCandidate().getFlatParameters()).isEqualTo(point);
    assertThat(generator(2).getCandidate().getFlatParameters())
        .isNotEqualTo(generator(1).getCandidate().getFlatParameters());
  }

  private static TpeGenerator generator(long seed) {
    TpeGenerator generator = new TpeGenerator(Benchmark.BRANIN.space(), 10, true);
    generator.setRngSeed(seed);
    return generator;
  }

  @Test
  void whoWasTrainedFurtherCountsMore() {
    TpeGenerator generator = generator(1);
    for (int i = 0; i < 60; i++) {
      Candidate<?> candidate = generator.getCandidate();
      double x = candidate.getFlatParameters()[0];
      boolean far = x > 0.8;
      // what was trained further scores worse, as it is far from the others' least value
      generator.reportResults(result(candidate, far ? 1 : x, () -> far ? 2 : 1));
    }
    double[] last =
        IntStream.range(0, 20)
            .mapToDouble(i -> generator.getCandidate().getFlatParameters()[0])
            .toArray();
    assertThat(mean(last)).isGreaterThan(0.7);
  }
}
