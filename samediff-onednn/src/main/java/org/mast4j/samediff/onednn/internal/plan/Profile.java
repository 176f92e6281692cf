package org.mast4j.samediff.onednn.internal.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mast4j.samediff.onednn.internal.step.Step;

/**
 * Time and GFLOP/s of each kind of step, of all plans that do the same; switched on by {@code
 * -Dorg.mast4j.onednn.profile=true}, which also prints the tables to the error stream when the JVM
 * ends.
 */
public final class Profile {
  static final boolean ENABLED = Boolean.getBoolean("org.mast4j.onednn.profile");

  private static final int NAMED_OUTPUTS = 3;

  private static final class Line {
    private long nanos;
    private long count;
    private double flops;
  }

  /** All that were measured, those of closed plans too. */
  private static final List<Profile> MEASURED = new CopyOnWriteArrayList<>();

  static {
    if (ENABLED) {
      Runtime.getRuntime().addShutdownHook(new Thread(Profile::printAll, "mast4j-profile"));
    }
  }

  private final String title;
  private final Map<String, Line> lines = new TreeMap<>();
  private int calls;

  /**
   * Nothing yet.
   *
   * @param outputs what the plan makes
   */
  Profile(Collection<String> outputs) {
    List<String> first = outputs.stream().limit(NAMED_OUTPUTS).toList();
    this.title =
        String.join(", ", first)
            + (outputs.size() > first.size() ? ", ... (" + outputs.size() + ")" : "");
  }

  private static void printAll() {
    for (Profile profile : MEASURED) {
      System.err.printf(
          Locale.ROOT,
          "%n%s: mean of %d calls%n%s",
          profile.title,
          profile.calls(),
          profile.table());
    }
  }

  /** Runs the steps; several threads may. */
  void run(List<Step> steps) {
    count();
    for (Step step : steps) {
      long start = System.nanoTime();
      step.run();
      add(step, System.nanoTime() - start);
    }
  }

  private synchronized void count() {
    if (calls == 0) {
      MEASURED.add(this);
    }
    calls++;
  }

  private synchronized void add(Step step, long nanos) {
    Line line = lines.computeIfAbsent(key(step), key -> new Line());
    line.nanos += nanos;
    line.count++;
    line.flops += step.flops();
  }

  /** Products are told apart by their size. */
  private static String key(Step step) {
    return step.flops() == 0
        ? step.name()
        : step.name()
            + " "
            + java.util.Arrays.toString(step.reads().get(0).shape())
            + " -> "
            + java.util.Arrays.toString(step.writes().get(0).shape());
  }

  public synchronized int calls() {
    return calls;
  }

  /** A table of the mean call, the longest first. */
  public synchronized String table() {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, "%9s %6s %9s  step%n", "ms", "count", "GFLOP/s"));
    lines.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue().nanos))
        .forEach(
            entry -> {
              Line line = entry.getValue();
              table.append(
                  String.format(
                      Locale.ROOT,
                      "%9.3f %6d %9s  %s%n",
                      line.nanos / 1e6 / calls,
                      line.count / calls,
                      line.flops == 0
                          ? ""
                          : String.format(Locale.ROOT, "%.1f", line.flops / line.nanos),
                      entry.getKey()));
            });
    return table.toString();
  }
}
