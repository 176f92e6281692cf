package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightsTest {
  private final EncoderGraph model = EncoderGraph.classifier(AstVariants.nano(), 3, 1);

  @Test
  void keysAreThoseOfTheCheckpoint() {
    assertThat(model.weights().keys())
        .contains("patch_embed.proj.weight", "cls_token", "blocks.1.attn.qkv.weight")
        .contains("blocks.0.mlp.fc2.bias", "head.norm.weight", "head.fc.bias");
    assertThat(model.weights().get("blocks.1.attn.qkv.weight").shape()).containsExactly(96, 32);
  }

  @Test
  void everyMisfitIsNamedAndNothingIsSet() {
    Map<String, INDArray> arrays = new LinkedHashMap<>(model.weights().copy().toMap());
    arrays.remove("norm.bias");
    arrays.remove("cls_token");
    arrays.put("head.fc.weight", Nd4j.zeros(DataType.FLOAT, 7, 32));
    arrays.put("extra", Nd4j.zeros(DataType.FLOAT, 2));
    Weights before = model.weights().copy();
    assertThatThrownBy(() -> Weights.of(arrays).assignTo(model.graph()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "weights don't fit the model, 2 missing, 1 mis-shaped and 1 unexpected: missing ")
        .hasMessageContainingAll(
            "missing norm.bias [32]",
            "missing cls_token [1, 1, 32]",
            "mis-shaped head.fc.weight: [7, 32] where the model has [3, 32]",
            "unexpected extra [2]")
        .message()
        .hasLineCount(1);
    assertThat(model.weights().toMap()).isEqualTo(before.toMap());
  }

  @Test
  void manyMisfitsAreListedALineEach() {
    Map<String, INDArray> renamed = new LinkedHashMap<>();
    model.weights().toMap().forEach((key, array) -> renamed.put("module." + key, array));
    assertThatThrownBy(() -> Weights.of(renamed).assignTo(model.graph()))
        .hasMessageStartingWith(
            "weights don't fit the model, %d missing, 0 mis-shaped and %d unexpected:\n"
                .formatted(renamed.size(), renamed.size()))
        .hasMessageContaining("\n  missing blocks.1.attn.qkv.weight [96, 32]\n")
        .hasMessageContaining("\n  unexpected module.blocks.1.attn.qkv.weight [96, 32]\n")
        .message()
        .hasLineCount(1 + 2 * renamed.size());
  }

  @Test
  void assignedWeightsAreCastAndUsed() {
    EncoderGraph other = EncoderGraph.classifier(AstVariants.nano(), 3, 2);
    Map<String, INDArray> doubles = new LinkedHashMap<>();
    other.weights().toMap().forEach((k, array) -> doubles.put(k, array.castTo(DataType.DOUBLE)));
    INDArray patches = Nd4j.rand(DataType.FLOAT, 2, 45, 256);
    assertThat(model.logits(patches)).isNotEqualTo(other.logits(patches));
    Weights.of(doubles).assignTo(model.graph());
    assertThat(model.logits(patches)).isEqualTo(other.logits(patches));
    assertThat(model.weights().get("norm.bias").dataType()).isEqualTo(DataType.FLOAT);
  }

  @Test
  void encoderWeightsLeaveTheHeadAlone() {
    EncoderGraph encoder = EncoderGraph.encoder(AstVariants.nano(), 2);
    EncoderGraph otherHead = EncoderGraph.classifier(AstVariants.nano(), 9, 3);
    INDArray patches = Nd4j.rand(DataType.FLOAT, 2, 45, 256);
    INDArray headBefore = model.weights().get("head.fc.weight").dup();
    encoder.weights().assignEncoderTo(model.graph());
    assertThat(model.pooled(patches)).isEqualTo(encoder.pooled(patches));
    otherHead.weights().assignEncoderTo(model.graph());
    assertThat(model.pooled(patches)).isEqualTo(otherHead.pooled(patches));
    assertThat(model.weights().get("head.fc.weight")).isEqualTo(headBefore);
    assertThatThrownBy(() -> Weights.of(Map.of()).assignEncoderTo(model.graph()))
        .hasMessageContaining("missing norm.bias");
  }

  @Test
  void aCopyDoesNotChangeWithTheGraph() {
    Weights live = model.weights();
    Weights copy = live.copy();
    live.get("norm.bias").assign(5);
    assertThat(copy.get("norm.bias").sumNumber().doubleValue()).isZero();
    assertThat(model.weights().get("norm.bias").getDouble(3)).isEqualTo(5);
    assertThatThrownBy(() -> copy.toMap().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anUnknownKeyIsNamed() {
    assertThatThrownBy(() -> model.weights().get("blocks.9"))
        .hasMessageStartingWith("no weight \"blocks.9\"");
  }

  @Test
  void aValueThatIsNoFiniteNumberIsNamedWithItsKey() {
    model.weights().requireFinite();
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0}) {
      Weights broken = model.weights().copy();
      broken.get("norm.bias").putScalar(3, value);
      assertThatThrownBy(broken::requireFinite)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("weight norm.bias is NaN or infinite in 1 of 32 values");
    }
    Weights others = Weights.of(Map.of("empty", Nd4j.create(DataType.FLOAT, 0, 3)));
    others.with("count", Nd4j.scalar(DataType.LONG, 3)).requireFinite();
    Weights huge = Weights.of(Map.of("a", Nd4j.valueArrayOf(new long[] {9}, Float.MAX_VALUE)));
    huge.requireFinite(); // whose sum is infinite
  }

  @Test
  void finiteValuesAreSoughtInViewsAndWiderTypesToo() {
    INDArray wide = Nd4j.zeros(DataType.DOUBLE, 4, 6);
    wide.putScalar(1, 2, Double.NaN);
    for (INDArray array :
        List.of(wide, wide.castTo(DataType.FLOAT), wide.castTo(DataType.HALF), wide.transpose())) {
      assertThatThrownBy(() -> Weights.of(Map.of("a", array)).requireFinite())
          .hasMessageContaining("weight a is NaN or infinite in 1 of 24 values");
    }
    INDArray floats = wide.castTo(DataType.FLOAT);
    Weights.of(Map.of("a", floats.get(interval(2, 4), all()))).requireFinite();
    Weights below = Weights.of(Map.of("a", floats.get(interval(1, 3), all())));
    assertThatThrownBy(below::requireFinite).hasMessageContaining("in 1 of 12 values");
  }

  @Test
  void twoWeightsOfOneKeyAreRefused() {
    assertThatThrownBy(() -> model.weights().renamed(key -> "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would be another's \"a\"");
  }
}
