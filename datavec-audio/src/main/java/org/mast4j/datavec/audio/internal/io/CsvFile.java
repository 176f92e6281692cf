package org.mast4j.datavec.audio.internal.io;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.AudioException;

/**
 * CSV files in UTF-8, or in UTF-16 with a byte order mark as Excel writes it, read strictly and row
 * by row: a row is a line, cells may be quoted as in RFC 4180, blanks around a cell don't count,
 * errors name the file and the line. Between cells stands a comma; where the first row that has
 * several cells holds none outside of quotes, a tab or a semicolon; or what a first line {@code
 * sep=;} says, as Excel has it.
 */
public final class CsvFile {

  private static final Pattern DELIMITER = Pattern.compile("(?i)\"?sep=(.)\"?");

  private CsvFile() {}

  /**
   * One line that isn't blank.
   *
   * @param file the CSV file
   * @param line its number, from 1
   * @param cells at least one, without the blanks around them
   */
  public record Row(Path file, int line, List<String> cells) {

    public Row {
      cells = List.copyOf(cells);
    }

    /** What is wrong with this row, as {@code problem; what to do}. */
    public AudioException problem(String problem) {
      return new AudioException(file, "line " + line + ": " + problem);
    }
  }

  /** Takes rows as they are read. */
  @FunctionalInterface
  public interface RowReader {
    /** Takes the next row. */
    void read(Row row) throws IOException;
  }

  /** Rows whose columns are named by the file's first row. */
  @FunctionalInterface
  public interface RecordReader {
    /**
     * Takes the next row.
     *
     * @param cells those of the columns asked for, in the order in which they were asked for
     */
    void read(Row row, List<String> cells) throws IOException;
  }

  /**
   * Reads a file without a header.
   *
   * @throws AudioException if it isn't UTF-8 or UTF-16, or a quote is misplaced
   */
  public static void read(Path csv, RowReader reader) throws IOException {
    try (BufferedReader lines = open(csv)) {
      Optional<Character> delimiter = Optional.empty();
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
        if (text.indexOf('\0') >= 0) {
          throw new CharacterCodingException(); // UTF-16 without its mark, or no text at all
        }
        Matcher declaration = DELIMITER.matcher(text);
        if (number == 1 && declaration.matches()) {
          delimiter = Optional.of(declaration.group(1).charAt(0));
        } else if (!text.isBlank()) {
          delimiter = delimiter.or(() -> delimiter(text));
          reader.read(new Row(csv, number, cells(csv, number, text, delimiter.orElse(','))));
        }
      }
    } catch (CharacterCodingException e) {
      throw new AudioException(
          csv, "not a CSV file in UTF-8; save it as such, or name a folder or such a file", e);
    }
  }

  private static BufferedReader open(Path csv) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(csv));
    bytes.mark(2);
    int mark = bytes.read() << 8 | bytes.read();
    bytes.reset();
    Charset charset =
        mark == 0xFEFF || mark == 0xFFFE ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    return new BufferedReader(new InputStreamReader(bytes, charset.newDecoder()));
  }

  /** What stands between the cells of a row, if it has several. */
  private static Optional<Character> delimiter(String row) {
    String unquoted = row.replaceAll("\"[^\"]*\"", "");
    return Stream.of(',', '\t', ';').filter(c -> unquoted.indexOf(c) >= 0).findFirst();
  }

  /**
   * Reads a file whose first row names its columns.
   *
   * @param columns the names of those that are needed; others may stand between them
   * @throws AudioException if one of them is missing, or a row has not as many cells as the header
   */
  public static void read(Path csv, List<String> columns, RecordReader reader) throws IOException {
    List<String> header = new ArrayList<>();
    read(
        csv,
        row -> {
          if (header.isEmpty()) {
            header.addAll(row.cells());
            if (!header.containsAll(columns)) {
              throw row.problem("columns " + header + "; expected " + columns);
            }
            return;
          }
          if (row.cells().size() != header.size()) {
            throw row.problem(
                "has " + row.cells().size() + " cells; expected " + header.size() + ", " + header);
          }
          reader.read(row, columns.stream().map(c -> row.cells().get(header.indexOf(c))).toList());
        });
    if (header.isEmpty()) {
      throw new AudioException(csv, "is empty; expected the columns " + columns);
    }
  }

  private static List<String> cells(Path csv, int line, String text, char delimiter)
      throws AudioException {
    List<String> cells = new ArrayList<>();
    int at = 0;
    do {
      at = skipBlanks(text, at, delimiter);
      StringBuilder cell = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at = skipBlanks(text, unquote(csv, line, text, at + 1, cell), delimiter);
        if (at < text.length() && text.charAt(at) != delimiter) {
          throw problem(csv, line, "text after a closing quote; double the quotes inside a cell");
        }
        cells.add(cell.toString());
      } else {
        int end = text.indexOf(delimiter, at);
        String plain = text.substring(at, end < 0 ? text.length() : end).strip();
        if (plain.indexOf('"') >= 0) {
          throw problem(csv, line, "a quote inside a cell; quote the whole cell and double it");
        }
        cells.add(plain);
        at = end < 0 ? text.length() : end;
      }
    } while (at++ < text.length());
    return cells;
  }

  /** Appends a quoted cell and returns where its closing quote's successor stands. */
  private static int unquote(Path csv, int line, String text, int start, StringBuilder cell)
      throws AudioException {
    for (int at = start; at < text.length(); at++) {
      if (text.charAt(at) != '"') {
        cell.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        cell.append('"');
        at++;
      } else {
        return at + 1;
      }
    }
    throw problem(csv, line, "a quote isn't closed; correct it");
  }

  private static int skipBlanks(String text, int start, char delimiter) {
    int at = start;
    while (at < text.length()
        && text.charAt(at) != delimiter // which may be a tab
        && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static AudioException problem(Path csv, int line, String problem) {
    return new AudioException(csv, "line " + line + ": " + problem);
  }
}
