package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.CsvColumns.Column;
import org.mast4j.datavec.audio.decode.Segment;
import org.mast4j.datavec.audio.internal.io.CsvFile;
import org.mast4j.datavec.audio.internal.io.CsvFile.Row;
import org.mast4j.datavec.audio.internal.io.FileNames;

/**
 * A CSV file {@code path[,label[,split[,start,end]]]}: a line for each clip, after a header line if
 * it has one, which may order the columns otherwise; paths are relative to the file's folder, start
 * and end are the seconds of a part.
 */
final class CsvIndex {

  private final Path csv;
  private final Optional<String> labelSeparator;
  private final List<AudioClip> clips = new ArrayList<>();
  private Optional<CsvColumns> columns = Optional.empty();

  private CsvIndex(Path csv, Optional<String> labelSeparator) {
    this.csv = csv;
    this.labelSeparator = labelSeparator;
  }

  /**
   * Reads the file.
   *
   * @param labelSeparator between the classes of a clip, if it may have several
   */
  static AudioDataset read(Path csv, Optional<String> labelSeparator) throws IOException {
    CsvIndex index = new CsvIndex(csv, labelSeparator);
    CsvFile.read(csv, index::add);
    if (index.clips.isEmpty()) {
      throw new AudioException(csv, "lists no clips; expected lines path,label[,split]");
    }
    List<String> unread = index.columns.orElseThrow().unread();
    return AudioDataset.found(
        csv,
        index.clips,
        labelSeparator.isPresent(),
        unread.isEmpty()
            ? List.of()
            : List.of("columns left unread: " + String.join(", ", unread)));
  }

  private void add(Row row) throws AudioException {
    if (row.cells().stream().allMatch(String::isEmpty)) {
      return; // as spreadsheets leave behind the last row
    }
    if (columns.isEmpty()) {
      boolean header = CsvColumns.areNamedBy(row);
      columns = Optional.of(header ? CsvColumns.named(row) : CsvColumns.unnamed(row));
      if (header) {
        return;
      }
    }
    CsvColumns cells = columns.get();
    clips.add(
        new AudioClip(
            file(row, cells),
            cells.cell(row, Column.LABEL).stream().flatMap(this::labels).toList(),
            split(row, cells.cell(row, Column.SPLIT)),
            segment(row, cells.cell(row, Column.START), cells.cell(row, Column.END))));
  }

  private Stream<String> labels(String cell) {
    return labelSeparator.isEmpty()
        ? Stream.of(cell)
        : Stream.of(cell.split(Pattern.quote(labelSeparator.get())))
            .map(String::strip)
            .filter(label -> !label.isEmpty())
            .distinct();
  }

  private Path file(Row row, CsvColumns cells) throws AudioException {
    String name =
        cells.cell(row, Column.PATH).orElseThrow(() -> row.problem("names no file; add its path"));
    Path folder = csv.toAbsolutePath().getParent();
    try {
      List<Path> candidates = spellings(name).map(s -> folder.resolve(s).normalize()).toList();
      for (Path candidate : candidates) {
        if (Files.isRegularFile(candidate)) {
          return candidate;
        }
      }
      if (Files.isDirectory(candidates.get(0))) {
        throw row.problem("a folder, not a file: " + candidates.get(0) + "; name each file in it");
      }
      throw clips.isEmpty() && looksLikeAHeader(name)
          ? row.problem("the columns %s; expected %s".formatted(row.cells(), CsvColumns.expected()))
          : row.problem(
              "no such file: %s; paths are relative to the CSV's folder"
                  .formatted(candidates.get(0)));
    } catch (InvalidPathException e) {
      throw row.problem("names \"" + name + "\", " + FileNames.problem());
    }
  }

  /** As it stands, as Windows writes it, and as macOS and others spell accents. */
  private static Stream<String> spellings(String name) {
    return Stream.of(name, name.replace('\\', '/'))
        .flatMap(
            spelling ->
                Stream.of(
                    spelling,
                    Normalizer.normalize(spelling, Normalizer.Form.NFC),
                    Normalizer.normalize(spelling, Normalizer.Form.NFD)))
        .distinct();
  }

  private static boolean looksLikeAHeader(String cell) {
    return cell.indexOf('/') < 0 && cell.indexOf('\\') < 0 && !AudioTree.isAudioName(cell);
  }

  private static Optional<Split> split(Row row, Optional<String> name) throws AudioException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Split> split = Split.parse(name.get());
    if (split.isEmpty()) {
      throw row.problem("unknown split " + name.get() + "; use train, validation or test");
    }
    return split;
  }

  private static Optional<Segment> segment(Row row, Optional<String> start, Optional<String> end)
      throws AudioException {
    if (start.isEmpty() && end.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Segment(Double.parseDouble(start.orElse("0")), Double.parseDouble(end.orElse(""))));
    } catch (IllegalArgumentException e) {
      throw row.problem(
          "start %s, end %s; expected seconds, start before end, or neither"
              .formatted(start.orElse("(none)"), end.orElse("(none)")));
    }
  }
}
