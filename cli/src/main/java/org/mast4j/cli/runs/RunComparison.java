package org.mast4j.cli.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mast4j.cli.report.Curve;
import org.mast4j.cli.report.Line;
import org.mast4j.cli.report.RunsReport;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metric;
import org.mast4j.ssl.pretrain.Monitor;
import org.mast4j.zoo.Architectures;

/** Runs beside one another. */
public record RunComparison(List<RunSummary> runs) {
  private static final String NONE = "-";
  private static final double SECONDS_PER_HOUR = 3600;

  /** The columns of {@link #row}, the name first. */
  public List<String> columns() {
    return List.of("run", "method", "encoder", "steps", "loss", "best", "hours", "ended");
  }

  /** A run in a table. */
  public List<String> row(RunSummary run) {
    return List.of(
        run.name(),
        run.method(),
        run.encoder(),
        run.steps() + "/" + run.settings().path("steps").asText(),
        Optional.ofNullable(run.series().get("loss")).map(s -> number(s.last())).orElse(NONE),
        best(run),
        String.format(Locale.ROOT, "%.2f", run.seconds() / SECONDS_PER_HOUR),
        run.result().path("ended").asText("not yet"));
  }

  private static String best(RunSummary run) {
    JsonNode best = run.result().path("best");
    return best.isMissingNode()
        ? NONE
        : "%s %s at %s"
            .formatted(
                best.path("monitor").asText(),
                number(best.path("value").asDouble()),
                best.path("step").asText());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * All of it as a page.
   *
   * @param page where it will be, from which the settings are linked
   */
  public RunsReport report(Path page) {
    List<RunsReport.Row> rows = new ArrayList<>();
    for (RunSummary run : runs) {
      List<String> row = row(run);
      rows.add(new RunsReport.Row(run.name(), link(page, run), row.subList(1, row.size())));
    }
    List<String> columns = columns();
    return new RunsReport(columns.subList(1, columns.size()), rows, differences(), charts());
  }

  private static String link(Path page, RunSummary run) {
    Path from = page.toAbsolutePath().normalize().getParent();
    Path to = run.folder().settings().toAbsolutePath().normalize();
    return from.relativize(to)
        .toString()
        .replace('\\', '/')
        .replace("%", "%25")
        .replace(" ", "%20");
  }

  /** Settings that aren't the same in all. */
  List<RunsReport.Difference> differences() {
    List<Map<String, String>> flat = runs.stream().map(RunComparison::flat).toList();
    Set<String> keys = new LinkedHashSet<>();
    flat.forEach(settings -> keys.addAll(settings.keySet()));
    return keys.stream()
        .map(key -> new RunsReport.Difference(key, values(flat, key)))
        .filter(difference -> difference.values().stream().distinct().count() > 1)
        .toList();
  }

  private static List<String> values(List<Map<String, String>> flat, String key) {
    return flat.stream().map(settings -> settings.getOrDefault(key, NONE)).toList();
  }

  /** Every setting by its path; of the encoder's those alone that the preset has otherwise. */
  private static Map<String, String> flat(RunSummary run) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", run.settings(), flat);
    if (Architectures.presets().containsKey(run.encoder())) {
      Map<String, String> preset = new LinkedHashMap<>();
      Record config = (Record) Architectures.preset(run.encoder());
      flatten("encoder", Settings.toJson(config), preset);
      preset.forEach(flat::remove);
    }
    return flat;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> flat) {
    if (!node.isObject()) {
      flat.put(path, node.isTextual() ? node.textValue() : node.toString());
      return;
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    node.fields().forEachRemaining(f -> flatten(prefix + f.getKey(), f.getValue(), flat));
  }

  private List<RunsReport.Chart> charts() {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.series().keySet()));
    return names.stream().map(this::chart).toList();
  }

  private RunsReport.Chart chart(String name) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RunSummary run = runs.get(i);
      int colour = runs.size() == 1 ? -1 : i;
      RunSummary.Series series = run.series().get(name);
      if (series != null) {
        lines.add(new Line(run.name(), colour, series.steps(), series.numbers()));
      }
    }
    return metrics()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .map(metric -> chart(metric, lines))
        .orElseGet(() -> new RunsReport.Chart(name, "", lines, List.of()));
  }

  private static RunsReport.Chart chart(Metric metric, List<Line> lines) {
    List<Curve.Level> levels =
        metric.levels().stream().map(l -> new Curve.Level(l.value(), l.label())).toList();
    return new RunsReport.Chart(metric.title(), metric.meaning(), lines, levels);
  }

  /** What the runs' methods and the monitors say of their numbers. */
  private Stream<Metric> metrics() {
    Stream<Metric> ofMethods =
        runs.stream()
            .map(RunSummary::method)
            .distinct()
            .filter(Methods.names()::contains)
            .flatMap(method -> Methods.byName(method).metrics().stream());
    return Stream.concat(ofMethods, Stream.of(Monitor.values()).map(Monitor::metric));
  }
}
