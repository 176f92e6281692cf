package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.HeadShape;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.exchange.Adaptation;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Classifiers that read something else than the encoder's embedding, wherever models go. */
class HeadInputTest {
  private static final PatchGrid GRID = PatchGrid.of(32, 96);
  private static final List<String> LABELS = List.of("a", "b", "c");

  @TempDir Path folder;

  static Stream<EncoderConfig> encoders() {
    return Stream.of(
        AstVariants.tiny().withGrid(GRID).withWidth(16, 2).withLayers(2),
        MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1));
  }

  private static StoredModel model(EncoderConfig encoder, HeadInput input) {
    Nd4j.getRandom().setSeed(3);
    HeadShape shape = new HeadShape(input, List.of(), LABELS.size());
    INDArray kernel = Nd4j.randn(DataType.FLOAT, LABELS.size(), input.width(encoder));
    try (EncoderGraph graph = EncoderGraph.encoder(encoder, 1)) {
      StoredModel model =
          StoredModel.builder(encoder, encoder.frontEnd())
              .labels(LABELS)
              .headInput(input)
              .weights(
                  graph
                      .weights()
                      .copy()
                      .with("head.fc.weight", kernel)
                      .with("head.fc.bias", Nd4j.randn(DataType.FLOAT, LABELS.size())))
              .build();
      EncoderGraph.load(encoder, shape, model.weights()).close();
      return model;
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void theModelDirectoryHoldsIt(EncoderConfig encoder) throws IOException {
    INDArray patches = Nd4j.randn(DataType.FLOAT, 2, GRID.size(), GRID.patchSize());
    for (HeadInput input : List.of(HeadInput.MEAN_DEVIATION, HeadInput.STAGES, HeadInput.TOKENS)) {
      StoredModel model = model(encoder, input);
      Path directory = folder.resolve(input.name());
      model.write(directory);
      StoredModel read = StoredModel.read(directory);
      assertThat(read.headInput()).isEqualTo(input);
      try (EncoderGraph before = model.open();
          EncoderGraph after = read.open()) {
        assertThat(after.logits(patches)).isEqualTo(before.logits(patches));
      }
    }
    assertThat(Files.readString(folder.resolve("MEAN_DEVIATION/config.json")))
        .contains("\"headInput\" : \"mean-deviation\"");
  }

  /** What a FineTuner gives, in one call; weights alone don't tell what they read. */
  @ParameterizedTest
  @MethodSource("encoders")
  void aGraphAsAModelKeepsIt(EncoderConfig encoder) {
    INDArray patches = Nd4j.randn(DataType.FLOAT, 2, GRID.size(), GRID.patchSize());
    try (EncoderGraph graph = EncoderGraph.classifier(encoder, LABELS.size(), 1)) {
      assertKept(graph, patches);
    }
    for (HeadInput input : List.of(HeadInput.MEAN_DEVIATION, HeadInput.STAGES, HeadInput.TOKENS)) {
      try (EncoderGraph graph = model(encoder, input).open()) {
        assertKept(graph, patches);
        assertThatThrownBy(
                () -> new StoredModel(encoder, encoder.frontEnd(), LABELS, graph.weights()))
            .hasMessage(
                "head.fc.weight reads %d values; expected the %d of head input EMBEDDING"
                    + " (StoredModel.of takes both from an EncoderGraph)",
                input.width(encoder), encoder.outputWidth());
      }
    }
  }

  private static void assertKept(EncoderGraph graph, INDArray patches) {
    StoredModel kept = StoredModel.of(graph, graph.config().frontEnd(), LABELS);
    try (EncoderGraph again = kept.open()) {
      assertThat(again.head()).isEqualTo(graph.head());
      assertThat(again.logits(patches)).isEqualTo(graph.logits(patches));
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void whatCannotHoldItSaysSo(EncoderConfig encoder) {
    StoredModel model = model(encoder, HeadInput.TOKENS);
    assertThatThrownBy(() -> ModelExporter.convert(model, "timm"))
        .hasMessageContainingAll("reads TOKENS; other libraries'", "choosePooling=false");
    PatchGrid other = PatchGrid.of(32, 64);
    assertThatThrownBy(() -> Adaptation.to(other).apply(model))
        .hasMessageContaining("the classifier reads TOKENS of ");
    List<String> others = List.of("x", "y");
    StoredModel adapted = Adaptation.to(other).withLabels(others).apply(model);
    assertThat(adapted.headInput()).isEqualTo(HeadInput.EMBEDDING);
    assertThatThrownBy(
            () -> Adaptation.to(PatchGrid.of(64, 96)).apply(model(encoder, HeadInput.STAGES)))
        .hasMessageContaining("the classifier reads STAGES of ");
    StoredModel moments = model(encoder, HeadInput.MEAN_DEVIATION);
    assertThat(Adaptation.to(other).apply(moments).headInput()).isEqualTo(HeadInput.MEAN_DEVIATION);
  }
}
