package org.mast4j.zoo.mast;

import java.util.stream.IntStream;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;

/**
 * Which entries of the two relative-position tables each pair of query and key uses.
 *
 * @param rows over frequency
 * @param columns over time
 */
public record RelativePosition(RelativeAxis rows, RelativeAxis columns) {

  /**
   * @throws IllegalArgumentException if a table has not all entries that its axis uses
   */
  public RelativePosition {
    check("rows", rows);
    check("columns", columns);
  }

  /**
   * That of an attention with tables of its own.
   *
   * @param queries grid of the queries
   * @param keys grid of the keys, such as the queries' pooled
   */
  public static RelativePosition of(TokenGrid queries, TokenGrid keys) {
    return centred(queries, keys, queries, keys);
  }

  /** That of one block. */
  static RelativePosition of(RelativeIndex relativeIndex, BlockConfig block) {
    TokenGrid queries = block.queries();
    TokenGrid keys = block.keys();
    TokenGrid tables = block.tableGrid();
    if (relativeIndex == RelativeIndex.TIMM) {
      // timm divides by the stride over columns for both tables (MultiScaleAttention.__init__).
      int queryStride = block.queryStride().columns();
      int keyStride = block.keyStride().columns();
      return new RelativePosition(
          timm(queries.rows(), keys.rows(), tables.rows() / queryStride, tables.rows() / keyStride),
          timm(
              queries.columns(),
              keys.columns(),
              tables.columns() / queryStride,
              tables.columns() / keyStride));
    }
    return centred(
        queries, keys, tables.pooled(block.queryStride()), tables.pooled(block.keyStride()));
  }

  /** Of tables that were sized for one pair of grids, on another pair. */
  private static RelativePosition centred(
      TokenGrid queries, TokenGrid keys, TokenGrid tableQueries, TokenGrid tableKeys) {
    return new RelativePosition(
        centred(queries.rows(), keys.rows(), tableQueries.rows(), tableKeys.rows()),
        centred(queries.columns(), keys.columns(), tableQueries.columns(), tableKeys.columns()));
  }

  private static RelativeAxis timm(int queries, int keys, int tableQueries, int tableKeys) {
    double offset = RelativeAxis.offset(queries, keys);
    return new RelativeAxis(
        queries, keys, offset, RelativeAxis.tableLength(tableQueries, tableKeys));
  }

  private static RelativeAxis centred(int queries, int keys, int tableQueries, int tableKeys) {
    double offset = RelativeAxis.offset(tableQueries, tableKeys);
    return new RelativeAxis(
        queries, keys, offset, RelativeAxis.tableLength(tableQueries, tableKeys));
  }

  private static void check(String name, RelativeAxis axis) {
    if (axis.first() < 0 || axis.last() >= axis.entries()) {
      throw new IllegalArgumentException(
          "relative-position table has "
              + axis.entries()
              + " entries, but a grid of "
              + axis.queries()
              + " query and "
              + axis.keys()
              + " key "
              + name
              + " uses entries "
              + axis.first()
              + " to "
              + axis.last()
              + "; use a smaller input, or resize the tables (--tables resize of the command"
              + " import, Adaptation.withResizesTables in Java)");
    }
  }

  /** Grid of the pooled queries. */
  TokenGrid queries() {
    return new TokenGrid(rows.queries(), columns.queries());
  }

  /** Grid of the pooled keys. */
  TokenGrid keys() {
    return new TokenGrid(rows.keys(), columns.keys());
  }

  /** Each query's row, of Nq queries. */
  int[] rowOfQuery() {
    return IntStream.range(0, queries().size()).map(n -> n / columns.queries()).toArray();
  }

  /** Each query's column, of Nq queries. */
  int[] columnOfQuery() {
    return IntStream.range(0, queries().size()).map(n -> n % columns.queries()).toArray();
  }

  /** Each key's row, of Nk keys. */
  int[] rowOfKey() {
    return IntStream.range(0, keys().size()).map(n -> n / columns.keys()).toArray();
  }

  /** Each key's column, of Nk keys. */
  int[] columnOfKey() {
    return IntStream.range(0, keys().size()).map(n -> n % columns.keys()).toArray();
  }
}
