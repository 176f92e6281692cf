package org.mast4j.zoo.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mast4j.datavec.audio.internal.io.CsvFile;

/**
 * The labels of a classifier's classes in the order of its logits: a text file of one a line, or a
 * CSV file with a column display_name, as AudioSet's class_labels_indices.csv.
 */
public final class LabelsFile {
  private static final String COLUMN = "display_name";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private LabelsFile() {}

  /**
   * Reads the labels; blank lines don't count.
   *
   * @throws IOException if there is no such file, it is neither UTF-8 nor UTF-16 with its mark, a
   *     label is there twice, or a CSV file has no such column
   */
  public static List<String> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ImportException(file, "no such file; expected labels, one a line");
    }
    Map<String, Integer> lineOf = new LinkedHashMap<>();
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
      CsvFile.read(
          file, List.of(COLUMN), (row, cells) -> put(lineOf, cells.get(0), row.line(), file));
      return List.copyOf(lineOf.keySet());
    }
    int line = 0;
    for (String text : text(file).lines().toList()) {
      line++;
      if (!text.isBlank()) {
        put(lineOf, text.strip(), line, file);
      }
    }
    return List.copyOf(lineOf.keySet());
  }

  private static void put(Map<String, Integer> lineOf, String label, int line, Path file)
      throws ImportException {
    Integer first = lineOf.putIfAbsent(label, line);
    if (first != null) {
      throw new ImportException(
          file,
          "line %d: \"%s\" is the label of line %d too; expected labels that differ"
              .formatted(line, label, first));
    }
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    // Windows' Notepad and PowerShell mark their files, the latter's are in UTF-16.
    boolean wide = bytes.length >= 2 && (bytes[0] & bytes[1] & 0xff) == 0xfe;
    Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ImportException(file, "not UTF-8; save it as UTF-8", e);
    }
  }
}
