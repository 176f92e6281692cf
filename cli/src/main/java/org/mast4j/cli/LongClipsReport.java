package org.mast4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mast4j.cli.bench.Keys;
import org.mast4j.cli.bench.LongWork;
import org.mast4j.cli.bench.Measured;
import org.mast4j.cli.bench.Precision;
import org.mast4j.cli.bench.Standings;

/** What {@code bench long} finds: lines as they come, and figures. */
final class LongClipsReport {
  /** How keys of figures begin. */
  static final String KEY = "long-";

  private static final double PER_CENT = 100;
  private static final double GIGA = 1e9;

  /** One clip at one precision. */
  record Result(LongWork work, Precision precision, Standings standings) {}

  private final BenchReport report;
  private final List<Result> results = new ArrayList<>();

  LongClipsReport(BenchReport report) {
    this.report = report;
  }

  List<Result> results() {
    return List.copyOf(results);
  }

  void add(LongWork work, Precision precision, Standings standings) {
    results.add(new Result(work, precision, standings));
    List<Long> tokens = work.tokens();
    double share = work.quadraticFlops() / work.flops();
    report.line(
        work.key(),
        "%s: %d tokens, %d at the end; %.1f GFLOP, %.0f %% of them grow with the square",
        Keys.of(precision),
        tokens.get(0),
        tokens.get(1),
        work.flops() / GIGA,
        PER_CENT * share);
    Measured ours = standings.ours();
    report.line("  " + ours.name(), "%s", described(ours));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("tokens", tokens.get(0));
    figures.put("gflop", work.flops() / GIGA);
    figures.put("quadraticShare", share);
    figures.put("ms", ours.millis());
    figures.put("megabytes", ours.megabytes());
    Map<String, Object> peers = new LinkedHashMap<>();
    for (Measured other : standings.others()) {
      double memory = ours.memoryTo(other);
      double time = ours.timeTo(other);
      report.line(
          "  " + other.name(),
          "%s; ratio %.2f%s; of memory %.2f%s",
          described(other),
          time,
          ComparisonReport.toGoal(standings, other, time, work.timeGoal()),
          memory,
          ComparisonReport.toGoal(standings, other, memory, work.memoryGoal()));
      peers.put(
          other.name(),
          Map.of(
              "ms",
              other.millis(),
              "megabytes",
              other.megabytes(),
              "ratio",
              time,
              "memoryRatio",
              memory));
    }
    report.missing(standings);
    for (Standings.Missing missing : standings.missing()) {
      peers.put(missing.name(), Map.of("missing", missing.reason()));
    }
    figures.put("peers", peers);
    report.figure(KEY + work.key() + "-" + Keys.of(precision), figures);
  }

  private static String described(Measured measured) {
    return String.format(
        Locale.ROOT, "%10.2f s, %6.0f MB", measured.millis() / 1e3, measured.megabytes());
  }
}
