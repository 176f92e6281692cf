package org.mast4j.zoo.mast;

import java.util.stream.IntStream;

/**
 * Which entry of a relative-position table each pair of query and key position along one axis uses:
 * {@code i max(k/q, 1) - j max(q/k, 1) + offset}, truncated (timm's {@code cal_rel_pos_type}).
 *
 * @param queries q, positions of the pooled queries
 * @param keys k, positions of the pooled keys
 * @param offset the entry of distance 0; may lie between two
 * @param entries length of the table
 */
public record RelativeAxis(int queries, int keys, double offset, int entries) {

  /** Length of a table that serves {@code queries} x {@code keys} positions. */
  static int tableLength(int queries, int keys) {
    return Math.max(2 * Math.max(queries, keys) - 1, 0);
  }

  /** The zero distance's entry: {@code (k - 1) max(q/k, 1)}. */
  static double offset(int queries, int keys) {
    return (keys - 1) * Math.max((double) queries / keys, 1);
  }

  /** The entry of query {@code i} and key {@code j}. */
  int entry(int i, int j) {
    // In float, as timm: distances that are whole but for rounding are truncated as there.
    float queryRatio = (float) Math.max((double) keys / queries, 1);
    float keyRatio = (float) Math.max((double) queries / keys, 1);
    return (int) (i * queryRatio - j * keyRatio + (float) offset);
  }

  /** The entry of each query and key position, q * k of them. */
  int[] pairs() {
    return IntStream.range(0, queries * keys).map(n -> entry(n / keys, n % keys)).toArray();
  }

  /** The least entry that a pair uses. */
  int first() {
    return entry(0, keys - 1);
  }

  /** The greatest entry that a pair uses. */
  int last() {
    return entry(queries - 1, 0);
  }
}
