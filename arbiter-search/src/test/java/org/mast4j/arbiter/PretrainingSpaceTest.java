package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.PatchDrop.Mode;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.ast.AstConfig;

class PretrainingSpaceTest {
  private static final SsMastConfig METHOD = SsMastConfig.paper().withSteps(20).withBatchSize(64);
  private static final PretrainingSettings BASE =
      new PretrainingSettings(Architectures.preset("mast-nano"), METHOD);
  private static final List<Dimension> DIMENSIONS =
      List.of(
          new Dimension("learningRate", double.class, Scale.LOGARITHMIC, List.of(1e-4, 1e-2)),
          new Dimension("temperature", double.class, Scale.LOGARITHMIC, List.of(0.05, 0.5)),
          new Dimension("patchDrop", double.class, Scale.LINEAR, List.of(0.0, 0.5)),
          new Dimension("cropStrength", double.class, Scale.LINEAR, List.of(0.0, 2.0)));

  private static SearchConfig search(long seed) {
    return new SearchConfig(new SearchBudget(3, 1.5, seed), BASE, DIMENSIONS);
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
    PretrainingSpace space = PretrainingSpace.of(BASE, DIMENSIONS);
    new RandomSearchGenerator(space); // which gives the leaves their indices

    SsMastConfig middle = drawn(space, 0.5, 0.5, 0.5, 0.5);

    assertThat(middle.learningRate()).isCloseTo(1e-3, within(1e-9));
    assertThat(middle.temperature()).isCloseTo(Math.sqrt(0.025), within(1e-9));
    assertThat(middle.patchDrop()).isCloseTo(0.25, within(1e-9));
    assertThat(middle.crop()).isEqualTo(METHOD.crop());
    assertThat(middle.steps()).isEqualTo(20);
  }

  private static SsMastConfig drawn(PretrainingSpace space, double... unitCube) {
    return (SsMastConfig) space.settings(space.getValue(unitCube)).method();
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
    PretrainingSpace space =
        PretrainingSpace.of(
            BASE,
            List.of(new Dimension("patchDrop", double.class, Scale.LINEAR, List.of(0.3, 0.4))));
    new RandomSearchGenerator(space);

    assertThat(space.numParameters()).isEqualTo(1);
    assertThat(drawn(space, 0.5)).isEqualTo(METHOD.withPatchDrop(drawn(space, 0.5).patchDrop()));
  }

  @Test
  void wholeNumbersTruthValuesEnumsAndTheEncodersFieldsAreSearched() {
    PretrainingSettings base =
        new PretrainingSettings(Architectures.preset("ast-nano"), METHOD.withWarmupSteps(0));
    List<Dimension> dimensions =
        List.of(
            new Dimension("batchSize", int.class, Scale.LOGARITHMIC, List.of(2, 64)),
            new Dimension("patchDropMode", Mode.class, Scale.LINEAR, List.of("GRID", "MASK")),
            new Dimension("seed", long.class, Scale.LINEAR, List.of(1L, 3L)),
            new Dimension("encoder.layers", int.class, Scale.LINEAR, List.of(1, 3)),
            new Dimension("encoder.qkvBias", boolean.class, Scale.LINEAR, List.of(false, true)));
    PretrainingSpace space = PretrainingSpace.of(base, dimensions);
    new RandomSearchGenerator(space);

    PretrainingSettings low = space.settings(space.getValue(new double[] {0, 0, 0, 0, 0}));
    PretrainingSettings high = space.settings(space.getValue(new double[] {1, 1, 1, 1, 1}));

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

  /** What the first release drew for examples' quick.yaml. */
  @Test
  void aSearchOfBeforeDrawsTheSameCandidates() throws IOException {
    SearchConfig quick =
        SearchConfig.read(Path.of("../examples/src/main/resources/search/quick.yaml"));

    List<SearchPoint> drawn = draw(SearchRunner.configuration(quick, new TrialFiles("out")), 2);

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
