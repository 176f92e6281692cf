package org.mast4j.datavec.audio.dataset;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.CsvFile.Row;

/** Which cell of a row is what, by the header or, without one, by its place. */
final class CsvColumns {

  /** What a clip's line may say, in the order of lines without a header. */
  enum Column {
    PATH("path", "file", "filename", "file_name", "filepath", "file_path", "fname", "audio"),
    LABEL("label", "labels", "class", "class_name", "category"),
    SPLIT("split", "subset"),
    START("start", "start_time"),
    END("end", "end_time");

    private final List<String> names;

    Column(String... names) {
      this.names = List.of(names);
    }

    static Optional<Column> named(String cell) {
      String name = cell.toLowerCase(Locale.ROOT).replace(' ', '_');
      return List.of(values()).stream().filter(c -> c.names.contains(name)).findFirst();
    }
  }

  /** Cells of a line without a header: all, or those without a part of the file. */
  private static final Set<Integer> SIZES = Set.of(1, 2, 3, 5);

  private final int size;
  private final Map<Column, Integer> places = new EnumMap<>(Column.class);
  private final List<String> unread = new ArrayList<>();

  private CsvColumns(int size) {
    this.size = size;
  }

  /** Whether a file's first row names its columns: a class may be called "audio" or "file" too. */
  static boolean areNamedBy(Row first) {
    return first.cells().stream().noneMatch(AudioTree::isAudioName)
        && first.cells().stream()
            .flatMap(c -> Column.named(c).stream())
            .anyMatch(Column.PATH::equals);
  }

  /** By a header, in any order; columns of other names are left unread. */
  static CsvColumns named(Row header) throws AudioException {
    CsvColumns columns = new CsvColumns(header.cells().size());
    for (int i = 0; i < header.cells().size(); i++) {
      String cell = header.cells().get(i);
      Optional<Column> column = Column.named(cell);
      if (column.isEmpty()) {
        if (!cell.isEmpty()) {
          columns.unread.add(cell);
        }
      } else if (columns.places.putIfAbsent(column.get(), i) != null) {
        throw header.problem(
            "two columns that both give the %s, %s and %s; remove or rename one"
                .formatted(
                    column.get().names.get(0),
                    header.cells().get(columns.places.get(column.get())),
                    cell));
      }
    }
    return columns;
  }

  /** By place: {@code path[,label[,split[,start,end]]]}. */
  static CsvColumns unnamed(Row first) throws AudioException {
    int size = first.cells().size();
    if (!SIZES.contains(size)) {
      throw first.problem("has " + size + " columns; expected " + expected());
    }
    CsvColumns columns = new CsvColumns(size);
    for (int i = 0; i < size; i++) {
      columns.places.put(Column.values()[i], i);
    }
    return columns;
  }

  /** What a CSV may look like, after "expected". */
  static String expected() {
    return "path,label[,split[,start,end]], or a header that names the columns: "
        + List.of(Column.values()).stream()
            .map(column -> String.join("|", column.names))
            .collect(Collectors.joining(", "));
  }

  /** The header's columns that mean nothing here. */
  List<String> unread() {
    return List.copyOf(unread);
  }

  /**
   * A cell, unless it is empty or the file has no such column.
   *
   * @throws AudioException if the row has another number of cells than the first one
   */
  Optional<String> cell(Row row, Column column) throws AudioException {
    if (row.cells().size() != size) {
      throw row.problem(
          "has %d cells where the first line has %d; correct it, or quote cells that hold commas"
              .formatted(row.cells().size(), size));
    }
    return Optional.ofNullable(places.get(column))
        .map(row.cells()::get)
        .filter(cell -> !cell.isEmpty());
  }
}
