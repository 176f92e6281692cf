package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Positions against YuanGongND's rule are in TimmVitTest, with its oracle. */
class AdaptationTest {
  private static final AstConfig NANO = AstVariants.nano(); // 64 mels x 96 frames, 5 x 9 patches

  private final StoredModel model =
      StoredModel.builder(NANO, FrontEndConfig.kaldi().withMels(64).withFrames(96))
          .labels(List.of("a", "b", "c"))
          .activation(Activation.SIGMOID)
          .weights(EncoderGraph.classifier(NANO, 3, 1).weights())
          .build();

  @Test
  void toTheSameInputAndClassesIsTheIdentity() {
    StoredModel same = Adaptation.to(NANO.grid()).withLabels(model.labels()).apply(model);
    assertThat(same.encoder()).isEqualTo(model.encoder());
    assertThat(same.frontEnd()).isEqualTo(model.frontEnd());
    assertThat(same.labels()).isEqualTo(model.labels());
    assertThat(same.activation()).isEqualTo(model.activation());
    assertThat(same.weights().keys()).isEqualTo(model.weights().keys());
    model.weights().toMap().forEach((key, w) -> assertThat(same.weights().get(key)).isSameAs(w));
  }

  @Test
  void asManyFramesAsHaveTheSamePatchesKeepThePositions() {
    StoredModel longer = Adaptation.to(NANO.grid().withFrames(105)).apply(model);
    assertThat(longer.frontEnd().frames()).isEqualTo(105);
    assertThat(longer.weights().get("pos_embed")).isSameAs(model.weights().get("pos_embed"));
  }

  @Test
  void otherLabelsOfTheSameNumberKeepTheClassifier() {
    StoredModel renamed =
        Adaptation.to(NANO.grid()).withLabels(List.of("x", "y", "z")).apply(model);
    assertThat(renamed.labels()).containsExactly("x", "y", "z");
    assertThat(renamed.weights().toMap()).isEqualTo(model.weights().toMap());
  }

  @Test
  void anotherNumberOfClassesStartsAClassifierFromItsSeed() {
    Adaptation adaptation = Adaptation.to(NANO.grid()).withLabels(List.of("x", "y")).withSeed(5);
    StoredModel adapted = adaptation.apply(model);
    INDArray weight = adapted.weights().get("head.fc.weight");
    assertThat(weight.shape()).containsExactly(2, 32);
    assertThat(weight)
        .isEqualTo(EncoderGraph.classifier(NANO, 2, 5).weights().get("head.fc.weight"))
        .isNotEqualTo(adaptation.withSeed(6).apply(model).weights().get("head.fc.weight"));
    assertThat(adapted.activation()).isEqualTo(Activation.SOFTMAX);
    assertThat(adapted.weights().encoder().toMap()).isEqualTo(model.weights().encoder().toMap());
  }

  @Test
  void theAdaptedModelRuns() {
    PatchGrid grid = NANO.grid().withFrames(200).withMels(48).withStride(12, 7);
    StoredModel adapted = Adaptation.to(grid).apply(model);
    INDArray patches = Nd4j.rand(DataType.FLOAT, 2, grid.size(), grid.patchSize());
    assertThat(adapted.open().logits(patches).shape()).containsExactly(2, 3);
  }

  @Test
  void resizingTablesThatAreNotThereIsRefused() {
    Adaptation adaptation = Adaptation.to(NANO.grid()).withResizesTables(true);
    assertThatThrownBy(() -> adaptation.apply(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("architecture ast has no tables");
  }

  @Test
  void positionsOfAnAxisAreCutFromItsMiddleOrInterpolated() {
    INDArray positions = Nd4j.createFromArray(-1f, 0f, 1f, 2f, 3f, 4f).reshape(1, 6, 1);
    assertThat(regrid(positions, 5, 2)).containsExactly(-1, 1, 2);
    assertThat(regrid(positions, 5, 3)).containsExactly(-1, 1, 2, 3);
    assertThat(regrid(positions, 5, 10))
        .containsExactly(-1, 0, 0.25f, 0.75f, 1.25f, 1.75f, 2.25f, 2.75f, 3.25f, 3.75f, 4);
  }

  private static float[] regrid(INDArray positions, int from, int to) {
    return PositionEmbeddings.regrid(positions, new TokenGrid(1, from), new TokenGrid(1, to))
        .reshape(-1)
        .toFloatVector();
  }
}
