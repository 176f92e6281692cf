package org.mast4j.ssl.lape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the paper's Table 1: accuracies of fine-tuned models on LAPE's eight tasks.
 *
 * @param model AST or MAST
 * @param initialization where its weights come from
 * @param accuracies shares, by the name of the task's data set layout, such as {@code voxforge}
 */
public record PaperRow(String model, String initialization, Map<String, Double> accuracies) {
  private static final String RESOURCE = "table1.csv";
  private static final int NAMES = 2;
  private static final double PERCENT = 100;

  public PaperRow {
    accuracies = Map.copyOf(accuracies);
  }

  /** All rows, in the paper's order. */
  public static List<PaperRow> all() {
    try (InputStream in = PaperRow.class.getResourceAsStream(RESOURCE)) {
      List<String[]> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(","))
              .toList();
      return lines.stream().skip(1).map(cells -> row(lines.get(0), cells)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a resource of this jar
    }
  }

  private static PaperRow row(String[] header, String[] cells) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (int i = NAMES; i < header.length; i++) {
      accuracies.put(header[i], Double.parseDouble(cells[i]) / PERCENT);
    }
    return new PaperRow(cells[0], cells[1], accuracies);
  }
}
