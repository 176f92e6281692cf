package org.mast4j.zoo.mast;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.Slopes;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.Head;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Initializer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradients in double against finite differences, down to grids of one token. */
class MastGradientTest {
  private static final PatchGrid GRID = PatchGrid.of(12, 20, 4, 2); // 5 x 9 patches
  private static final int CLASSES = 3;

  private static final MastConfig CONFIG = MastVariants.small().withGrid(GRID);

  @ParameterizedTest
  @CsvSource({"2, true, false", "1, false, true"})
  void eachParametersGradientIsThatOfFiniteDifferences(
      int heads, boolean expandAttention, boolean finalNorm) {
    MastConfig config = config(heads, expandAttention, finalNorm);
    SameDiff graph = graph(config, new TokenGrid(5, 7));
    Slopes.assertEachSlope(graph, inputs(2, 35), Graphs.parameters(graph).keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "5, 9, 1, 1, true, true, false",
    "1, 9, 1, 2, true, false, false",
    "5, 1, 2, 1, true, false, true",
    "2, 1, 1, 1, false, false, false",
    "1, 1, 1, 1, true, false, false",
    "1, 1, 2, 2, true, true, false",
    "1, 1, 1, 1, false, true, false",
    "1, 1, 1, 2, true, true, true",
  })
  void theWholeGradientIsThatOfFiniteDifferencesOnAnyGrid(
      int rows,
      int columns,
      int batch,
      int heads,
      boolean expandAttention,
      boolean finalNorm,
      boolean classToken) {
    MastConfig config = config(heads, expandAttention, finalNorm).withClassToken(classToken);
    SameDiff graph = graph(config, new TokenGrid(rows, columns));
    Map<String, INDArray> inputs = inputs(batch, rows * columns);
    Slopes.assertSlope(graph, inputs, Graphs.parameters(graph).keySet());
  }

  private static MastConfig config(int heads, boolean expandAttention, boolean finalNorm) {
    return CONFIG
        .withStages(List.of(1, 1), 8, heads)
        .withExpandAttention(expandAttention)
        .withFinalNorm(finalNorm);
  }

  /** Classifier and cross entropy on a grid that the tables may be larger than. */
  private static SameDiff graph(MastConfig config, TokenGrid grid) {
    GraphScope scope = GraphScope.root(DataType.DOUBLE, 3);
    SameDiff graph = scope.graph();
    SDVariable patches =
        graph.placeHolder("patches", DataType.DOUBLE, -1, grid.size(), GRID.patchSize());
    Encoding encoding = config.encode(scope, new PatchInput(patches, grid, Optional.empty()));
    SDVariable logits = Head.logits(scope, config, encoding.pooled(), CLASSES);
    SDVariable targets = graph.placeHolder("targets", DataType.DOUBLE, -1, CLASSES);
    graph.nn.logSoftmax(logits).mul(targets).sum().neg().rename("loss");
    graph.setLossVariables("loss");
    randomise(graph);
    return graph;
  }

  private static void randomise(SameDiff graph) {
    int seed = 100;
    for (INDArray array : Graphs.parameters(graph).values()) {
      array.addi(Initializer.fanInUniform(12).create(DataType.DOUBLE, seed++, array.shape()));
    }
  }

  private static Map<String, INDArray> inputs(int batch, int count) {
    return Map.of(
        "patches",
        Initializer.fanInUniform(1).create(DataType.DOUBLE, 5, batch, count, GRID.patchSize()),
        "targets",
        Initializer.fanInUniform(1).create(DataType.DOUBLE, 6, batch, CLASSES));
  }
}
