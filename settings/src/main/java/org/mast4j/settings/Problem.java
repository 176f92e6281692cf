package org.mast4j.settings;

import java.util.Comparator;
import java.util.OptionalInt;

/**
 * What is wrong with one key.
 *
 * @param lead what stands before the key in the message, with its space; may be empty
 * @param key path of the key: {@code crop.minScale}
 * @param rest of the message: the value, and what was expected
 * @param line of the key in its text, if known
 */
public record Problem(String lead, String key, String rest, OptionalInt line) {

  /** As they stand in the text, those without a line last. */
  static final Comparator<Problem> BY_LINE =
      Comparator.comparingInt(problem -> problem.line().orElse(Integer.MAX_VALUE));

  Problem(String lead, String key, String rest) {
    this(lead, key, rest, OptionalInt.empty());
  }

  static Problem of(String key, Object value, String expected) {
    return new Problem("", key, " " + value + "; expected " + expected);
  }

  static Problem missing(String key) {
    return new Problem("missing key ", key, "");
  }

  /** The same of a record that lies below a key. */
  Problem below(String parent) {
    return new Problem(lead, Document.join(parent, key), rest, line);
  }

  /** The same with the key's line. */
  Problem in(Document document) {
    return new Problem(lead, key, rest, document.line(key));
  }

  @Override
  public String toString() {
    String place = line.isPresent() ? "line " + line.getAsInt() + ": " : "";
    return place + lead + key + rest;
  }
}
