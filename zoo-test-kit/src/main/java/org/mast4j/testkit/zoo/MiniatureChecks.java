package org.mast4j.testkit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.DynamicTest;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The part of {@link EncoderContract} that computes.
 *
 * @param encoder a preset's miniature
 * @param folder for its files
 */
record MiniatureChecks(EncoderConfig encoder, Path folder) {
  private static final int CLIPS = 6;
  private static final long SEED = 3;

  /** Two engines' sums of the same float graph. */
  private static final double TOLERANCE = 1e-5;

  private static final DataSet DATA = TinyEncoders.data(CLIPS, 1, DataType.FLOAT);
  private static final INDArray PATCHES = DATA.getFeatures();

  static Stream<DynamicTest> of(EncoderConfig preset, Path folder) {
    MiniatureChecks checks = new MiniatureChecks(TinyEncoders.of(preset), folder);
    return Stream.of(
        dynamicTest("gives tokens, embeddings and logits of its shapes", checks::shapes),
        dynamicTest("a step along the gradients lowers a finite loss", checks::learns),
        dynamicTest("the same seed gives the same weights, another others", checks::seeds),
        dynamicTest("reads back what it wrote", checks::isSaved),
        dynamicTest("computes in DL4J what its graph computes", checks::dl4j),
        dynamicTest("stays as it is where it is frozen", checks::freezes),
        dynamicTest("takes another head", checks::takesAnotherHead));
  }

  private void shapes() {
    try (EncoderGraph graph = classifier(SEED)) {
      List<BlockSize> blocks = encoder.blocks(TokenGrid.of(encoder.grid()));
      int patches = blocks.get(blocks.size() - 1).output().size();
      assertThat(graph.tokens(PATCHES).shape())
          .containsExactly(CLIPS, encoder.leadingTokens() + patches, encoder.outputWidth());
      assertThat(graph.pooled(PATCHES).shape()).containsExactly(CLIPS, encoder.outputWidth());
      assertThat(graph.logits(PATCHES).shape()).containsExactly(CLIPS, TinyEncoders.CLASSES);
    }
  }

  private void learns() {
    try (EncoderGraph graph = classifier(SEED)) {
      graph.addLoss(Activation.SOFTMAX);
      Map<String, INDArray> batch =
          Map.of(EncoderGraph.PATCHES, PATCHES, EncoderGraph.LABELS, DATA.getLabels());
      double before = loss(graph, batch);
      Map<String, INDArray> parameters = graph.parameters();
      Map<String, INDArray> gradients =
          graph.graph().calculateGradients(batch, parameters.keySet());
      assertThat(gradients).containsOnlyKeys(parameters.keySet());
      gradients.forEach(
          (name, gradient) -> {
            assertThat(gradient.norm2Number().doubleValue()).as(name).isFinite();
            parameters.get(name).subi(gradient.mul(0.01));
          });
      assertThat(loss(graph, batch)).isFinite().isLessThan(before);
    }
  }

  private static double loss(EncoderGraph graph, Map<String, INDArray> batch) {
    return graph.graph().output(batch, EncoderGraph.LOSS).get(EncoderGraph.LOSS).getDouble(0);
  }

  private void seeds() {
    try (EncoderGraph one = classifier(SEED);
        EncoderGraph same = classifier(SEED);
        EncoderGraph other = classifier(SEED + 1)) {
      assertThat(same.weights().toMap()).isEqualTo(one.weights().toMap());
      assertThat(same.logits(PATCHES)).isEqualTo(one.logits(PATCHES));
      assertThat(other.weights().toMap()).isNotEqualTo(one.weights().toMap());
    }
  }

  private void isSaved() throws IOException {
    try (EncoderGraph graph = classifier(SEED)) {
      StoredModel model = model(graph);
      model.write(folder);
      StoredModel read = StoredModel.read(folder);
      assertThat(read.encoder()).isEqualTo(encoder);
      assertThat(read.weights().toMap()).isEqualTo(model.weights().toMap());
      try (EncoderGraph opened = read.open()) {
        assertThat(opened.logits(PATCHES)).isEqualTo(graph.logits(PATCHES));
      }
    }
  }

  private void dl4j() {
    try (EncoderGraph graph = classifier(SEED)) {
      ComputationGraph network = network(graph);
      INDArray expected = Activation.SOFTMAX.probabilities(graph.logits(PATCHES));
      assertThat(network.outputSingle(PATCHES).sub(expected).amaxNumber().doubleValue())
          .isLessThan(TOLERANCE);
      assertThat(EncoderLayers.weights(network).toMap()).isEqualTo(graph.weights().toMap());
      assertThat(EncoderLayers.encoder(network)).isEqualTo(encoder);
    }
  }

  private void freezes() {
    try (EncoderGraph graph = classifier(SEED)) {
      ComputationGraph frozen =
          new TransferLearning.GraphBuilder(network(graph)).setFeatureExtractor("features").build();
      Map<String, INDArray> head = EncoderLayers.weights(frozen).head().toMap();
      frozen.fit(DATA);
      assertThat(EncoderLayers.weights(frozen).encoder().toMap())
          .isEqualTo(graph.weights().encoder().toMap());
      assertThat(EncoderLayers.weights(frozen).head().toMap()).isNotEqualTo(head);
    }
  }

  private void takesAnotherHead() {
    int classes = TinyEncoders.CLASSES + 2;
    try (EncoderGraph graph = classifier(SEED)) {
      ComputationGraph other =
          new TransferLearning.GraphBuilder(network(graph))
              .nOutReplace(EncoderLayers.HEAD, classes, WeightInit.XAVIER)
              .build();
      assertThat(other.outputSingle(PATCHES).shape()).containsExactly(CLIPS, classes);
      assertThat(EncoderLayers.weights(other).encoder().toMap())
          .isEqualTo(graph.weights().encoder().toMap());
    }
  }

  private EncoderGraph classifier(long seed) {
    return EncoderGraph.classifier(encoder, TinyEncoders.CLASSES, seed);
  }

  private ComputationGraph network(EncoderGraph graph) {
    return EncoderLayers.of(
        model(graph),
        TinyEncoders.CLASSES,
        new NeuralNetConfiguration.Builder().updater(new Sgd(0.1)),
        SEED);
  }

  private StoredModel model(EncoderGraph graph) {
    List<String> labels = List.of("a", "b", "c");
    return new StoredModel(encoder, encoder.frontEnd(), labels, graph.weights());
  }
}
