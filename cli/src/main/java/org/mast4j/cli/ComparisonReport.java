package org.mast4j.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mast4j.cli.bench.Keys;
import org.mast4j.cli.bench.Measured;
import org.mast4j.cli.bench.Peer;
import org.mast4j.cli.bench.Precision;
import org.mast4j.cli.bench.Roofline;
import org.mast4j.cli.bench.Standings;
import org.mast4j.cli.bench.Work;

/** What comparisons with peers find: lines as they come, a table at the end, and figures. */
final class ComparisonReport {
  private static final String ROW = "%-24s %-9s %10s  %-22s %10s %6s %6s  %s";

  private static final String NONE = "-";

  private final BenchReport report;

  /** GFLOP/s of large matrix products. */
  private final Map<Precision, Double> products = new EnumMap<>(Precision.class);

  private final List<String> rows = new ArrayList<>();
  private final List<String> shares = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  ComparisonReport(BenchReport report) {
    this.report = report;
    row("work", "precision", "ours, ms", "best peer", "its, ms", "ratio", "goal", "");
  }

  /** The rates of large matrix products: the best in float32, and a peer's in bfloat16. */
  void roofline(Standings standings) {
    for (Measured measured : standings.all()) {
      boolean bfloat16 = measured.name().equals(Peer.TORCH_AUTOCAST.title());
      Precision precision = bfloat16 ? Precision.BF16 : Precision.F32;
      double rate = Roofline.gigaflops(measured.millis());
      products.merge(precision, rate, Math::max);
      report.line(
          Roofline.KEY,
          "%8.0f GFLOP/s: %s, large matrix products in %s",
          rate,
          measured == standings.ours() ? "oneDNN" : Peer.TORCH.title(),
          Keys.of(precision));
    }
    products.forEach(
        (precision, rate) ->
            report.figure(Roofline.KEY + "-" + Keys.of(precision) + "-gflops", rate));
  }

  /** What came out for a work at a precision. */
  void add(Work work, Precision precision, Standings standings) {
    report.line(Keys.of(work), "%s", Keys.of(precision));
    Map<String, Object> figures = new LinkedHashMap<>();
    Map<String, Object> peers = new LinkedHashMap<>();
    Measured ours = standings.ours();
    double rate = work.ourGigaflops(ours.millis());
    report.line("  " + ours.name(), "%s", described(ours, rate, precision));
    figures(figures, ours, rate, precision);
    for (Measured other : standings.others()) {
      double otherRate = work.theirGigaflops(other.millis());
      report.line(
          "  " + other.name(),
          "%s; ratio %.2f, of memory %.2f",
          described(other, otherRate, precision),
          ours.timeTo(other),
          ours.memoryTo(other));
      Map<String, Object> peer = new LinkedHashMap<>();
      figures(peer, other, otherRate, precision);
      peer.put("ratio", ours.timeTo(other));
      peer.put("memoryRatio", ours.memoryTo(other));
      peers.put(other.name(), peer);
    }
    report.missing(standings);
    for (Standings.Missing missing : standings.missing()) {
      peers.put(missing.name(), Map.of("missing", missing.reason()));
      if (missing.wrong()) {
        wrong.add("%s in %s".formatted(missing.name(), Keys.of(work)));
      }
    }
    compare(work, precision, standings, figures);
    share(work, precision, rate, figures);
    figures.put("peers", peers);
    report.figure(Keys.of(work) + "-" + Keys.of(precision), figures);
  }

  private String described(Measured measured, double rate, Precision precision) {
    String text = String.format(Locale.ROOT, "%8.1f ms, %5.0f GFLOP/s", measured.millis(), rate);
    if (products.containsKey(precision)) {
      text += String.format(Locale.ROOT, " (%.0f %%)", 100 * rate / products.get(precision));
    }
    text += String.format(Locale.ROOT, ", %6.0f MB", measured.megabytes());
    if (precision != Precision.F32 && measured.difference().isPresent()) {
      double difference = measured.difference().getAsDouble();
      text +=
          difference == 0
              ? ", logits as in float32" // what was asked for isn't done here
              : String.format(Locale.ROOT, ", logits off by %.2g", difference);
    }
    return text;
  }

  private void figures(
      Map<String, Object> figures, Measured measured, double rate, Precision precision) {
    figures.put("ms", measured.millis());
    figures.put("megabytes", measured.megabytes());
    figures.put("gflops", rate);
    if (products.containsKey(precision)) {
      figures.put("share", rate / products.get(precision));
    }
    measured.difference().ifPresent(difference -> figures.put("difference", difference));
  }

  private void compare(
      Work work, Precision precision, Standings standings, Map<String, Object> figures) {
    OptionalDouble goal = work.goal(precision);
    String met = "";
    standings.best().ifPresent(best -> figures.put("best", best.name()));
    standings.ratio().ifPresent(ratio -> figures.put("ratio", ratio));
    if (goal.isPresent() && standings.ratio().isPresent()) {
      boolean reached = standings.ratio().getAsDouble() <= goal.getAsDouble();
      figures.put("goal", goal.getAsDouble());
      figures.put("met", reached);
      met = met(reached);
    }
    row(
        Keys.of(work),
        Keys.of(precision),
        number("%.1f", OptionalDouble.of(standings.ours().millis())),
        standings.best().map(Measured::name).orElse(NONE),
        number("%.1f", standings.best().stream().mapToDouble(Measured::millis).findFirst()),
        number("%.2f", standings.ratio()),
        number("%.2f", goal),
        met);
  }

  private void row(Object... columns) {
    rows.add(ROW.formatted(columns).stripTrailing());
  }

  private void share(Work work, Precision precision, double rate, Map<String, Object> figures) {
    if (work.shareGoal(precision).isPresent() && products.containsKey(precision)) {
      double goal = work.shareGoal(precision).getAsDouble();
      double share = rate / products.get(precision);
      figures.put("shareGoal", goal);
      figures.put("shareMet", share >= goal);
      shares.add(
          String.format(
              Locale.ROOT,
              "%s %s: %.2f of the rate of large products; goal %.2f: %s",
              Keys.of(work),
              Keys.of(precision),
              share,
              goal,
              met(share >= goal)));
    }
  }

  /** What follows a ratio that has a goal: "; goal 0.60: met". */
  static String toGoal(double ratio, OptionalDouble goal) {
    return goal.isPresent()
        ? "; goal " + number("%.2f", goal) + ": " + met(ratio <= goal.getAsDouble())
        : "";
  }

  /** The same about the fastest of several, nothing for the others. */
  static String toGoal(Standings standings, Measured other, double ratio, OptionalDouble goal) {
    return standings.best().filter(other::equals).map(best -> toGoal(ratio, goal)).orElse("");
  }

  private static String met(boolean reached) {
    return reached ? "met" : "not met";
  }

  private static String number(String format, OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : NONE;
  }

  /** All of them at a glance. */
  void conclude() {
    report.text("");
    rows.forEach(report::text);
    shares.forEach(report::text);
  }

  /** Who computed another model, and in which work; a sentence, empty if nobody. */
  Optional<String> wrong() {
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "other logits than PyTorch's in float32: "
                + String.join(", ", wrong)
                + "; the versions that peer_worker.py pins agree");
  }
}
