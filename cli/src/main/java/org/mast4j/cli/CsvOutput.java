package org.mast4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** CSV files that a command writes beside a model, known by their first row. */
final class CsvOutput {
  private CsvOutput() {}

  /** The file beside {@code directory} with that suffix; its first row begins as ours do. */
  static OutputFile beside(Path directory, String suffix, String columns) {
    return new OutputFile(
        Outputs.beside(directory, suffix),
        new OutputFile.Kind("a CSV file", file -> firstRow(file).startsWith(columns)));
  }

  private static String firstRow(Path file) throws IOException {
    try (BufferedReader rows = Files.newBufferedReader(file)) {
      return String.valueOf(rows.readLine());
    }
  }

  /** Writes the text in UTF-8. */
  static void write(OutputFile file, String csv) throws IOException {
    file.write(csv.getBytes(StandardCharsets.UTF_8));
  }
}
