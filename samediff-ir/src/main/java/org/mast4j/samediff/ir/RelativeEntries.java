package org.mast4j.samediff.ir;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entry of a table of relative positions each pair of a query's and a key's position along an
 * axis uses. Positions one after the other use the same entries but for a step, so that few numbers
 * tell all pairs.
 */
public final class RelativeEntries {
  private final int[] first;
  private final int[] pattern;
  private final List<int[]> patterns;

  private RelativeEntries(int[] first, int[] pattern, List<int[]> patterns) {
    this.first = first;
    this.pattern = pattern;
    this.patterns = patterns;
  }

  /**
   * Those of all pairs.
   *
   * @param pairs the entry of each query's position and each key's
   * @param keys positions of keys
   */
  public static RelativeEntries of(int[] pairs, int keys) {
    int queries = pairs.length / keys;
    int[] first = new int[queries];
    int[] pattern = new int[queries];
    List<int[]> patterns = new ArrayList<>();
    Map<IntBuffer, Integer> found = new HashMap<>();
    for (int i = 0; i < queries; i++) {
      int[] row = Arrays.copyOfRange(pairs, i * keys, (i + 1) * keys);
      int least = Arrays.stream(row).min().orElseThrow();
      for (int j = 0; j < keys; j++) {
        row[j] -= least;
      }
      first[i] = least;
      pattern[i] = found.computeIfAbsent(IntBuffer.wrap(row), key -> patterns.size());
      if (pattern[i] == patterns.size()) {
        patterns.add(row);
      }
    }
    return new RelativeEntries(first, pattern, List.copyOf(patterns));
  }

  /** Positions of queries. */
  public int queries() {
    return first.length;
  }

  /** Positions of keys. */
  public int keys() {
    return patterns.get(0).length;
  }

  /** The least entry that a query's position uses. */
  public int first(int query) {
    return first[query];
  }

  /** The entry of each key's position, from {@link #first} on; not to be changed. */
  public int[] offsets(int query) {
    return patterns.get(pattern[query]);
  }

  /** The greatest entry that a query's position uses. */
  public int last(int query) {
    return first[query] + Arrays.stream(offsets(query)).max().orElseThrow();
  }
}
