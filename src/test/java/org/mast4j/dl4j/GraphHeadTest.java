package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.HiddenLayer;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.exchange.Adaptation;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A head of several layers is the same in DL4J, in a model directory, and back. */
class GraphHeadTest {
  private static final List<String> LABELS = List.of("a", "b", "c");
  private static final DataSet DATA = TinyEncoders.data(6, 1, DataType.FLOAT);

  @TempDir Path directory;

  static Stream<EncoderConfig> encoders() {
    return TinyEncoders.all();
  }

  private static FrontEndConfig frontEnd() {
    return FrontEndConfig.kaldi()
        .withMels(TinyEncoders.GRID.mels())
        .withFrames(TinyEncoders.GRID.frames());
  }

  private static DenseLayer.Builder dense(int in, int out, Activation activation) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(activation);
  }

  private static OutputLayer output(int in) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(in)
        .nOut(TinyEncoders.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** The layer whose output a head reads. */
  private static String last(EncoderConfig encoder) {
    return encoder.parts().get(encoder.parts().size() - 1).name();
  }

  private static TransferLearning.GraphBuilder headless(EncoderConfig encoder) {
    return new TransferLearning.GraphBuilder(TinyModels.model(encoder).init())
        .removeVertexAndConnections(EncoderLayers.HEAD);
  }

  private static ComputationGraph twoLayers(EncoderConfig encoder, Activation activation) {
    return headless(encoder)
        .addLayer("dense", dense(encoder.outputWidth(), 6, activation).build(), last(encoder))
        .addLayer("drop", new DropoutLayer.Builder(0.5).build(), "dense")
        .addLayer("mine", output(6), "drop")
        .setOutputs("mine")
        .build();
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aHeadOfTwoLayersSurvivesTheModelDirectory(EncoderConfig encoder) throws Exception {
    ComputationGraph graph = twoLayers(encoder, Activation.RELU);
    graph.fit(DATA);
    EncoderLayers.model(graph, frontEnd(), LABELS).write(directory.resolve("model"));

    StoredModel read = StoredModel.read(directory.resolve("model"));
    assertThat(read.hidden()).containsExactly(new HiddenLayer(6, HiddenLayer.Function.RELU));
    INDArray expected = graph.outputSingle(DATA.getFeatures());
    try (EncoderGraph opened = read.open()) {
      INDArray probabilities = read.activation().probabilities(opened.logits(DATA.getFeatures()));
      assertThat(probabilities.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
    }
    ComputationGraph back =
        EncoderLayers.of(read, 2, new NeuralNetConfiguration.Builder().updater(new Adam(1e-3)), 1);
    assertThat(back.outputSingle(DATA.getFeatures()).sub(expected).amaxNumber().doubleValue())
        .isLessThan(1e-6);
    assertThat(EncoderLayers.model(back, frontEnd(), LABELS).weights().toMap())
        .isEqualTo(read.weights().toMap());
    back.fit(DATA);
  }

  @ParameterizedTest
  @EnumSource(HiddenLayer.Function.class)
  void everyActivationIsDl4js(HiddenLayer.Function function) {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    ComputationGraph graph = twoLayers(encoder, Activation.valueOf(function.name()));
    StoredModel model = EncoderLayers.model(graph, frontEnd(), LABELS);
    assertThat(model.hidden().get(0).activation()).isEqualTo(function);
    INDArray expected = graph.outputSingle(DATA.getFeatures());
    try (EncoderGraph opened = model.open()) {
      INDArray probabilities = model.activation().probabilities(opened.logits(DATA.getFeatures()));
      assertThat(probabilities.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-6);
    }
  }

  @Test
  void aDirectoryWithoutHiddenLayersHasNoSuchKey() throws Exception {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    Path out = directory.resolve("plain");
    EncoderLayers.model(TinyModels.model(encoder).init(), frontEnd(), LABELS).write(out);
    assertThat(Files.readString(out.resolve(StoredModel.CONFIG))).doesNotContain("hidden");
  }

  @Test
  void aMalformedHiddenLayerIsNamed() throws Exception {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    Path out = directory.resolve("bad");
    EncoderLayers.model(twoLayers(encoder, Activation.TANH), frontEnd(), LABELS).write(out);
    Path config = out.resolve(StoredModel.CONFIG);
    Files.writeString(config, Files.readString(config).replace("\"tanh\"", "\"cube\""));
    assertThatThrownBy(() -> StoredModel.read(out))
        .hasMessageContainingAll("config.json: line ", "hidden[0].activation", "cube", "relu");
  }

  @Test
  void otherClassesStartAHeadOfOneLayerAndTheSameKeepTheirs() {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    StoredModel model =
        EncoderLayers.model(twoLayers(encoder, Activation.RELU), frontEnd(), LABELS);
    assertThat(Adaptation.to(encoder.grid()).apply(model).hidden()).isEqualTo(model.hidden());
    assertThat(Adaptation.to(encoder.grid()).withLabels(List.of("x", "y")).apply(model).hidden())
        .isEmpty();
  }

  @Test
  void otherLibrariesHaveNoSuchHead() {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    StoredModel model =
        EncoderLayers.model(twoLayers(encoder, Activation.RELU), frontEnd(), LABELS);
    assertThatThrownBy(() -> ModelExporter.convert(model, "transformers"))
        .hasMessageContaining("a classifier with hidden layers");
  }

  @Test
  void weightsOfHiddenLayersThatTheModelDoesntNameAreRefused() {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    Weights weights = EncoderLayers.weights(twoLayers(encoder, Activation.RELU));
    assertThatThrownBy(() -> new StoredModel(encoder, frontEnd(), LABELS, weights))
        .hasMessageContaining("weights of 1 hidden layers of a classifier; expected those of 0");
  }

  @Test
  void labelsAreAsManyAsOutputs() {
    ComputationGraph graph = TinyModels.model(encoders().findFirst().orElseThrow()).init();
    assertThatThrownBy(() -> EncoderLayers.model(graph, frontEnd(), List.of("a", "b")))
        .hasMessageContaining("labels [a, b] for a head of 3 classes");
  }

  @Test
  void anEncoderWithoutHeadIsAModelWithoutClasses() {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    ComputationGraph graph = headless(encoder).setOutputs(last(encoder)).build();
    StoredModel model = EncoderLayers.model(graph, frontEnd(), List.of());
    assertThat(model.classes()).isEqualTo(Optional.empty());
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("BatchNormalization", new BatchNormalization.Builder().nOut(6).build()),
        Arguments.of("activation cube", dense(6, 6, Activation.CUBE).build()),
        Arguments.of("without biases", dense(6, 6, Activation.RELU).hasBias(false).build()),
        Arguments.of("DenseLayer", dense(6, 6, Activation.RELU).hasLayerNorm(true).build()));
  }

  @ParameterizedTest
  @MethodSource("others")
  void aHeadThatADirectoryCantHoldIsRefusedByName(String what, Layer layer) {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    ComputationGraph graph =
        headless(encoder)
            .addLayer(
                "first", dense(encoder.outputWidth(), 6, Activation.RELU).build(), last(encoder))
            .addLayer("odd", layer, "first")
            .addLayer("mine", output(6), "odd")
            .setOutputs("mine")
            .build();
    assertThatThrownBy(() -> EncoderLayers.model(graph, frontEnd(), LABELS))
        .hasMessageContaining("layer odd (")
        .hasMessageContaining(what)
        .hasMessageContaining("can't be held by a model directory");
  }

  /** docs/transfer.md says which settings: DL4J's defaults take the width for the time. */
  @ParameterizedTest
  @MethodSource("encoders")
  void aHeadOfOnesOwnReadsTheTokens(EncoderConfig encoder) {
    int width = encoder.outputWidth();
    LSTM recurrent = new LSTM.Builder().nIn(width).nOut(4).dataFormat(RNNFormat.NWC).build();
    ComputationGraph graph =
        new TransferLearning.GraphBuilder(TinyModels.model(encoder).init())
            .removeVertexAndConnections(EncoderLayers.HEAD)
            .addLayer("lstm", recurrent, "blocks/1")
            .addLayer("mean", mean(), "lstm")
            .addLayer("tokens", mean(), "blocks/1")
            .addLayer("ofLstm", output(4), "mean")
            .addLayer("ofTokens", output(width), "tokens")
            .setOutputs("ofLstm", "ofTokens", last(encoder))
            .build();
    Map<String, INDArray> activations = graph.feedForward(DATA.getFeatures(), false);
    assertThat(activations.get("tokens")).isEqualTo(activations.get("blocks/1").mean(1));
    assertThat(activations.get("mean")).isEqualTo(activations.get("lstm").mean(1));
    assertThat(activations.get("mean").shape()).containsExactly(6, 4);
  }

  private static GlobalPoolingLayer mean() {
    return new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1).build();
  }

  @Test
  void twoHeadsAreRefused() {
    EncoderConfig encoder = encoders().findFirst().orElseThrow();
    ComputationGraph graph =
        headless(encoder)
            .addLayer("one", output(encoder.outputWidth()), last(encoder))
            .addLayer("two", output(encoder.outputWidth()), last(encoder))
            .setOutputs("one", "two")
            .build();
    assertThatThrownBy(() -> EncoderLayers.model(graph, frontEnd(), LABELS))
        .hasMessageContaining(
            "layer one, two (behind " + last(encoder) + " in no chain of layers)");
  }
}
