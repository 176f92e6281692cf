package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.RelativeTables;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AST;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.dl4j.SpectrogramTransformer;
import org.mast4j.zoo.exchange.Adaptation;
import org.mast4j.zoo.mast.MAST;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a zoo model's builder is told comes true, whatever the graph is made from. */
class ZooModelTest {
  static Stream<EncoderConfig> encoders() {
    return TinyEncoders.all();
  }

  private static StoredModel model(EncoderConfig encoder) {
    PatchGrid grid = encoder.grid();
    return new StoredModel(
        encoder,
        FrontEndConfig.kaldi().withMels(grid.mels()).withFrames(grid.frames()),
        List.of("a", "b", "c"),
        EncoderGraph.classifier(encoder, 3, 7).weights());
  }

  private static SpectrogramTransformer.Builder<?> builder(EncoderConfig encoder) {
    return encoder.architecture().equals("ast") ? AST.builder() : MAST.builder();
  }

  private static SpectrogramTransformer build(SpectrogramTransformer.Builder<?> builder) {
    return builder instanceof AST.Builder ast ? ast.build() : ((MAST.Builder) builder).build();
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aModelIsTakenAsItIs(EncoderConfig encoder) {
    StoredModel model = model(encoder);
    ComputationGraph graph = build(builder(encoder)).init(model);
    assertThat(EncoderLayers.weights(graph).toMap()).isEqualTo(model.weights().toMap());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void anotherInputAdaptsTheModel(EncoderConfig encoder) {
    StoredModel model = model(encoder);
    PatchGrid longer = encoder.grid().withFrames(36);
    ComputationGraph graph = build(builder(encoder).input(12, 36)).init(model);
    StoredModel adapted =
        Adaptation.to(longer).withResizesTables(encoder instanceof RelativeTables).apply(model);
    assertThat(EncoderLayers.encoder(graph)).isEqualTo(adapted.encoder());
    assertThat(EncoderLayers.weights(graph).toMap()).isEqualTo(adapted.weights().toMap());
    INDArray patches = Nd4j.rand(2, longer.size(), longer.patchSize());
    assertThat(graph.outputSingle(patches).shape()).containsExactly(2, 3);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void anotherNumberOfClassesGivesANewHeadOnTheSameEncoder(EncoderConfig encoder) {
    StoredModel model = model(encoder);
    ComputationGraph graph = build(builder(encoder).numClasses(5)).init(model);
    assertThat(EncoderLayers.weights(graph).encoder().toMap())
        .isEqualTo(model.weights().encoder().toMap());
    INDArray patches = Nd4j.rand(2, encoder.grid().size(), encoder.grid().patchSize());
    assertThat(graph.outputSingle(patches).shape()).containsExactly(2, 5);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void anotherActivationIsTheHeads(EncoderConfig encoder) {
    ComputationGraph graph =
        build(builder(encoder).activation(Activation.SIGMOID)).init(model(encoder));
    assertThat(
            EncoderLayers.model(graph, model(encoder).frontEnd(), List.of("x", "y", "z"))
                .activation())
        .isEqualTo(Activation.SIGMOID);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void anEncoderOfOtherBlocksThanTheModelsIsRefused(EncoderConfig encoder) {
    SpectrogramTransformer small = build(builder(encoder).encoder(builderDefault(encoder)));
    assertThatThrownBy(() -> small.init(model(encoder)))
        .hasMessageContaining("a model of 2 blocks")
        .hasMessageContaining("leave it out");
  }

  private static EncoderConfig builderDefault(EncoderConfig encoder) {
    return build(builder(encoder)).encoder();
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void metaDataTellTheShapeThatTheNetworkTakes(EncoderConfig encoder) {
    SpectrogramTransformer zoo = build(builder(encoder).encoder(encoder));
    int[] shape = zoo.metaData().getInputShape()[0];
    assertThat(zoo.init().outputSingle(Nd4j.rand(1, shape[0], shape[1])).shape())
        .containsExactly(1, 2);
  }

  @Test
  void dl4jsKindsOfWeightsPointToTheCataloguesNames() {
    String[] says = {"initPretrained(\"ast-", "ast-finetuned-audioset-10-10-0.4593"};
    assertThatThrownBy(() -> AST.builder().build().initPretrained())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("ast: no default weights; name those that you want")
        .hasMessageContainingAll(says);
    assertThatThrownBy(() -> AST.builder().build().initPretrained(PretrainedType.IMAGENET))
        .hasMessageContaining("no weights of IMAGENET")
        .hasMessageContainingAll(says);
    assertThatThrownBy(() -> MAST.builder().preset("mast-tiny").build().initPretrained())
        .hasMessageContaining("initPretrained(\"mvitv2");
  }
}
