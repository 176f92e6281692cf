package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against timm's MultiScaleVit with random weights; oracle/make_mast.py says what each is. */
class MastOracleTest {
  private static final double TOLERANCE = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-3; // of a tensor's largest

  /**
   * A tensor whose gradient is 0 but for rounding, as the bias of normed keys, is compared to 0.
   */
  private static final double LEAST_GRADIENT = 1e-2;

  private static final int CLASSES = 5;

  static Stream<Arguments> models() {
    Map<String, MastConfig> models = new LinkedHashMap<>();
    models.put("spectrogram", timm(PatchGrid.of(64, 96), 12).withStages(List.of(1, 1, 1), 4, 1));
    models.put(
        "four-stages",
        timm(mvitPatches(32, 56), 16)
            .withStages(List.of(1, 1, 1, 1), List.of(4, 8, 8, 16), List.of(1, 2, 2, 4)));
    models.put(
        "expand-mlp",
        timm(smallPatches(16, 24), 22)
            .withStages(List.of(1, 2, 1), 4, 1)
            .withExpandAttention(false));
    models.put(
        "class-token",
        timm(smallPatches(16, 16), 16).withStages(List.of(1, 2, 1), 4, 1).withClassToken(true));
    models.put(
        "class-token-mean",
        timm(mvitPatches(32, 32), 8)
            .withStages(List.of(1, 1, 1), 4, 1)
            .withExpandAttention(false)
            .withClassToken(true)
            .withGlobalPool(GlobalPool.MEAN)
            .withAbsolutePositions(true));
    models.put(
        "plain",
        timm(smallPatches(18, 20), 12)
            .withStages(List.of(2, 1), 8, 2)
            .withResidualPooling(false)
            .withQkvBias(false)
            .withMlpRatio(2.6)
            .withLayerNormEpsilon(1e-3));
    models.put(
        "own-stages",
        timm(smallPatches(20, 28), 18)
            .withStages(List.of(1, 1, 2), List.of(8, 8, 12), List.of(2, 1, 3))
            .withStrides(List.of(), List.of(of(4, 2), of(2, 3), of(1, 1))));
    models.put(
        "own-strides",
        timm(smallPatches(36, 34), 36)
            .withStages(List.of(1, 1, 1), 4, 1)
            .withPoolKernel(of(5, 3))
            .withAdaptiveStrides(List.of(of(2, 2), of(4, 4), of(2, 1)), of(8, 4))
            .withClassToken(true));
    models.put(
        "odd-stride",
        timm(smallPatches(36, 24), 36)
            .withStages(List.of(1, 1), 4, 1)
            .withAdaptiveStrides(List.of(of(1, 1), of(3, 3)), of(4, 4)));
    models.put(
        "absolute",
        timm(mvitPatches(24, 36), 1)
            .withTables(new TokenGrid(1, 1), RelativeIndex.NONE)
            .withStages(List.of(1, 1), 8, 1)
            .withPoolKernel(of(1, 1))
            .withAdaptiveStrides(List.of(), of(1, 2))
            .withAbsolutePositions(true)
            .withGlobalPool(GlobalPool.FIRST_TOKEN));
    models.put("one-token", timm(smallPatches(5, 6), 4).withStages(List.of(1, 1), 4, 1));
    return models.entrySet().stream().map(model -> Arguments.of(model.getKey(), model.getValue()));
  }

  private static MastConfig timm(PatchGrid grid, int tableSide) {
    return MastVariants.small()
        .withFinalNorm(true)
        .withGrid(grid)
        .withTables(new TokenGrid(tableSide, tableSide), RelativeIndex.TIMM);
  }

  private static PatchGrid mvitPatches(int mels, int frames) {
    return PatchGrid.of(mels, frames, 7, 4).withPadding(3, 3);
  }

  private static PatchGrid smallPatches(int mels, int frames) {
    return PatchGrid.of(mels, frames, 4, 2);
  }

  private static PerAxis of(int rows, int columns) {
    return new PerAxis(rows, columns);
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAreThoseOfTimm(String file, MastConfig config) throws Exception {
    Weights oracle = oracle(file);
    EncoderGraph classifier = classifier(config, oracle);
    INDArray patches = patches(oracle.get("io.input"), config.grid());
    for (int call = 1; call <= 2; call++) {
      assertClose(classifier.tokens(patches), oracle.get("io.tokens"));
      assertClose(classifier.pooled(patches), oracle.get("io.pooled"));
      assertClose(classifier.logits(patches), oracle.get("io.logits"));
    }
    int last = (int) patches.size(0) - 1;
    INDArray alone = Nd4j.expandDims(patches.slice(last), 0).dup('c');
    assertClose(classifier.logits(alone).slice(0), oracle.get("io.logits").slice(last));
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsAreThoseOfTimm(String file, MastConfig config) throws Exception {
    Weights oracle = oracle(file);
    EncoderGraph classifier = classifier(config, oracle);
    SameDiff graph = classifier.graph();
    SDVariable slope = graph.placeHolder("slope", DataType.FLOAT, -1, CLASSES);
    graph.getVariable(EncoderGraph.LOGITS).mul(slope).sum().rename("loss");
    graph.setLossVariables("loss");
    Map<String, INDArray> inputs =
        Map.of(
            EncoderGraph.PATCHES,
            patches(oracle.get("io.input"), config.grid()),
            "slope",
            oracle.get("io.slope"));
    List<String> names = List.copyOf(classifier.parameters().keySet());
    Map<String, INDArray> gradients = graph.calculateGradients(inputs, names);
    assertThat(gradients).containsOnlyKeys(names);
    gradients.forEach(
        (name, gradient) -> {
          INDArray expected = oracle.get("grad." + name.replace('/', '.'));
          double largest = Math.max(expected.amaxNumber().doubleValue(), LEAST_GRADIENT);
          assertThat(gradient.shape()).as(name).isEqualTo(expected.shape());
          assertThat(gradient.sub(expected).amaxNumber().doubleValue())
              .as(name)
              .isLessThan(GRADIENT_TOLERANCE * largest);
        });
  }

  static Weights oracle(String file) {
    return Oracle.tensors("mast-" + file + ".safetensors");
  }

  static EncoderGraph classifier(MastConfig config, Weights oracle) {
    EncoderGraph classifier = EncoderGraph.classifier(config, CLASSES, 0);
    oracle
        .select(key -> !key.startsWith("io.") && !key.startsWith("grad."))
        .assignTo(classifier.graph());
    return classifier;
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    Oracle.assertClose(actual, expected, TOLERANCE);
  }

  /** [B, mels, frames] to [B, N, P]. */
  static INDArray patches(INDArray spectrograms, PatchGrid grid) {
    return Oracle.patches(spectrograms.permute(0, 2, 1).dup('c'), grid);
  }
}
