package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.ToneClips;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PooledProbeTest {
  private static final int TOKENS = 6;
  private static final int WIDTH = 4;

  /** Classes differ in the pooling of that name, and in none that is simpler. */
  @ParameterizedTest
  @EnumSource(Pooling.class)
  void validationChoosesThePoolingThatTellsClassesApart(Pooling informative) {
    PooledProbe.Clips train = clips(informative, 90, 1);
    PooledProbe.Clips validation = clips(informative, 60, 2);
    PooledProbe.Clips test = clips(informative, 60, 3);
    PooledProbe probe = PooledProbe.fit(train, validation, 2);
    assertThat(probe.pooling()).isGreaterThanOrEqualTo(informative);
    int[] predictions = probe.predict(test.features());
    assertThat(LinearProbe.accuracy(predictions, test.labels())).isGreaterThan(0.9);
  }

  @Test
  void ofThoseAsAccurateTheSurerOneIsChosen() {
    PooledProbe.Clips train = clips(Pooling.MEAN, 90, 1);
    PooledProbe.Clips validation = clips(Pooling.MEAN, 60, 2);
    PooledProbe probe = PooledProbe.fit(train, validation, 2);
    LinearProbe.Fit ofMean =
        LinearProbe.fit(
            new LinearProbe.Split(train.features().byPooling().get(Pooling.MEAN), train.labels()),
            new LinearProbe.Split(
                validation.features().byPooling().get(Pooling.MEAN), validation.labels()),
            2);
    assertThat(probe.fit().accuracy()).isEqualTo(ofMean.accuracy());
    assertThat(probe.fit().loss()).isLessThan(ofMean.loss());
  }

  @Test
  void whatTooLittleMemoryLeavesOutIsNotChosen() {
    PooledProbe.Clips all = clips(Pooling.TOKENS, 60, 1);
    Map<Pooling, INDArray> few = new EnumMap<>(all.features().byPooling());
    few.remove(Pooling.TOKENS);
    PooledProbe.Clips train = new PooledProbe.Clips(new PooledFeatures(few), all.labels());
    assertThat(PooledProbe.fit(train, all, 2).pooling()).isNotEqualTo(Pooling.TOKENS);
  }

  static List<EncoderConfig> encoders() {
    return TinyEncoders.all().toList();
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void featuresAreTheEmbeddingTheMomentsTheStagesAndTheTokens(EncoderConfig config) {
    List<Spectrogram> clips = ToneClips.make(config.grid(), 5, 1).logMels();
    try (EncoderGraph encoder = EncoderGraph.encoder(config, 1);
        PooledFeatures features = PooledFeatures.of(encoder, clips)) {
      INDArray tokens = BatchedOutputs.tokens(encoder, clips); // [n, N', D]
      int leading = config.leadingTokens();
      long count = tokens.size(1);
      int width = config.outputWidth();
      assertThat(features.byPooling().get(Pooling.MEAN))
          .isEqualTo(BatchedOutputs.pooled(encoder, clips));
      assertThat(features.byPooling().get(Pooling.TOKENS))
          .isEqualTo(tokens.reshape('c', 5, count * width));
      INDArray moments = features.byPooling().get(Pooling.MEAN_DEVIATION);
      assertThat(moments.shape()).containsExactly(5, 2 * width);
      double[] ofOne =
          IntStream.range(leading, (int) count)
              .mapToDouble(token -> tokens.getDouble(3, token, 1))
              .toArray();
      double mean =
          IntStream.range(0, ofOne.length).mapToDouble(i -> ofOne[i]).average().orElseThrow();
      double square =
          IntStream.range(0, ofOne.length)
              .mapToDouble(i -> (ofOne[i] - mean) * (ofOne[i] - mean))
              .average()
              .orElseThrow();
      assertThat(moments.getDouble(3, 1)).isCloseTo(mean, within(1e-5));
      assertThat(moments.getDouble(3, width + 1)).isCloseTo(Math.sqrt(square), within(1e-5));
      requireLastRow(config, tokens, features.byPooling().get(Pooling.STAGES));
    }
  }

  /** The last values of a clip's stages: deviation over time of the last row of the last grid. */
  private static void requireLastRow(EncoderConfig config, INDArray tokens, INDArray stages) {
    TokenGrid patches = TokenGrid.of(config.grid());
    List<BlockSize> blocks = config.blocks(patches);
    int sum =
        config.stageEnds(patches).stream()
            .map(blocks::get)
            .mapToInt(s -> 2 * s.output().rows() * s.outputWidth())
            .sum();
    assertThat(stages.shape()).containsExactly(5, sum);
    int count = (int) tokens.size(1);
    int columns = blocks.get(blocks.size() - 1).output().columns();
    int width = config.outputWidth();
    double[] row =
        IntStream.range(count - columns, count)
            .mapToDouble(token -> tokens.getDouble(2, token, width - 1))
            .toArray();
    double mean = Arrays.stream(row).average().orElseThrow();
    double square = Arrays.stream(row).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(stages.getDouble(2, sum - 1)).isCloseTo(Math.sqrt(square), within(1e-5));
    int rows = blocks.get(blocks.size() - 1).output().rows();
    assertThat(stages.getDouble(2, sum - 1 - rows * width)).isCloseTo(mean, within(1e-5));
  }

  @Test
  void rowsAreThoseOfTheClips() {
    PooledFeatures all = clips(Pooling.MEAN, 8, 1).features();
    PooledFeatures some = all.of(new int[] {5, 0});
    for (Pooling pooling : Pooling.values()) {
      INDArray of = all.byPooling().get(pooling);
      assertThat(some.byPooling().get(pooling))
          .isEqualTo(Nd4j.vstack(of.getRow(5, true), of.getRow(0, true)));
    }
  }

  /**
   * Of class 1, all tokens are shifted (mean), they swing (deviation), the rows of the grid are
   * shifted against one another (stages), or two tokens of a row are, which moves none of these.
   */
  private static PooledProbe.Clips clips(Pooling informative, int count, long seed) {
    Random random = new Random(seed);
    float[][][] tokens = new float[count][TOKENS][WIDTH];
    int[] labels = new int[count];
    for (int clip = 0; clip < count; clip++) {
      labels[clip] = clip % 2;
      for (int t = 0; t < TOKENS; t++) {
        for (int d = 0; d < WIDTH; d++) {
          double shift =
              switch (informative) {
                case MEAN -> 3 * labels[clip];
                case MEAN_DEVIATION -> 0;
                case STAGES -> t < TOKENS / 2 == (labels[clip] == 1) ? 2 : -2;
                case TOKENS -> t > 1 ? 0 : t == labels[clip] ? 4 : -4;
              };
          double scale = informative == Pooling.MEAN_DEVIATION && labels[clip] == 1 ? 4 : 1;
          tokens[clip][t][d] = (float) (shift + scale * random.nextGaussian());
        }
      }
    }
    INDArray array = Nd4j.createFromArray(tokens);
    Map<Pooling, INDArray> features = new EnumMap<>(Pooling.class);
    Pooling.Stage stage = new Pooling.Stage(array, new TokenGrid(2, TOKENS / 2));
    Pooling.Output output = new Pooling.Output(array.mean(1), List.of(stage), 0);
    for (Pooling pooling : Pooling.values()) {
      features.put(pooling, pooling.apply(output));
    }
    return new PooledProbe.Clips(new PooledFeatures(features), labels);
  }
}
