package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.Architectures;

class SsMastSpaceTest {
  private static final SsMastConfig BASE = SsMastConfig.paper().withSteps(20).withBatchSize(64);
  private static final Map<Hyperparameter, Range> RANGES =
      Map.of(
          Hyperparameter.LEARNING_RATE, new Range(1e-4, 1e-2),
          Hyperparameter.TEMPERATURE, new Range(0.05, 0.5),
          Hyperparameter.PATCH_DROP, new Range(0, 0.5),
          Hyperparameter.CROP_STRENGTH, new Range(0, 2));

  private static SearchConfig search(long seed) {
    return new SearchConfig(3, 1.5, seed, Architectures.preset("mast-nano"), BASE, RANGES);
  }

  private static OptimizationConfiguration arbiter(long seed) {
    return SearchRunner.configuration(search(seed), new TrialFiles("out"));
  }

  private static List<SearchPoint> draw(OptimizationConfiguration arbiter, int count) {
    CandidateGenerator generator = arbiter.getCandidateGenerator();
    return Stream.generate(() -> (SearchPoint) generator.getCandidate().getValue())
        .limit(count)
        .toList();
  }

  @Test
  void middleOfTheCubeIsTheMiddleOfEachScale() {
    SsMastSpace space = SsMastSpace.of(BASE, RANGES);
    new RandomSearchGenerator(space); // which gives the leaves their indices

    SsMastConfig middle = space.config(space.getValue(new double[] {0.5, 0.5, 0.5, 0.5}));

    assertThat(middle.learningRate()).isCloseTo(1e-3, within(1e-9));
    assertThat(middle.temperature()).isCloseTo(Math.sqrt(0.025), within(1e-9));
    assertThat(middle.patchDrop()).isCloseTo(0.25, within(1e-9));
    assertThat(middle.crop()).isEqualTo(BASE.crop());
    assertThat(middle.steps()).isEqualTo(20);
  }

  @Test
  void cropStrengthGoesFromNoneToTwice() {
    assertThat(Hyperparameter.CROP_STRENGTH.set(BASE, 0).crop())
        .isEqualTo(new CropConfig(1, 1, 1, 1));
    CropConfig twice = Hyperparameter.CROP_STRENGTH.set(BASE, 2).crop();
    assertThat(twice.minScale()).isCloseTo(0.2, within(1e-9));
    assertThat(twice.maxScale()).isCloseTo(2.0, within(1e-9));
    assertThat(twice.canvasFrames()).isCloseTo(2.0, within(1e-9));
  }

  @Test
  void whatIsNotSearchedStaysAsItIs() {
    SsMastSpace space =
        SsMastSpace.of(BASE, Map.of(Hyperparameter.PATCH_DROP, new Range(0.3, 0.4)));
    new RandomSearchGenerator(space);

    assertThat(space.numParameters()).isEqualTo(1);
    SearchPoint point = space.getValue(new double[] {0.5});
    assertThat(space.config(point))
        .isEqualTo(BASE.withPatchDrop(point.values().get(Hyperparameter.PATCH_DROP)));
  }

  @Test
  void sameSeedDrawsTheSameCandidates() {
    assertThat(draw(arbiter(7), 5)).isEqualTo(draw(arbiter(7), 5)).doesNotHaveDuplicates();
    assertThat(draw(arbiter(8), 5)).isNotEqualTo(draw(arbiter(7), 5));
  }

  @Test
  void arbitersJsonRoundTrips() {
    OptimizationConfiguration written = arbiter(7);

    OptimizationConfiguration read = OptimizationConfiguration.fromJson(written.toJson());

    assertThat(read).isEqualTo(written);
    assertThat(read.toJson()).isEqualTo(written.toJson());
    assertThat(read.getTerminationConditions()).isEqualTo(written.getTerminationConditions());
    assertThat(read.getCandidateGenerator().getParameterSpace())
        .isEqualTo(written.getCandidateGenerator().getParameterSpace());
    // Arbiter writes the seed and doesn't give it to the generator that it reads.
    read.getCandidateGenerator().setRngSeed(read.getRngSeed());
    assertThat(draw(read, 4)).isEqualTo(draw(written, 4));
  }
}
