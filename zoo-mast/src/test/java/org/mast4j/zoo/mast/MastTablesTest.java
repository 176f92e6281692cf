package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MastTablesTest {
  private static final PatchGrid GRID = PatchGrid.of(66, 106); // 6 x 10 patches

  private static final MastConfig LARGE_TABLES =
      MastVariants.nano()
          .withStages(List.of(1, 2), 8, 2)
          .withGrid(GRID)
          .withTables(new TokenGrid(16, 16), RelativeIndex.TIMM);

  private static final MastConfig OWN_TABLES =
      LARGE_TABLES.withTables(TokenGrid.of(GRID), RelativeIndex.CENTRED);

  @Test
  void tablesCutToTheirRunsGridGiveTheSameOutput() {
    assertSameOutput(LARGE_TABLES, OWN_TABLES);
  }

  @Test
  void tablesOfASmallerGridGiveTheSameOutputOnIt() {
    MastConfig shorter = OWN_TABLES.withGridOnly(PatchGrid.of(46, 76)); // 4 x 7 patches
    MastConfig unpooled = shorter.withStrides(List.of(), List.of(PerAxis.square(1)));
    MastConfig cut = unpooled.withTables(new TokenGrid(4, 7), RelativeIndex.CENTRED);
    assertSameOutput(unpooled, cut);
    assertSameOutput(cut, unpooled); // enlarged, but no longer distance is used
  }

  private static void assertSameOutput(MastConfig from, MastConfig to) {
    EncoderGraph before = EncoderGraph.encoder(from, 3);
    before
        .weights()
        .select(key -> key.contains("rel_pos"))
        .toMap()
        .values()
        .forEach(t -> t.muli(50));
    EncoderGraph after = EncoderGraph.encoder(to, 4);
    Weights weights = before.weights();
    Weights resized = MastTables.resize(weights, from, to);
    assertThat(resized.keys()).containsExactlyElementsOf(weights.keys());
    resized.assignTo(after.graph());
    INDArray patches = Nd4j.rand(DataType.FLOAT, 2, from.grid().size(), from.grid().patchSize());
    assertThat(after.tokens(patches)).isEqualTo(before.tokens(patches));
  }

  /** Entry values are distances from the centre; 3 positions know those from -2 to 2. */
  @Test
  void longerDistancesTakeTheFarthestKnown() {
    INDArray table = Nd4j.createFromArray(new float[][] {{-2}, {-1}, {0}, {1}, {2}});
    INDArray larger = MastTables.resize(table, axis(3, 3), axis(5, 5));
    assertThat(larger.toFloatVector()).containsExactly(-2, -2, -2, -1, 0, 1, 2, 2, 2);
    INDArray smaller = MastTables.resize(table, axis(3, 3), axis(2, 2));
    assertThat(smaller.toFloatVector()).containsExactly(-1, 0, 1);
  }

  /** Of 4 queries and 1 key, distance 0 is entry 0 and the last three of seven are never used. */
  @Test
  void entriesThatTheOldGridNeverUsedAreNotTaken() {
    INDArray table = Nd4j.createFromArray(new float[][] {{0}, {1}, {2}, {3}, {9}, {9}, {9}});
    INDArray resized = MastTables.resize(table, axis(4, 1), axis(6, 6));
    assertThat(resized.toFloatVector()).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3);
  }

  /** Of 5 queries and 3 keys, distance 0 lies at 2 x 5/3 = 3 1/3; of 5 and 5 at 4. */
  @Test
  void fractionsOfAnEntryAreInterpolated() {
    INDArray table = Nd4j.arange(9).castTo(DataType.DOUBLE).reshape(9, 1);
    INDArray resized = MastTables.resize(table, axis(5, 3), axis(5, 5));
    double[] expected = {0, 1 / 3.0, 4 / 3.0, 7 / 3.0, 10 / 3.0, 13 / 3.0, 16 / 3.0, 19 / 3.0, 7};
    assertThat(resized.distance2(Nd4j.createFromArray(expected).reshape(9, 1))).isLessThan(1e-12);
  }

  @Test
  void anotherModelIsRefused() {
    Weights weights = EncoderGraph.encoder(LARGE_TABLES, 1).weights();
    MastConfig deeper = OWN_TABLES.withStages(List.of(1, 3), 8, 2);
    assertThatThrownBy(() -> MastTables.resize(weights, LARGE_TABLES, deeper))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another model");
    MastConfig without = OWN_TABLES.withTables(new TokenGrid(1, 1), RelativeIndex.NONE);
    assertThatThrownBy(() -> MastTables.resize(weights, LARGE_TABLES, without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no tables");
    assertThatThrownBy(() -> MastTables.resize(weights, OWN_TABLES, OWN_TABLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("stages.0.blocks.0.attn.rel_pos_h", "expected 11 entries");
  }

  private static RelativeAxis axis(int queries, int keys) {
    return new RelativeAxis(
        queries, keys, RelativeAxis.offset(queries, keys), RelativeAxis.tableLength(queries, keys));
  }
}
