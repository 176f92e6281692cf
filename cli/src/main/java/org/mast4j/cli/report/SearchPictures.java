package org.mast4j.cli.report;

import java.util.List;
import java.util.Locale;

/** A search's candidates as SVG: over time, through all their values, and over each. */
final class SearchPictures {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 250;
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 40;
  private static final int BASE = HEIGHT - BOTTOM;

  /** Of the picture of all values, for each key. */
  private static final int COLUMN = 130;

  private static final int MARGIN = 70;
  private static final double SMALLEST_DOT = 2.6;
  private static final double LARGER_DOT = 2.6;

  private final List<SearchReport.Trial> trials;
  private final List<SearchReport.Axis> axes;
  private final SearchReport.Scoring scoring;
  private final double low;
  private final double high;
  private final int furthest;

  /**
   * Pictures of candidates that have a score.
   *
   * @param trials one at least
   */
  SearchPictures(
      List<SearchReport.Trial> trials, List<SearchReport.Axis> axes, SearchReport.Scoring scoring) {
    this.trials = trials;
    this.axes = axes;
    this.scoring = scoring;
    double least = trials.stream().mapToDouble(SearchPictures::score).min().orElseThrow();
    double most = trials.stream().mapToDouble(SearchPictures::score).max().orElseThrow();
    double room = Math.max(1e-3, (most - least) / 20);
    this.low = least - room;
    this.high = most + room;
    this.furthest = trials.stream().mapToInt(SearchReport.Trial::reached).max().orElseThrow();
  }

  private static double score(SearchReport.Trial trial) {
    return trial.score().orElseThrow();
  }

  /** A value in a table or at an axis. */
  static String text(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.3g", number)
        : Html.escape(value.toString());
  }

  private double y(double value) {
    return BASE - (value - low) / (high - low) * (BASE - TOP);
  }

  /** Where of 0 to 1 the score lies, 1 for the best. */
  private double height(SearchReport.Trial trial) {
    double height = (score(trial) - low) / (high - low);
    return scoring.minimize() ? 1 - height : height;
  }

  /** Scores in the order of the candidates, and the best until then. */
  String history() {
    StringBuilder svg = open(WIDTH, HEIGHT, scoring.label() + " over candidates");
    scoreTicks(svg);
    int last = trials.stream().mapToInt(SearchReport.Trial::number).max().orElseThrow();
    StringBuilder best = new StringBuilder();
    double first = score(trials.get(0));
    for (SearchReport.Trial trial : trials) {
      double x = LEFT + (WIDTH - LEFT - RIGHT) * (trial.number() - 0.5) / last;
      if (scoring.better().compare(score(trial), first) < 0) {
        append(best, "%.1f,%.1f ", x, y(first));
        first = score(trial);
      }
      append(best, "%.1f,%.1f ", x, y(first));
    }
    append(svg, "<polyline class='mean' points='%s'/>", best.toString().strip());
    for (SearchReport.Trial trial : trials) {
      dot(svg, LEFT + (WIDTH - LEFT - RIGHT) * (trial.number() - 0.5) / last, trial);
    }
    append(
        svg,
        "<text x='%d' y='%d' text-anchor='middle'>candidate 1 to %d</text></svg>",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 14,
        last);
    return svg.toString();
  }

  private void dot(StringBuilder svg, double x, SearchReport.Trial trial) {
    append(
        svg,
        "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='var(--accent)'><title>candidate %d: %.3f after"
            + " %d %s</title></circle>",
        x,
        y(score(trial)),
        SMALLEST_DOT + LARGER_DOT * trial.reached() / furthest,
        trial.number(),
        score(trial),
        trial.reached(),
        scoring.unit());
  }

  /** The score over one key's value. */
  String slice(SearchReport.Axis axis) {
    StringBuilder svg = open(WIDTH, HEIGHT, scoring.label() + " over " + axis.key());
    scoreTicks(svg);
    for (SearchReport.Trial trial : trials) {
      Object value = trial.values().get(axis.key());
      if (value != null) {
        dot(svg, LEFT + (WIDTH - LEFT - RIGHT) * place(axis, value), trial);
      }
    }
    List<Object> marks = axis.values();
    for (int i = 0; i < marks.size(); i++) {
      boolean ends = axis.range();
      append(
          svg,
          "<text x='%.1f' y='%d' text-anchor='%s'>%s</text>",
          LEFT + (WIDTH - LEFT - RIGHT) * place(axis, marks.get(i)),
          BASE + 18,
          !ends ? "middle" : i == 0 ? "start" : "end",
          text(marks.get(i)));
    }
    append(
        svg,
        "<text class='name' x='%d' y='%d' text-anchor='middle'>%s</text></svg>",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 5,
        Html.escape(axis.key()));
    return svg.toString();
  }

  /** A line for each candidate through its values and its score, the best drawn last. */
  String parallel() {
    int columns = axes.size() + 1;
    int width = 2 * MARGIN + (columns - 1) * COLUMN;
    StringBuilder svg = open(width, HEIGHT + 20, "values and scores of all candidates");
    svg.insert(4, " style='min-width:" + width + "px'");
    for (int i = 0; i < columns; i++) {
      int x = MARGIN + i * COLUMN;
      append(svg, "<path class='tick' d='M%d %dV%d'/>", x, TOP + 20, BASE + 20);
      boolean isScore = i == axes.size();
      append(
          svg,
          "<text class='name' x='%d' y='%d' text-anchor='middle'>%s</text>",
          x,
          TOP + 4,
          Html.escape(isScore ? scoring.label() : axes.get(i).key()));
      if (isScore) {
        mark(svg, x, scoring.minimize() ? 0 : 1, String.format(Locale.ROOT, "%.3f", high));
        mark(svg, x, scoring.minimize() ? 1 : 0, String.format(Locale.ROOT, "%.3f", low));
      } else {
        SearchReport.Axis axis = axes.get(i);
        axis.values().forEach(value -> mark(svg, x, place(axis, value), text(value)));
      }
    }
    trials.stream()
        .sorted((a, b) -> Double.compare(height(a), height(b)))
        .forEach(trial -> line(svg, trial));
    return svg.append("</svg>").toString();
  }

  private void mark(StringBuilder svg, int x, double at, String text) {
    append(svg, "<text x='%d' y='%.1f'>%s</text>", x + 6, column(at) + 4, text);
  }

  private static double column(double at) {
    return BASE + 20 - at * (BASE - TOP);
  }

  private void line(StringBuilder svg, SearchReport.Trial trial) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < axes.size(); i++) {
      Object value = trial.values().get(axes.get(i).key());
      if (value != null) { // a key that it doesn't have is passed by
        append(points, "%d,%.1f ", MARGIN + i * COLUMN, column(place(axes.get(i), value)));
      }
    }
    append(points, "%d,%.1f", MARGIN + axes.size() * COLUMN, column(height(trial)));
    double opacity = 0.12 + 0.88 * Math.pow(height(trial), 2);
    append(
        svg,
        "<polyline class='mean' style='opacity:%.2f' points='%s'><title>candidate %d:"
            + " %.3f</title></polyline>",
        opacity,
        points,
        trial.number(),
        score(trial));
  }

  /** From 0 to 1. */
  private static double place(SearchReport.Axis axis, Object value) {
    if (!axis.range()) {
      int index = axis.values().stream().map(Object::toString).toList().indexOf(value.toString());
      return (index + 0.5) / axis.values().size();
    }
    double from = ((Number) axis.values().get(0)).doubleValue();
    double to = ((Number) axis.values().get(1)).doubleValue();
    double number = ((Number) value).doubleValue();
    return axis.logarithmic()
        ? Math.log(number / from) / Math.log(to / from)
        : (number - from) / (to - from);
  }

  private void scoreTicks(StringBuilder svg) {
    for (int i = 0; i <= 2; i++) {
      double value = low + i * (high - low) / 2;
      append(svg, "<path class='tick' d='M%d %.1fH%d'/>", LEFT, y(value), WIDTH - RIGHT);
      append(
          svg,
          "<text x='%d' y='%.1f' text-anchor='end'>%.3f</text>",
          LEFT - 8,
          y(value) + 4,
          value);
    }
  }

  private static StringBuilder open(int width, int height, String label) {
    return new StringBuilder(
        String.format(
            Locale.ROOT,
            "<svg class='chart' viewBox='0 0 %d %d' role='img' aria-label='%s'>",
            width,
            height,
            Html.escape(label)));
  }

  private static void append(StringBuilder svg, String pattern, Object... values) {
    svg.append(String.format(Locale.ROOT, pattern, values));
  }
}
