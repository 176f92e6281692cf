package org.mast4j.datavec.audio.dataset.layout;

import java.util.List;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.CsvFile.Row;

/** What layouts ask of the cells of a row. */
final class Rows {

  private Rows() {}

  static int integer(Row row, String column, String cell, int min, int max) throws AudioException {
    try {
      int value = Integer.parseInt(cell);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw row.problem("%s \"%s\"; expected %d to %d".formatted(column, cell, min, max));
    }
    throw row.problem("%s %s; expected %d to %d".formatted(column, cell, min, max));
  }

  static void requireOneOf(Row row, String column, String cell, List<String> values)
      throws AudioException {
    if (!values.contains(cell)) {
      throw row.problem("%s \"%s\"; expected one of %s".formatted(column, cell, values));
    }
  }
}
