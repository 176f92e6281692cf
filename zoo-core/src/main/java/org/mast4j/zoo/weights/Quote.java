package org.mast4j.zoo.weights;

/** Text of other people's files within our messages. */
final class Quote {
  private static final int MAX_LENGTH = 120;

  private Quote() {}

  /** In quotation marks, cut to a readable length and without control characters. */
  static String of(String text) {
    return '"' + plain(text) + '"';
  }

  /** As {@link #of}, without the marks. */
  static String plain(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    // Control, format and line separators: a hostile key must not draw on the reader's terminal.
    return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
