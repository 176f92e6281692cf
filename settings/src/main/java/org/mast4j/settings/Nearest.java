package org.mast4j.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant. */
final class Nearest {
  private Nearest() {}

  /** What to say after an unknown name: the one that looks like it, or all. */
  static String hint(String unknown, Collection<String> known) {
    return find(unknown, known)
        .map(name -> "; did you mean " + name + "?")
        .orElse("; expected one of " + known);
  }

  /** The name with the fewest letters to change, if those are few. */
  private static Optional<String> find(String unknown, Collection<String> known) {
    String lower = unknown.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(name -> edits(lower, name.toLowerCase(Locale.ROOT))))
        .filter(
            name ->
                edits(lower, name.toLowerCase(Locale.ROOT)) <= Math.max(1, unknown.length() / 3));
  }

  /** Letters to insert, delete or replace (Levenshtein). */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
