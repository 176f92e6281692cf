package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RelativePositionTest {
  private static final MastConfig EIGHT_BY_TWELVE =
      MastVariants.nano().withGrid(PatchGrid.of(86, 126));

  /** The numbers are those of timm 1.0.22's lines in cal_rel_pos_type, dist_h.long(). */
  @Test
  void entriesAreTimms() {
    assertThat(entries(5, 3))
        .isDeepEqualTo(new int[][] {{3, 1, 0}, {4, 2, 1}, {5, 3, 2}, {6, 4, 3}, {7, 5, 4}});
  }

  /**
   * Sums over all pairs from the same lines. From 38 on are grids on which distances that are whole
   * but for rounding come out lower or higher in double than in timm's float.
   */
  @ParameterizedTest
  @CsvSource({
    "5, 2, 30", "9, 3, 189", "12, 3, 342", "50, 13, 30625", "13, 50, 30625",
    "38, 10, 13376", "39, 10, 14041", "43, 11, 18921", "47, 12, 24817", "57, 29, 90916",
    "81, 21, 132921", "110, 28, 329770", "117, 30, 400375"
  })
  void entriesSumToTimms(int queries, int keys, long sum) {
    long actual = 0;
    for (int[] row : entries(queries, keys)) {
      for (int entry : row) {
        actual += entry;
      }
    }
    assertThat(actual).isEqualTo(sum);
  }

  @Test
  void rowsAndColumnsAreKeptApart() {
    RelativePosition index =
        new RelativePosition(new RelativeAxis(2, 2, 1, 3), new RelativeAxis(3, 3, 2, 5));
    int query = 1 * 3 + 2;
    assertThat(index.rowOfQuery()[query]).isEqualTo(1);
    assertThat(index.columnOfQuery()[query]).isEqualTo(2);
    assertThat(index.rows().pairs()).containsExactly(1, 0, 2, 1); // of 2 x 2
    int[] columns = index.columns().pairs(); // of 3 x 3
    assertThat(columns[2 * 3]).isEqualTo(4);
    assertThat(columns[2 * 3 + 2]).isEqualTo(2);
    assertThat(index.rowOfKey()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(index.columnOfKey()).containsExactly(0, 1, 2, 0, 1, 2);
  }

  @Test
  void aGridTooLargeForTheTableIsRefused() {
    RelativeAxis fits = new RelativeAxis(4, 4, 3, 7);
    RelativeAxis large = new RelativeAxis(60, 60, 59, 111);
    assertThatThrownBy(() -> new RelativePosition(fits, large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("111 entries", "60 query", "60 key columns", "0 to 118")
        .hasMessageContaining("resize the tables");
    MastConfig longClips = MastVariants.nano().withGridOnly(PatchGrid.of(64, 200));
    assertThatThrownBy(() -> EncoderGraph.encoder(longClips, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("columns");
  }

  /** 9 pool to 5, but timm's table is for 9 / 2: there an IndexError, "7 is out of bounds". */
  @Test
  void timmsTablesAreTooSmallForOddGridsOfTheirOwnSize() {
    PatchGrid grid = PatchGrid.of(36, 36, 7, 4).withPadding(3, 3);
    MastConfig odd =
        MastVariants.nano().withGrid(grid).withTables(new TokenGrid(9, 9), RelativeIndex.TIMM);
    assertThatThrownBy(() -> EncoderGraph.encoder(odd, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("7 entries", "5 query", "0 to 8", "resize the tables");
    MastConfig larger = odd.withTables(new TokenGrid(12, 12), RelativeIndex.TIMM);
    assertThat(EncoderGraph.encoder(larger, 1).weights().get("stages.1.blocks.0.attn.rel_pos_w"))
        .satisfies(table -> assertThat(table.size(0)).isEqualTo(2 * 12 / 2 - 1));
    MastConfig tiny = odd.withTables(new TokenGrid(1, 1), RelativeIndex.TIMM);
    assertThatThrownBy(() -> tiny.blocks(TokenGrid.of(grid)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("tableGrid", "too small", "larger tableGrid");
  }

  @Test
  void onTheTablesOwnGridBothIndicesAreTheSame() {
    INDArray centred = pooled(EIGHT_BY_TWELVE, RelativeIndex.CENTRED);
    INDArray timm = pooled(EIGHT_BY_TWELVE, RelativeIndex.TIMM);
    assertThat(centred).isEqualTo(timm);
  }

  @Test
  void onASmallerGridTheyDiffer() {
    MastConfig shorter = EIGHT_BY_TWELVE.withGridOnly(PatchGrid.of(86, 106));
    INDArray centred = pooled(shorter, RelativeIndex.CENTRED);
    INDArray timm = pooled(shorter, RelativeIndex.TIMM);
    assertThat(centred.sub(timm).amaxNumber().doubleValue()).isGreaterThan(1e-4);
  }

  /** A table for 8 positions; its own grid's zero distance is row 7. */
  @ParameterizedTest
  @CsvSource({"8", "5", "3", "1"})
  void centredKeepsTheZeroDistancesRow(int size) {
    RelativeAxis axis =
        new RelativeAxis(size, size, RelativeAxis.offset(8, 8), RelativeAxis.tableLength(8, 8));
    for (int i = 0; i < size; i++) {
      assertThat(axis.entry(i, i)).isEqualTo(7);
    }
  }

  /** [queries][keys] along one axis, from timm's offset. */
  private static int[][] entries(int queries, int keys) {
    RelativeAxis axis =
        new RelativeAxis(
            queries,
            keys,
            RelativeAxis.offset(queries, keys),
            RelativeAxis.tableLength(queries, keys));
    int[][] entries = new int[queries][keys];
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < keys; j++) {
        entries[i][j] = axis.entry(i, j);
      }
    }
    return entries;
  }

  /** Tables of an untrained model are near 0; here they count. */
  private static INDArray pooled(MastConfig config, RelativeIndex index) {
    MastConfig indexed = config.withTables(EIGHT_BY_TWELVE.tableGrid(), index);
    EncoderGraph encoder = EncoderGraph.encoder(indexed, 4);
    encoder
        .weights()
        .select(key -> key.contains("rel_pos"))
        .toMap()
        .values()
        .forEach(table -> table.muli(50));
    long size = config.grid().size();
    INDArray patches = Nd4j.linspace(-1, 1, 2 * size * 256).reshape(2, size, 256);
    return encoder.pooled(patches.castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
  }
}
