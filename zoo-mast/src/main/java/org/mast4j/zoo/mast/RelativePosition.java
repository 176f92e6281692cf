package org.mast4j.zoo.mast;

import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;

/**
 * Which row of a relative-position table each pair of query and key position uses: {@code i
 * max(k/q, 1) - j max(q/k, 1) + offset}, truncated (timm's {@code cal_rel_pos_type}).
 *
 * @param queries grid of the pooled queries
 * @param keys grid of the pooled keys
 * @param rowOffset added to distances over frequency
 * @param columnOffset added to distances over time
 * @param tableRows length of the table over frequency
 * @param tableColumns length of the table over time
 */
public record RelativePosition(
    TokenGrid queries,
    TokenGrid keys,
    double rowOffset,
    double columnOffset,
    int tableRows,
    int tableColumns) {

  public RelativePosition {
    check("rows", queries.rows(), keys.rows(), rowOffset, tableRows);
    check("columns", queries.columns(), keys.columns(), columnOffset, tableColumns);
  }

  /** The positions of a block's pooled tokens and the entries of its tables. */
  static RelativePosition of(
      RelativeIndex relativeIndex, BlockConfig block, TokenGrid queries, TokenGrid keys) {
    TokenGrid tables = block.tableGrid();
    if (relativeIndex == RelativeIndex.TIMM) {
      // timm divides by the stride over columns in both tables (MultiScaleAttention.__init__).
      int queryStride = block.queryStride().columns();
      int keyStride = block.keyStride().columns();
      return new RelativePosition(
          queries,
          keys,
          offset(queries.rows(), keys.rows()),
          offset(queries.columns(), keys.columns()),
          tableLength(tables.rows() / queryStride, tables.rows() / keyStride),
          tableLength(tables.columns() / queryStride, tables.columns() / keyStride));
    }
    TokenGrid tableQueries = tables.pooled(block.queryStride());
    TokenGrid tableKeys = tables.pooled(block.keyStride());
    return new RelativePosition(
        queries,
        keys,
        offset(tableQueries.rows(), tableKeys.rows()),
        offset(tableQueries.columns(), tableKeys.columns()),
        tableLength(tableQueries.rows(), tableKeys.rows()),
        tableLength(tableQueries.columns(), tableKeys.columns()));
  }

  private static void check(String axis, int queries, int keys, double offset, int table) {
    int least = index(0, keys - 1, queries, keys, offset);
    int most = index(queries - 1, 0, queries, keys, offset);
    if (least < 0 || most >= table) {
      throw new IllegalArgumentException(
          "relative-position table has "
              + table
              + " entries, but a grid of "
              + queries
              + " query and "
              + keys
              + " key "
              + axis
              + " uses entries "
              + least
              + " to "
              + most
              + "; use a smaller input or a larger tableGrid");
    }
  }

  /** Length of a table that serves {@code queries} x {@code keys} positions along one axis. */
  static int tableLength(int queries, int keys) {
    return Math.max(2 * Math.max(queries, keys) - 1, 0);
  }

  /** The zero distance's row: {@code (k - 1) max(q/k, 1)}. */
  static double offset(int queries, int keys) {
    return (keys - 1) * Math.max((double) queries / keys, 1);
  }

  private static int index(int i, int j, int queries, int keys, double offset) {
    // In float, as timm: distances that are whole but for rounding are truncated as there.
    float queryRatio = (float) Math.max((double) keys / queries, 1);
    float keyRatio = (float) Math.max((double) queries / keys, 1);
    return (int) (i * queryRatio - j * keyRatio + (float) offset);
  }

  /** One-hot [Nq * kh, table]: for each query and key row, the entry over frequency. */
  float[][] rowSelector() {
    float[][] selector = new float[queries.size() * keys.rows()][tableRows];
    for (int n = 0; n < queries.size(); n++) {
      for (int j = 0; j < keys.rows(); j++) {
        int row = n / queries.columns();
        int entry = index(row, j, queries.rows(), keys.rows(), rowOffset);
        selector[n * keys.rows() + j][entry] = 1;
      }
    }
    return selector;
  }

  /** One-hot [Nq * kw, table]: for each query and key column, the entry over time. */
  float[][] columnSelector() {
    float[][] selector = new float[queries.size() * keys.columns()][tableColumns];
    for (int n = 0; n < queries.size(); n++) {
      for (int j = 0; j < keys.columns(); j++) {
        int column = n % queries.columns();
        int entry = index(column, j, queries.columns(), keys.columns(), columnOffset);
        selector[n * keys.columns() + j][entry] = 1;
      }
    }
    return selector;
  }

  /** [kh + kw, Nk]: spreads a query's scores of key rows and columns over the keys. */
  float[][] keySpread() {
    float[][] spread = new float[keys.rows() + keys.columns()][keys.size()];
    for (int n = 0; n < keys.size(); n++) {
      spread[n / keys.columns()][n] = 1;
      spread[keys.rows() + n % keys.columns()][n] = 1;
    }
    return spread;
  }
}
