package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** A classifier that reads more than the embedding is the same in DL4J, and trains there. */
class HeadInputLayersTest {
  private static final List<String> LABELS = List.of("a", "b", "c");
  private static final DataSet DATA = TinyEncoders.data(6, 1, DataType.FLOAT);

  @TempDir Path folder;

  static Stream<Arguments> heads() {
    Set<HeadInput> others = EnumSet.complementOf(EnumSet.of(HeadInput.EMBEDDING));
    return TinyEncoders.all().flatMap(e -> others.stream().map(input -> Arguments.of(e, input)));
  }

  private static StoredModel model(EncoderConfig encoder, HeadInput input) {
    Nd4j.getRandom().setSeed(3);
    INDArray kernel = Nd4j.randn(DataType.FLOAT, LABELS.size(), input.width(encoder)).muli(0.1);
    try (EncoderGraph graph = EncoderGraph.encoder(encoder, 1)) {
      Weights weights = graph.weights().copy();
      return StoredModel.builder(encoder, encoder.frontEnd())
          .labels(LABELS)
          .headInput(input)
          .weights(
              weights
                  .with("head.fc.weight", kernel)
                  .with("head.fc.bias", Nd4j.randn(DataType.FLOAT, LABELS.size())))
          .build();
    }
  }

  private static ComputationGraph network(StoredModel model) {
    return EncoderLayers.of(
        model, 0, new NeuralNetConfiguration.Builder().updater(new Sgd(0.05)), 1);
  }

  private static INDArray probabilities(StoredModel model) {
    try (EncoderGraph graph = model.open()) {
      return model.activation().probabilities(graph.logits(DATA.getFeatures()));
    }
  }

  private static void assertSame(INDArray actual, INDArray expected) {
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void aModelTrainsInDl4jAndComesBack(EncoderConfig encoder, HeadInput input) throws Exception {
    StoredModel model = model(encoder, input);
    ComputationGraph network = network(model);
    assertSame(network.outputSingle(DATA.getFeatures()), probabilities(model));
    assertThat(EncoderLayers.weights(network).toMap()).isEqualTo(model.weights().toMap());

    double before = network.score(DATA);
    for (int i = 0; i < 5; i++) {
      network.fit(DATA);
    }
    assertThat(network.score(DATA)).isLessThan(before);

    Path saved = folder.resolve("network.zip");
    network.save(saved.toFile());
    ComputationGraph loaded = ComputationGraph.load(saved.toFile(), true);
    INDArray trained = network.outputSingle(DATA.getFeatures());
    assertThat(loaded.outputSingle(DATA.getFeatures())).isEqualTo(trained);
    EncoderLayers.model(loaded, encoder.frontEnd(), LABELS).write(folder.resolve("model"));
    StoredModel back = StoredModel.read(folder.resolve("model"));
    assertThat(back.headInput()).isEqualTo(input);
    assertSame(probabilities(back), trained);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void gradientsAreThoseOfFiniteDifferences(EncoderConfig encoder, HeadInput input) {
    ComputationGraph graph =
        EncoderLayers.of(
            model(encoder, input),
            0,
            new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).updater(new NoOp()),
            3);
    GraphSlopes.assertGradients(graph);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void transferLearningFreezesTheEncoderAndTakesOtherClasses(
      EncoderConfig encoder, HeadInput input) {
    ComputationGraph network = network(model(encoder, input));
    String read = network.getConfiguration().getVertexInputs().get(EncoderLayers.HEAD).get(0);
    Weights before = EncoderLayers.weights(network).copy();
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(network).setFeatureExtractor(read).build();
    frozen.fit(DATA);
    Weights after = EncoderLayers.weights(frozen);
    assertThat(after.encoder().toMap()).isEqualTo(before.encoder().toMap());
    assertThat(after.head().toMap()).isNotEqualTo(before.head().toMap());

    ComputationGraph other =
        new TransferLearning.GraphBuilder(network)
            .nOutReplace(EncoderLayers.HEAD, 5, WeightInit.XAVIER)
            .build();
    StoredModel fiveClasses =
        EncoderLayers.model(other, encoder.frontEnd(), List.of("a", "b", "c", "d", "e"));
    assertSame(probabilities(fiveClasses), other.outputSingle(DATA.getFeatures()));
  }

  /** DL4J takes every variable that no op reads for a loss. */
  @ParameterizedTest
  @MethodSource("heads")
  void noPartLeavesALooseEnd(EncoderConfig encoder, HeadInput input) {
    Map<String, EncoderPart.Output> outputs = new TreeMap<>();
    outputs.put(
        EncoderGraph.PATCHES,
        new EncoderPart.Output(encoder.grid().size(), encoder.grid().patchSize()));
    for (EncoderPart part : encoder.parts(input)) {
      EncoderPart.Output read = outputs.get(part.input());
      GraphScope scope = GraphScope.blueprint(DataType.FLOAT, new TreeMap<>());
      SDVariable from =
          scope.graph().placeHolder("input", DataType.FLOAT, -1, read.tokens(), read.width());
      SDVariable output = part.link().add(scope, from);
      assertThat(scope.graph().getVariables().values())
          .as(part.name())
          .filteredOn(v -> v.getInputsForOp() == null || v.getInputsForOp().isEmpty())
          .extracting(Variable::getName)
          .containsExactly(output.name());
      assertThat(outputs.put(part.name(), part.output())).as(part.name()).isNull();
    }
    Set<String> readByHead = new HashSet<>(outputs.keySet());
    encoder.parts(input).forEach(part -> readByHead.remove(part.input()));
    List<EncoderPart.Output> ofHead = new ArrayList<>();
    readByHead.forEach(name -> ofHead.add(outputs.get(name)));
    assertThat(ofHead.stream().mapToInt(EncoderPart.Output::width).sum())
        .isEqualTo(input.width(encoder));
    encoder.parts(input).stream()
        .filter(part -> part.name().startsWith("stages/"))
        .forEach(part -> assertThat(readByHead).contains(part.name()));
  }

  /** A network that was saved before heads read anything else. */
  @ParameterizedTest
  @MethodSource("org.mast4j.testkit.zoo.TinyEncoders#all")
  void layersWithoutWhatTheHeadReadsReadTheEmbedding(EncoderConfig encoder) {
    ComputationGraphConfiguration now = TinyModels.model(encoder).conf();
    String json = now.toJson();
    String older = json.replaceAll("\\s*\"headInput\" : \"EMBEDDING\",", "");
    assertThat(older).isNotEqualTo(json).doesNotContain("headInput");
    assertThat(ComputationGraphConfiguration.fromJson(older)).isEqualTo(now);
  }
}
