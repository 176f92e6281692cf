package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.junit.jupiter.api.Test;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.PatchDrop.Mode;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.ast.AstConfig;

class SearchSpaceTest {
  private static final SsMastConfig METHOD = SsMastConfig.paper().withSteps(20).withBatchSize(64);
  private static final Pretraining BASE =
      new Pretraining(new PretrainingSettings(Architectures.preset("mast-nano"), METHOD));
  private static final List<Dimension> DIMENSIONS =
      List.of(
          Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-4, 1e-2),
          Dimension.range("temperature", double.class, Scale.LOGARITHMIC, 0.05, 0.5),
          Dimension.range("patchDrop", double.class, Scale.LINEAR, 0.0, 0.5),
          Dimension.range("cropStrength", double.class, Scale.LINEAR, 0.0, 2.0));

  private static SearchConfig search(long seed) {
    return new SearchConfig(new SearchBudget(3, 1.5, seed), BASE, DIMENSIONS);
  }

  private static OptimizationConfiguration arbiter(long seed) {
    return SearchRunner.configuration(search(seed));
  }

  private static List<SearchPoint> draw(OptimizationConfiguration arbiter, int count) {
    CandidateGenerator generator = arbiter.getCandidateGenerator();
    return Stream.generate(() -> (SearchPoint) generator.getCandidate().getValue())
        .limit(count)
        .toList();
  }

  @Test
  void middleOfTheCubeIsTheMiddleOfEachScale() {
    SearchSpace space = SearchSpace.of(BASE, DIMENSIONS);
    new RandomSearchGenerator(space); // which gives the leaves their indices

    SsMastConfig middle = drawn(space, 0.5, 0.5, 0.5, 0.5);

    assertThat(middle.learningRate()).isCloseTo(1e-3, within(1e-9));
    assertThat(middle.temperature()).isCloseTo(Math.sqrt(0.025), within(1e-9));
    assertThat(middle.patchDrop()).isCloseTo(0.25, within(1e-9));
    assertThat(middle.crop()).isEqualTo(METHOD.crop());
    assertThat(middle.steps()).isEqualTo(20);
  }

  private static SsMastConfig drawn(SearchSpace space, double... unitCube) {
    return (SsMastConfig) settings(space, unitCube).method();
  }

  private static PretrainingSettings settings(SearchSpace space, double... unitCube) {
    return TinySearch.pretraining(space.candidate(space.getValue(unitCube).values()));
  }

  @Test
  void cropStrengthGoesFromNoneToTwice() {
    assertThat(METHOD.withCropStrength(0).crop()).isEqualTo(CropConfig.none());
    CropConfig twice = METHOD.withCropStrength(2).crop();
    assertThat(twice.minScaleMels()).isCloseTo(0.2, within(1e-9));
    assertThat(twice.maxScaleFrames()).isCloseTo(2.0, within(1e-9));
    assertThat(twice.canvasFrames()).isCloseTo(2.0, within(1e-9));
  }

  @Test
  void whatIsNotSearchedStaysAsItIs() {
    SearchSpace space =
        SearchSpace.of(
            BASE, List.of(Dimension.range("patchDrop", double.class, Scale.LINEAR, 0.3, 0.4)));
    new RandomSearchGenerator(space);

    assertThat(space.numParameters()).isEqualTo(1);
    assertThat(drawn(space, 0.5)).isEqualTo(METHOD.withPatchDrop(drawn(space, 0.5).patchDrop()));
  }

  @Test
  void wholeNumbersTruthValuesEnumsAndTheEncodersFieldsAreSearched() {
    Pretraining base =
        new Pretraining(
            new PretrainingSettings(Architectures.preset("ast-nano"), METHOD.withWarmupSteps(0)));
    List<Dimension> dimensions =
        List.of(
            Dimension.range("batchSize", int.class, Scale.LOGARITHMIC, 2, 64),
            Dimension.choice("patchDropMode", Mode.class, List.of("GRID", "MASK")),
            Dimension.range("seed", long.class, Scale.LINEAR, 1L, 3L),
            Dimension.range("encoder.layers", int.class, Scale.LINEAR, 1, 3),
            Dimension.choice("encoder.qkvBias", boolean.class, List.of(false, true)));
    SearchSpace space = SearchSpace.of(base, dimensions);
    new RandomSearchGenerator(space);

    PretrainingSettings low = settings(space, 0, 0, 0, 0, 0);
    PretrainingSettings high = settings(space, 1, 1, 1, 1, 1);

    assertThat(low.method())
        .isEqualTo(METHOD.withWarmupSteps(0).withBatchSize(2).withPatchDropMode(Mode.GRID));
    assertThat(high.method())
        .isEqualTo(METHOD.withWarmupSteps(0).withPatchDropMode(Mode.MASK).withSeed(3));
    AstConfig shallow = (AstConfig) low.encoder();
    assertThat(shallow.layers()).isEqualTo(1);
    assertThat(shallow.qkvBias()).isFalse();
    AstConfig deep = (AstConfig) high.encoder();
    assertThat(deep.layers()).isEqualTo(3);
    assertThat(deep.qkvBias()).isTrue();
  }

  @Test
  void whatDependsOnAnotherIsThereWithThatAlone() {
    List<Dimension> dimensions =
        List.of(
            Dimension.choice("crop", CropConfig.class, List.of("published", "none")),
            new Dimension(
                "patchDrop",
                double.class,
                Scale.LINEAR,
                List.of(0.0, 0.5),
                true,
                List.of(new Condition("crop", List.of("none"), false))),
            new Dimension(
                "temperature",
                double.class,
                Scale.LOGARITHMIC,
                List.of(0.05, 0.5),
                true,
                List.of(new Condition("patchDrop", List.of(0.25, 0.5), true))));
    SearchSpace space = SearchSpace.of(BASE, dimensions);
    new RandomSearchGenerator(space);

    assertThat(space.getValue(new double[] {0, 1, 1}).values()).containsOnlyKeys("crop");
    assertThat(space.getValue(new double[] {1, 0.1, 1}).values())
        .containsOnlyKeys("crop", "patchDrop");
    assertThat(space.getValue(new double[] {1, 1, 1}).values())
        .containsOnlyKeys("crop", "patchDrop", "temperature");
    assertThat(space.active(new double[] {1, 0.1, 1})).containsExactly(true, true, false);
    assertThat(drawn(space, 0, 1, 1).patchDrop()).isEqualTo(METHOD.patchDrop());
  }

  @Test
  void aPointIsFoundAgainByItsValues() {
    List<Dimension> dimensions =
        List.of(
            Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-4, 1e-2),
            Dimension.range("batchSize", int.class, Scale.LOGARITHMIC, 2, 64),
            Dimension.range("seed", long.class, Scale.LINEAR, 1L, 30L),
            Dimension.choice("patchDropMode", Mode.class, List.of("GRID", "MASK")),
            Dimension.choice("queueSize", int.class, List.of(0, 64, 256)));
    SearchSpace space = SearchSpace.of(BASE, dimensions);
    new RandomSearchGenerator(space);
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 200; i++) {
      SearchPoint drawn = space.getValue(random.doubles(5).toArray());
      SearchPoint again = space.getValue(space.point(drawn.values()));
      assertThat((double) again.values().remove("learningRate"))
          .isCloseTo((double) drawn.values().remove("learningRate"), withinPercentage(1e-9));
      assertThat(again).isEqualTo(drawn);
    }
  }

  /** What the first release drew for examples' quick.yaml. */
  @Test
  void aSearchOfBeforeDrawsTheSameCandidates() throws IOException {
    SearchConfig quick =
        SearchConfig.read(Path.of("../examples/src/main/resources/search/quick.yaml"));

    List<SearchPoint> drawn = draw(SearchRunner.configuration(quick), 2);

    assertThat(drawn)
        .extracting(point -> List.copyOf(point.values().values()))
        .containsExactly(
            List.of(
                0.0012011457531265492,
                0.07712622343597779,
                0.10385742065485853,
                0.8327170559595112),
            List.of(
                0.0026883934164220725, 0.03042554995159637, 0.48185239851160383, 1.43986538878191));
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
