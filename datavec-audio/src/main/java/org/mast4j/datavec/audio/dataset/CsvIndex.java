package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;

/**
 * A CSV file {@code path[,label[,split]]}: a line for each clip, after a header line if it has one;
 * paths are relative to the file's folder; cells may be quoted as in RFC 4180.
 */
final class CsvIndex {

  private static final List<String> COLUMNS = List.of("path", "label", "split");

  private final Path csv;
  private final List<AudioClip> clips = new ArrayList<>();

  private CsvIndex(Path csv) {
    this.csv = csv;
  }

  static AudioDataset read(Path csv) throws IOException {
    CsvIndex index = new CsvIndex(csv);
    List<String> lines;
    try {
      lines = Files.readAllLines(csv);
    } catch (CharacterCodingException e) {
      throw new AudioException(csv, "not a CSV file in UTF-8; name a folder or such a file", e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = i == 0 ? withoutByteOrderMark(lines.get(i)) : lines.get(i);
      if (!line.isBlank()) {
        index.add(i + 1, line);
      }
    }
    if (index.clips.isEmpty()) {
      throw new AudioException(csv, "lists no clips; expected lines path,label[,split]");
    }
    return new AudioDataset(csv, index.clips);
  }

  private void add(int line, String text) throws AudioException {
    List<String> cells = cells(line, text);
    if (line == 1 && cells.equals(COLUMNS.subList(0, Math.min(3, cells.size())))) {
      return;
    }
    if (cells.size() > COLUMNS.size()) {
      throw problem(line, "has " + cells.size() + " columns; expected path,label[,split]");
    }
    Path file;
    try {
      file = csv.toAbsolutePath().getParent().resolve(cells.get(0)).normalize();
    } catch (InvalidPathException e) {
      throw problem(line, "isn't a path: " + cells.get(0) + "; correct it");
    }
    if (!Files.isRegularFile(file)) {
      throw problem(line, "no such file: " + file + "; paths are relative to the CSV's folder");
    }
    clips.add(new AudioClip(file, cell(cells, 1), split(line, cell(cells, 2))));
  }

  private Optional<Split> split(int line, Optional<String> name) throws AudioException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Split> split = Split.parse(name.get());
    if (split.isEmpty()) {
      throw problem(line, "unknown split " + name.get() + "; use train, validation or test");
    }
    return split;
  }

  private static Optional<String> cell(List<String> cells, int column) {
    return column < cells.size() && !cells.get(column).isEmpty()
        ? Optional.of(cells.get(column))
        : Optional.empty();
  }

  private List<String> cells(int line, String text) throws AudioException {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (quoted) {
      throw problem(line, "a quote isn't closed; correct it");
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  private AudioException problem(int line, String problem) {
    return new AudioException(csv, "line " + line + ": " + problem);
  }

  private static String withoutByteOrderMark(String line) {
    return line.startsWith("\uFEFF") ? line.substring(1) : line;
  }
}
