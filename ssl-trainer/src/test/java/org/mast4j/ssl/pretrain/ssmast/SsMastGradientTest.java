package org.mast4j.ssl.pretrain.ssmast;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.testkit.Slopes;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The whole loss (encoder, projection, InfoNCE) in double against finite differences, along one
 * random direction a parameter.
 */
class SsMastGradientTest {
  private static final int BATCH = 3;
  private static final int WIDTH = 6;
  private static final PatchGrid GRID = TinyEncoders.GRID;

  static Stream<Arguments> encoders() {
    List<EncoderConfig> encoders =
        List.of(
            MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1),
            AstVariants.nano().withGrid(GRID));
    return Stream.of(PatchDrop.Mode.GRID, PatchDrop.Mode.MASK)
        .flatMap(mode -> encoders.stream().map(encoder -> Arguments.of(encoder, mode)));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void gradientsAreThoseOfFiniteDifferences(EncoderConfig encoder, PatchDrop.Mode mode) {
    SsMastConfig config = SsMastTest.config().withPatchDrop(0.3).withPatchDropMode(mode);
    SameDiff graph = new SsMast(encoder, config, DataType.DOUBLE).student();
    Map<String, INDArray> parameters = Graphs.parameters(graph);
    int seed = 50;
    for (INDArray array : parameters.values()) {
      array.addi(Initializer.fanInUniform(12).create(DataType.DOUBLE, seed++, array.shape()));
    }
    Slopes.assertEachSlope(graph, inputs(config), parameters.keySet());
  }

  /** Random patches and keys, with the indices that a drop of these patches leaves. */
  private static Map<String, INDArray> inputs(SsMastConfig config) {
    ViewBatch views = SsMastTest.plain(SsMastTest.clips(GRID, BATCH, new Random(2)), config, 0);
    INDArray keys = Initializer.fanInUniform(1).create(DataType.DOUBLE, 6, 2 * BATCH, WIDTH);
    for (int i = 0; i < 2 * BATCH; i++) {
      INDArray row = keys.getRow(i);
      row.divi(row.norm2Number());
    }
    Map<String, INDArray> inputs = views.inputs();
    inputs.replace("patches", views.patches().castTo(DataType.DOUBLE));
    inputs.put("teacher", keys);
    inputs.computeIfPresent("masked", (name, masked) -> masked.castTo(DataType.DOUBLE));
    return inputs;
  }
}
