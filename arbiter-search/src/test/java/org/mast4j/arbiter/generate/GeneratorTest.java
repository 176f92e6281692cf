package org.mast4j.arbiter.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {
  static Stream<Generator> generators() {
    return Stream.of(new Random(), new Grid(4), new Genetic(6), new Tpe(5));
  }

  private static ParameterSpace<?> space() {
    return Benchmark.HARTMANN6.space();
  }

  private static List<List<Double>> points(CandidateGenerator generator, int count) {
    List<List<Double>> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Candidate<?> candidate = generator.getCandidate();
      assertThat(candidate.getIndex()).isEqualTo(i);
      double[] point = candidate.getFlatParameters();
      points.add(Arrays.stream(point).boxed().toList());
      double score = Benchmark.HARTMANN6.at(candidate.getValue());
      generator.reportResults(new OptimizationResult(candidate, score, i, null, null, null));
    }
    return points;
  }

  @ParameterizedTest
  @MethodSource("generators")
  void theSameSeedAndResultsGiveTheSameCandidates(Generator generator) {
    List<List<Double>> points = points(generator.create(space(), 1, true), 30);
    assertThat(points(generator.create(space(), 1, true), 30)).isEqualTo(points);
    assertThat(points).doesNotHaveDuplicates();
    if (!(generator instanceof Grid)) {
      assertThat(points(generator.create(space(), 2, true), 30)).isNotEqualTo(points);
    }
  }

  @ParameterizedTest
  @MethodSource("generators")
  void arbitersJsonHoldsIt(Generator generator) throws Exception {
    ParameterSpace<?> leaf = new ContinuousParameterSpace(0, 1);
    CandidateGenerator made = generator.create(leaf, 7, true);
    String json = JsonMapper.getMapper().writeValueAsString(made);
    CandidateGenerator read = JsonMapper.getMapper().readValue(json, CandidateGenerator.class);
    read.setRngSeed(7); // as whoever reads Arbiter's JSON has to
    for (int i = 0; i < 4; i++) {
      assertThat(read.getCandidate().getFlatParameters())
          .isEqualTo(made.getCandidate().getFlatParameters());
    }
  }

  @Test
  void aGridHasEveryCombinationOnce() {
    Benchmark.Space space =
        new Benchmark.Space(
            new DiscreteParameterSpace<>("a", "b"), new ContinuousParameterSpace(0, 1));
    CandidateGenerator grid = new Grid(3).create(space, 1, false);
    List<Object> values = new ArrayList<>();
    while (grid.hasMoreCandidates()) {
      values.add(grid.getCandidate().getValue());
    }
    assertThat(values)
        .containsExactlyInAnyOrder(
            List.of("a", 0.0),
            List.of("a", 0.5),
            List.of("a", 1.0),
            List.of("b", 0.0),
            List.of("b", 0.5),
            List.of("b", 1.0));
  }

  @Test
  void aGridBeyondCountingIsRefused() {
    assertThatThrownBy(() -> new Grid(100).create(space(), 1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("search fewer keys or values");
  }

  @Test
  void theGeneticOneBreedsTheBetterHalf() {
    CandidateGenerator generator = new Genetic(8).create(space(), 3, true);
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      Candidate<?> candidate = generator.getCandidate();
      double score = Benchmark.HARTMANN6.at(candidate.getValue());
      generator.reportResults(new OptimizationResult(candidate, score, i, null, null, null));
      scores.add(score);
    }
    assertThat(mean(scores, 60, 80)).isLessThan(mean(scores, 0, 8));
  }

  private static double mean(List<Double> values, int from, int to) {
    return IntStream.range(from, to).mapToDouble(values::get).average().orElseThrow();
  }
}
