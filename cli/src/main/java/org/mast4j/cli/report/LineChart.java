package org.mast4j.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Numbers over the steps or epochs of training, as SVG. */
final class LineChart {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 270;
  private static final int LEFT = 46;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 40;
  private static final int BASE = HEIGHT - BOTTOM;
  private static final int TICKS = 5;
  private static final int MIN_STEPS_TO_SMOOTH = 24;

  /** Steps of a curve in one of its running mean. */
  private static final int SMOOTHING = 12;

  /** Points of a line that a picture of this width can show. */
  private static final int MOST_POINTS = 400;

  private final double low;
  private final double high;
  private final double last;
  private final StringBuilder svg = new StringBuilder();

  private LineChart(double low, double high, double last) {
    this.low = low;
    this.high = high;
    this.last = last;
  }

  /** Values over steps, with their running mean where there are enough of them. */
  static String of(Curve curve) {
    return of(curve.title(), List.of(Line.of(curve)), curve.levels());
  }

  /** Several lines over steps. */
  static String of(String title, List<Line> lines, List<Curve.Level> levels) {
    return of(title, "step", lines, levels);
  }

  /**
   * Several lines on one pair of axes; of many, that are long, the running means alone.
   *
   * @param unit what the training is counted in
   * @param lines one at least
   */
  static String of(String title, String unit, List<Line> lines, List<Curve.Level> levels) {
    double[] marked = levels.stream().mapToDouble(Curve.Level::value).toArray();
    boolean alone = lines.size() == 1;
    double[] values =
        lines.stream().flatMapToDouble(line -> Arrays.stream(drawn(line, alone))).toArray();
    double min = Math.min(min(values), min(marked));
    double max = Math.max(max(values), max(marked));
    double step = tickStep(max - min);
    double low = Math.floor(min / step) * step;
    double high = Math.max(low + step, Math.ceil(max / step) * step);
    if (high - max(marked) < step / 2) {
      high += step; // room for the label
    }
    double last = max(lines.stream().mapToDouble(line -> max(line.steps())).toArray());
    LineChart chart = new LineChart(low, high, last);
    chart.axes(title, unit, step);
    levels.forEach(chart::level);
    lines.forEach(line -> chart.line(line, alone));
    return chart.svg.append("</svg>").toString();
  }

  private void axes(String title, String unit, double tick) {
    append(
        "<svg class='chart' viewBox='0 0 %d %d' role='img' aria-label='%s over %s'>",
        WIDTH, HEIGHT, title, unit);
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(tick)));
    for (int i = 0; low + i * tick < high + tick / 2; i++) {
      double y = BASE - i * tick / (high - low) * (BASE - TOP);
      append("<path class='tick' d='M%d %.1fH%d'/>", LEFT, y, WIDTH - RIGHT);
      append(
          "<text x='%d' y='%.1f' text-anchor='end'>%." + decimals + "f</text>",
          LEFT - 8,
          y + 4,
          low + i * tick);
    }
    int every = (int) Math.max(1, tickStep(last));
    for (int at = 0; at <= last; at += every) {
      append("<text x='%.1f' y='%d' text-anchor='middle'>%d</text>", x(at), BASE + 18, at);
    }
    append(
        "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, unit);
  }

  private void level(Curve.Level level) {
    double y = y(level.value());
    append("<path class='level' d='M%d %.1fH%d'/>", LEFT, y, WIDTH - RIGHT);
    append(
        "<text class='level' x='%d' y='%.1f' text-anchor='end'>%s</text>",
        WIDTH - RIGHT, y - 6, level.label());
  }

  private void line(Line line, boolean alone) {
    polyline(line, drawn(line, alone), isLong(line) && alone ? "raw" : "mean");
    if (isLong(line) && alone) {
      polyline(line, runningMean(line.values()), "mean");
    }
  }

  /** The values themselves, or their running mean where they would hide other lines. */
  private static double[] drawn(Line line, boolean alone) {
    return isLong(line) && !alone ? runningMean(line.values()) : line.values();
  }

  private static boolean isLong(Line line) {
    return line.values().length >= MIN_STEPS_TO_SMOOTH;
  }

  private void polyline(Line line, double[] values, String type) {
    List<String> points = new ArrayList<>();
    int every = (values.length - 1) / MOST_POINTS + 1;
    for (int i = (values.length - 1) % every; i < values.length; i += every) { // the last of all
      points.add(format("%.1f,%.1f", x(line.steps()[i]), y(values[i])));
    }
    append("<polyline class='%s' %spoints='%s'>", type, line.style(), String.join(" ", points));
    append("<title>%s</title></polyline>", Html.escape(line.name()));
  }

  private double x(double step) {
    return LEFT + step / last * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return BASE - (value - low) / (high - low) * (BASE - TOP);
  }

  /** Each value's mean with its neighbours on both sides, as far as there are any. */
  static double[] runningMean(double[] values) {
    int half = values.length / SMOOTHING / 2;
    double[] sums = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      sums[i + 1] = sums[i] + values[i];
    }
    double[] means = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int from = Math.max(0, i - half);
      int to = Math.min(values.length, i + half + 1);
      means[i] = (sums[to] - sums[from]) / (to - from);
    }
    return means;
  }

  /** The 1, 2 or 5 times a power of ten that gives a range about {@link #TICKS} ticks. */
  static double tickStep(double range) {
    double rough = (range > 0 ? range : 1) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElse(Double.POSITIVE_INFINITY);
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(Double.NEGATIVE_INFINITY);
  }

  private void append(String pattern, Object... values) {
    svg.append(format(pattern, values));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
