package org.mast4j.cli.report;

/** CSV files of ours. */
public final class Csv {
  private Csv() {}

  /** A cell of any text, as RFC 4180 quotes it. */
  public static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
