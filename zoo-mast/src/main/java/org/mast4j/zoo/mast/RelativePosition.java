package org.mast4j.zoo.mast;

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
   * That of one block.
   *
   * @param queries grid of the pooled queries
   * @param keys grid of the pooled keys
   */
  static RelativePosition of(
      RelativeIndex relativeIndex, BlockConfig block, TokenGrid queries, TokenGrid keys) {
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
    TokenGrid tableQueries = tables.pooled(block.queryStride());
    TokenGrid tableKeys = tables.pooled(block.keyStride());
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
              + " import, Adaptation.withResizedTables in Java)");
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

  /** One-hot [Nq, qh]: each query's row. */
  float[][] rowOfQuery() {
    float[][] selector = new float[queries().size()][rows.queries()];
    for (int n = 0; n < selector.length; n++) {
      selector[n][n / columns.queries()] = 1;
    }
    return selector;
  }

  /** One-hot [Nq, qw]: each query's column. */
  float[][] columnOfQuery() {
    float[][] selector = new float[queries().size()][columns.queries()];
    for (int n = 0; n < selector.length; n++) {
      selector[n][n % columns.queries()] = 1;
    }
    return selector;
  }

  /** [kh + kw, Nk]: spreads a query's scores of key rows and columns over the keys. */
  float[][] keySpread() {
    float[][] spread = new float[rows.keys() + columns.keys()][keys().size()];
    for (int n = 0; n < keys().size(); n++) {
      spread[n / columns.keys()][n] = 1;
      spread[rows.keys() + n % columns.keys()][n] = 1;
    }
    return spread;
  }
}
