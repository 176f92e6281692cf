package org.mast4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.mast4j.ssl.lape.Contestant;
import org.mast4j.ssl.lape.Figure;
import org.mast4j.ssl.lape.LapeMethod;
import org.mast4j.ssl.lape.LapeTable;
import org.mast4j.ssl.lape.PaperRow;

/** The table of {@code lape}, to read and to compute with. */
public final class LapeReport {
  /** The page's title, by which one of ours is known. */
  public static final String TITLE = "MAST4J LAPE";

  static final String PAPER = "Fine-tuning in the paper";
  static final String SOURCE =
      "Table 1 of \"MAST: Multiscale Audio Spectrogram Transformers\", ICASSP 2023. p.d. is"
          + " patch-drop; its models are larger than most presets here.";

  private static final double PERCENT = 100;
  private static final double TENTHS = 10;

  private final LapeTable table;

  public LapeReport(LapeTable table) {
    this.table = table;
  }

  /**
   * A block of the table.
   *
   * @param title what its numbers are of
   * @param rows in their order
   */
  record Block(String title, List<Row> rows) {}

  /**
   * A row.
   *
   * @param name of the model
   * @param baseline whether it is there to compare with
   * @param cells one for each task, and one for their mean where there are several tasks
   */
  record Row(String name, boolean baseline, List<Cell> cells) {}

  /**
   * A number.
   *
   * @param text with its deviation; empty if there is none
   * @param notes what was chosen, and what it is above random weights
   * @param best whether no other of its block and column is higher
   */
  record Cell(String text, List<String> notes, boolean best) {}

  /** The blocks: one a method, and the paper's. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    table.methods().forEach(method -> blocks.add(block(method)));
    List<PaperRow> paper = table.paper();
    if (!paper.isEmpty()) {
      blocks.add(new Block(PAPER, paper.stream().map(this::row).toList()));
    }
    return blocks;
  }

  /** What stands above the columns. */
  List<String> columns() {
    List<String> columns = new ArrayList<>();
    table.tasks().forEach(task -> columns.add(task.name()));
    if (table.tasks().size() > 1) {
      columns.add("mean");
    }
    return columns;
  }

  /** How the numbers came about, in sentences. */
  List<String> summary() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Test accuracy in %: mean and standard deviation over the seeds "
            + table.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "))
            + ". The linear probe of trained weights and the mean log-mel have no seed, and no"
            + " deviation.");
    sentences.add(
        "Below a number stands what the validation split chose, and what it is above the same"
            + " encoder with random weights, with the 95 % interval over the test clips. The mean log-mel is logistic"
            + " regression on the mean of 128 mel bins over time, without any model.");
    for (LapeTable.Task task : table.tasks()) {
      sentences.add(
          "%s: %s%d classes, %d clips%s."
              .formatted(
                  task.name(),
                  task.layout().map(layout -> "data set " + layout + ", ").orElse(""),
                  task.classes(),
                  task.clips(),
                  task.folds().size() > 1
                      ? ", the mean of %d %s"
                          .formatted(task.folds().size(), task.drawn() ? "draws" : "folds")
                      : ""));
    }
    return sentences;
  }

  private Block block(LapeMethod method) {
    List<Contestant> contestants = table.rows();
    List<Row> rows = new ArrayList<>();
    for (Contestant contestant : contestants) {
      List<Cell> cells = new ArrayList<>();
      for (LapeTable.Task task : table.tasks()) {
        Figure figure = table.figure(task, method, contestant);
        boolean best =
            isBest(figure.mean(), contestants, c -> table.figure(task, method, c).mean());
        cells.add(new Cell(text(figure), notes(figure, task, method, contestant), best));
      }
      OptionalDouble average = table.average(method, contestant);
      if (average.isPresent()) {
        boolean best =
            isBest(average.getAsDouble(), contestants, c -> table.average(method, c).orElseThrow());
        cells.add(new Cell(percent(average.getAsDouble()), List.of(), best));
      }
      rows.add(new Row(contestant.name(), !isModel(contestant), cells));
    }
    return new Block(method.title(), rows);
  }

  private List<String> notes(
      Figure figure, LapeTable.Task task, LapeMethod method, Contestant contestant) {
    List<String> notes = new ArrayList<>();
    if (!figure.choice().isEmpty()) {
      notes.add(figure.choice());
    }
    table
        .lineup()
        .randomOf(contestant)
        .map(random -> figure.over(table.figure(task, method, random)))
        .ifPresent(gain -> notes.add(text(gain) + " over random weights"));
    return notes;
  }

  private static String text(Figure.Gain gain) {
    return "%s (%s to %s)"
        .formatted(
            points(gain.mean()), points(gain.interval().low()), points(gain.interval().high()));
  }

  /** A share in points to a tenth, with its sign: what rounds to nothing has none of a minus. */
  static String points(double share) {
    double tenths = Math.round(share * PERCENT * TENTHS) / TENTHS;
    return String.format(Locale.ROOT, "%+.1f", tenths);
  }

  private static boolean isBest(
      double value, List<Contestant> contestants, ToDoubleFunction<Contestant> figure) {
    return contestants.stream().mapToDouble(figure).noneMatch(other -> other > value);
  }

  private boolean isModel(Contestant contestant) {
    return table.lineup().models().contains(contestant);
  }

  private Row row(PaperRow paper) {
    List<Cell> cells = new ArrayList<>();
    for (LapeTable.Task task : table.tasks()) {
      String text =
          task.layout()
              .flatMap(layout -> Optional.ofNullable(paper.accuracies().get(layout)))
              .map(LapeReport::percent)
              .orElse("");
      cells.add(new Cell(text, List.of(), false));
    }
    if (table.tasks().size() > 1) {
      cells.add(new Cell(average(paper), List.of(), false));
    }
    return new Row(paper.model() + ", " + paper.initialization(), true, cells);
  }

  /** The mean over the same tasks, if the paper has all of them. */
  private String average(PaperRow paper) {
    boolean all =
        table.tasks().stream()
            .allMatch(task -> task.layout().filter(paper.accuracies()::containsKey).isPresent());
    return all
        ? percent(
            table.tasks().stream()
                .mapToDouble(task -> paper.accuracies().get(task.layout().orElseThrow()))
                .average()
                .orElseThrow())
        : "";
  }

  private static String text(Figure figure) {
    return percent(figure.mean())
        + (figure.deviation().isPresent() ? " ± " + percent(figure.deviation().getAsDouble()) : "");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", PERCENT * share);
  }

  /** As Markdown: a table for each method. */
  public String markdown() {
    StringBuilder text = new StringBuilder("# LAPE\n\n");
    summary().forEach(sentence -> text.append("- ").append(sentence).append('\n'));
    for (Block block : blocks()) {
      text.append("\n## ").append(block.title()).append("\n\n");
      if (block.title().equals(PAPER)) {
        text.append(SOURCE).append("\n\n");
      }
      text.append("| |");
      columns().forEach(column -> text.append(' ').append(plain(column)).append(" |"));
      text.append("\n|---|").append("---|".repeat(columns().size())).append('\n');
      for (Row row : block.rows()) {
        text.append("| ").append(plain(row.name())).append(" |");
        row.cells().forEach(cell -> text.append(' ').append(markdown(cell)).append(" |"));
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static String markdown(Cell cell) {
    String number = cell.best() ? "**" + cell.text() + "**" : cell.text();
    return number + cell.notes().stream().map(note -> "<br>" + note).collect(Collectors.joining());
  }

  private static String plain(String text) {
    return text.replace("|", "\\|");
  }

  /** As CSV: a row for each number, with all digits, and its baselines beside it. */
  public String csv() {
    return new LapeCsv(table).csv();
  }

  /** One HTML file without links to anything outside it. */
  public String html() {
    return new LapePage(this).html();
  }
}
