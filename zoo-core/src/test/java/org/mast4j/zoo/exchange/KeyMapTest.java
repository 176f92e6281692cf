package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mast4j.zoo.exchange.KeyMap.rename;
import static org.mast4j.zoo.exchange.KeyMap.split;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class KeyMapTest {
  private static final KeyMap MAP =
      KeyMap.of(
          rename("norm.*", "layernorm.*"),
          split("blocks.*.qkv.*", "layer.*.query.*", "layer.*.key.*", "layer.*.value.*"),
          rename("head.**", "a.$1.**"),
          rename("blocks.**", "layer.**"));

  @Test
  void theFirstRenameThatFitsCounts() {
    assertThat(MAP.theirs("norm.weight")).containsExactly("layernorm.weight");
    assertThat(MAP.theirs("blocks.11.norm.bias")).containsExactly("layer.11.norm.bias");
    assertThat(MAP.theirs("blocks.2.qkv.weight"))
        .containsExactly("layer.2.query.weight", "layer.2.key.weight", "layer.2.value.weight");
  }

  @Test
  void onlyWildcardsAreSpecial() {
    assertThat(MAP.theirs("head.fc.weight")).containsExactly("a.$1.fc.weight");
    assertThatThrownBy(() -> MAP.theirs("normXweight"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"normXweight\"");
  }

  @Test
  void theirShapesAreOursOrTheirEqualParts() {
    Map<String, long[]> ours = new LinkedHashMap<>();
    ours.put("blocks.0.qkv.weight", new long[] {6, 2});
    ours.put("norm.bias", new long[] {2});
    Map<String, long[]> theirs = MAP.theirShapes(ours);
    assertThat(theirs.keySet())
        .containsExactly(
            "layer.0.query.weight", "layer.0.key.weight", "layer.0.value.weight", "layernorm.bias");
    assertThat(theirs.get("layer.0.key.weight")).containsExactly(2, 2);
    assertThat(theirs.get("layernorm.bias")).containsExactly(2);
  }

  @Test
  void oneDirectionUndoesTheOther() {
    INDArray qkv = Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f);
    Weights ours = Weights.of(Map.of("blocks.0.qkv.bias", qkv));
    Weights theirs = MAP.toTheirs(ours);
    assertThat(theirs.get("layer.0.key.bias")).isEqualTo(Nd4j.createFromArray(3f, 4f));
    assertThat(MAP.toOurs(theirs, List.of("blocks.0.qkv.bias")).toMap()).isEqualTo(ours.toMap());
  }
}
