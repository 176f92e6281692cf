package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Initializer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model with class token and absolute positions on 3 of 4 columns. */
class MastPatchDropTest {
  private static final PatchGrid GRID = PatchGrid.of(8, 10, 4, 2); // 3 x 4 patches
  private static final TokenGrid LEFT = new TokenGrid(3, 3);
  private static final int[] KEPT = {0, 2, 3, 4, 5, 7, 9, 10, 11};

  private static final MastConfig CONFIG =
      MastVariants.small()
          .withGrid(GRID)
          .withStages(List.of(1, 1), 8, 2)
          .withClassToken(true)
          .withAbsolutePositions(true);

  @TempDir Path folder;

  @Test
  void keptPatchesTakeTheirPositionsAlong() {
    SameDiff dropped = graph(CONFIG, true);
    SameDiff small = graph(CONFIG.withGridOnly(GRID.withFrames(8)), false);
    for (Map.Entry<String, INDArray> parameter : Graphs.parameters(small).entrySet()) {
      INDArray value = dropped.getVariable(parameter.getKey()).getArr();
      if (parameter.getKey().equals("pos_embed")) {
        parameter.getValue().slice(0).slice(0).assign(value.slice(0).slice(0));
        for (int i = 0; i < KEPT.length; i++) {
          parameter.getValue().slice(0).slice(1 + i).assign(value.slice(0).slice(1 + KEPT[i]));
        }
      } else {
        parameter.getValue().assign(value);
      }
    }
    Map<String, INDArray> inputs = inputs(2);
    INDArray expected = small.output(inputs, "tokens").get("tokens");
    assertThat(dropped.output(inputs, "tokens").get("tokens")).isEqualTo(expected);
    assertThat(expected.shape()).containsExactly(2, 1 + 4, 16);
  }

  @Test
  void fewerPatchesWithoutTheirIndicesAreRefused() {
    assertThatThrownBy(() -> graph(CONFIG, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9 patches; expected all 12");
    assertThat(graph(CONFIG.withAbsolutePositions(false), false).hasVariable("tokens")).isTrue();
  }

  @Test
  void aBatchOfOneHasTheSameGradientsAsInABatch() {
    SameDiff graph = graph(CONFIG, true);
    List<String> names = List.copyOf(Graphs.parameters(graph).keySet());
    Map<String, INDArray> inputs = inputs(2);
    Map<String, INDArray> together = copies(graph.calculateGradients(inputs, names));
    Map<String, INDArray> sum = new HashMap<>();
    for (int clip = 0; clip < 2; clip++) {
      Map<String, INDArray> alone = new HashMap<>();
      for (String input : inputs.keySet()) {
        alone.put(input, Nd4j.expandDims(inputs.get(input).slice(clip), 0).dup('c'));
      }
      copies(graph.calculateGradients(alone, names))
          .forEach((name, g) -> sum.merge(name, g, INDArray::add));
    }
    together.forEach(
        (name, g) -> assertThat(g.distance2(sum.get(name))).as(name).isLessThan(1e-10));
    assertThat(together.get("cls_token").norm2Number().doubleValue()).isGreaterThan(1e-3);
    assertThat(together.get("pos_embed").norm2Number().doubleValue()).isGreaterThan(1e-3);
  }

  @Test
  void aSavedGraphGivesTheSameOutput() throws Exception {
    SameDiff graph = graph(CONFIG, true);
    Path file = folder.resolve("graph.fb");
    graph.save(file.toFile(), false);
    Map<String, INDArray> inputs = inputs(2);
    assertThat(Graphs.load(file).output(inputs, "tokens").get("tokens"))
        .isEqualTo(graph.output(inputs, "tokens").get("tokens"));
  }

  /** Reads nine patches; the loss has a slope of its own for each clip and output value. */
  private static SameDiff graph(MastConfig config, boolean withIndices) {
    GraphScope scope = GraphScope.root(DataType.DOUBLE, 3);
    SameDiff graph = scope.graph();
    SDVariable patches =
        graph.placeHolder("patches", DataType.DOUBLE, -1, LEFT.size(), GRID.patchSize());
    SDVariable kept = graph.placeHolder("kept", DataType.INT, -1, LEFT.size());
    SDVariable slope = graph.placeHolder("slope", DataType.DOUBLE, -1, config.outputWidth());
    PatchInput input =
        new PatchInput(patches, LEFT, withIndices ? Optional.of(kept) : Optional.empty());
    Encoding encoding = config.encode(scope, input);
    encoding.tokens().rename("tokens");
    encoding.pooled().mul(slope).sum().rename("loss");
    graph.setLossVariables("loss");
    return graph;
  }

  private static Map<String, INDArray> inputs(int batch) {
    INDArray kept = Nd4j.createFromArray(KEPT).reshape(1, KEPT.length);
    Initializer random = Initializer.fanInUniform(1);
    return Map.of(
        "patches",
        random.create(DataType.DOUBLE, 5, batch, LEFT.size(), GRID.patchSize()),
        "kept",
        Nd4j.concat(0, Collections.nCopies(batch, kept).toArray(INDArray[]::new)),
        "slope",
        random.create(DataType.DOUBLE, 6, batch, CONFIG.outputWidth()));
  }

  private static Map<String, INDArray> copies(Map<String, INDArray> arrays) {
    Map<String, INDArray> copies = new HashMap<>();
    arrays.forEach((name, array) -> copies.put(name, array.dup('c')));
    return copies;
  }
}
