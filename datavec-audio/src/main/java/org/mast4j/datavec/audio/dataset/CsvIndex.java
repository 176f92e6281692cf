package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.Segment;
import org.mast4j.datavec.audio.io.CsvFile;
import org.mast4j.datavec.audio.io.CsvFile.Row;

/**
 * A CSV file {@code path[,label[,split[,start,end]]]}: a line for each clip, after a header line if
 * it has one; paths are relative to the file's folder, start and end are the seconds of a part.
 */
final class CsvIndex {

  private static final List<String> COLUMNS = List.of("path", "label", "split", "start", "end");

  private final Path csv;
  private final List<AudioClip> clips = new ArrayList<>();

  private CsvIndex(Path csv) {
    this.csv = csv;
  }

  static AudioDataset read(Path csv) throws IOException {
    CsvIndex index = new CsvIndex(csv);
    CsvFile.read(csv, index::add);
    if (index.clips.isEmpty()) {
      throw new AudioException(csv, "lists no clips; expected lines path,label[,split]");
    }
    return new AudioDataset(csv, index.clips);
  }

  private void add(Row row) throws AudioException {
    List<String> cells = row.cells();
    if (row.line() == 1 && cells.equals(COLUMNS.subList(0, Math.min(5, cells.size())))) {
      return;
    }
    if (cells.size() > COLUMNS.size() || cells.size() == 4) {
      throw row.problem(
          "has " + cells.size() + " columns; expected path,label[,split] or with start,end");
    }
    Path file;
    try {
      file = csv.toAbsolutePath().getParent().resolve(cells.get(0)).normalize();
    } catch (InvalidPathException e) {
      throw row.problem("isn't a path: " + cells.get(0) + "; correct it");
    }
    if (!Files.isRegularFile(file)) {
      throw row.problem("no such file: " + file + "; paths are relative to the CSV's folder");
    }
    clips.add(
        new AudioClip(
            file,
            cell(cells, 1).stream().toList(),
            split(row, cell(cells, 2)),
            segment(row, cell(cells, 3), cell(cells, 4))));
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

  private static Optional<String> cell(List<String> cells, int column) {
    return column < cells.size() && !cells.get(column).isEmpty()
        ? Optional.of(cells.get(column))
        : Optional.empty();
  }
}
