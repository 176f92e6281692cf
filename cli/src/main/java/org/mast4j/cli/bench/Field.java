package org.mast4j.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Who does one work at one precision in turns, and why others don't. */
final class Field implements AutoCloseable {
  /** Processes that start at the same time: each may have a model converted and compiled. */
  private static final int STARTS = 2;

  /** What share of all has been done when all are ready. */
  private static final double READY = 0.5;

  private final Comparison.Listener listener;

  private final List<Contestant> started = new ArrayList<>();
  private Contestant ours;

  private final List<Contestant> others = new ArrayList<>();
  private final Map<Contestant, Double> differences = new LinkedHashMap<>();
  private final List<Standings.Missing> missing = new ArrayList<>();

  private Field(Comparison.Listener listener) {
    this.listener = listener;
  }

  /** What comes before they take turns. */
  @FunctionalInterface
  interface Preparation {
    /** Finds who is to leave. */
    void prepare(Field field) throws IOException;
  }

  /**
   * Measures a work, twice: each process once starts before those that it starts after the other
   * time. Where a machine's memory is another machine's virtual memory, one that starts first has
   * been seen to take 1.7 times as long as the same that starts third.
   *
   * @param others commands by name
   * @param repeats measured calls of each, at least
   * @throws IOException if ours fails
   */
  static Standings inBothOrders(
      List<String> ours,
      Map<String, List<String>> others,
      int repeats,
      Comparison.Listener listener,
      Preparation preparation)
      throws IOException {
    List<Start> starts = starts(ours, others);
    if (others.isEmpty()) {
      return measure(starts, repeats, listener, preparation);
    }
    int half = (repeats + 1) / 2;
    Standings forward = measure(starts, half, half(listener, 0), preparation);
    Set<String> lasting =
        forward.others().stream().map(Measured::name).collect(Collectors.toUnmodifiableSet());
    if (lasting.isEmpty()) {
      return forward;
    }
    starts.removeIf(start -> start.name().isPresent() && !lasting.contains(start.name().get()));
    Collections.reverse(starts);
    return forward.and(measure(starts, half, half(listener, 0.5), preparation));
  }

  private static Comparison.Listener half(Comparison.Listener listener, double from) {
    return (share, what) -> listener.at(from + share / 2, what);
  }

  private static Standings measure(
      List<Start> starts, int repeats, Comparison.Listener listener, Preparation preparation)
      throws IOException {
    try (Field field = new Field(listener)) {
      field.startAll(starts);
      preparation.prepare(field);
      return field.takeTurns(repeats);
    }
  }

  /**
   * One to be started.
   *
   * @param name none for ours
   */
  private record Start(Optional<String> name, List<String> command) {
    Contestant contestant() throws IOException {
      return name.isPresent() ? Contestant.other(name.get(), command) : Contestant.ours(command);
    }
  }

  private static List<Start> starts(List<String> ours, Map<String, List<String>> others) {
    List<Start> starts = new ArrayList<>(List.of(new Start(Optional.empty(), ours)));
    others.forEach((name, command) -> starts.add(new Start(Optional.of(name), command)));
    return starts;
  }

  /** Waits until all are ready or have failed. */
  private void startAll(List<Start> starts) throws IOException {
    for (Start start : starts) {
      Contestant contestant = start.contestant();
      listener.at(READY * started.size() / starts.size(), contestant.name());
      started.add(contestant);
      if (start.name().isEmpty()) {
        ours = contestant;
      }
      if (started.size() >= STARTS) {
        admit(started.get(started.size() - STARTS));
      }
    }
    for (int i = Math.max(0, started.size() - STARTS + 1); i < started.size(); i++) {
      admit(started.get(i));
    }
  }

  private void admit(Contestant contestant) throws IOException {
    if (contestant == ours) {
      contestant.ready();
      return;
    }
    try {
      others.add(contestant.ready());
    } catch (ContestantException e) {
      miss(contestant, e.reason(), false);
    }
  }

  private void miss(Contestant contestant, String reason, boolean wrong) throws IOException {
    others.remove(contestant);
    contestant.close();
    missing.add(new Standings.Missing(contestant.name(), reason, wrong));
  }

  Contestant ours() {
    return ours;
  }

  /** Those who still take part. */
  List<Contestant> others() {
    return List.copyOf(others);
  }

  /**
   * Finds out how far our logits are from those in float32.
   *
   * @throws IOException if that is too far
   */
  void compareOurs(Logits reference, double tolerance) throws IOException {
    double difference = ours().logits().differenceFrom(reference);
    if (!(difference <= tolerance)) {
      throw new ContestantException(ours().name(), otherModel(difference, tolerance));
    }
    differences.put(ours(), difference);
  }

  /** The same of the others, of whom those leave whose logits are too far from PyTorch's. */
  void compareOthers(Logits reference, double tolerance) throws IOException {
    for (Contestant other : others()) {
      try {
        double difference = other.logits().differenceFrom(reference);
        differences.put(other, difference);
        if (!(difference <= tolerance)) {
          miss(other, otherModel(difference, tolerance), true);
        }
      } catch (ContestantException e) {
        miss(other, e.reason(), false);
      }
    }
  }

  private static String otherModel(double difference, double tolerance) {
    return String.format(
        Locale.ROOT,
        "computes another model: its logits differ by %.3g of the largest from float32's, of which"
            + " %.3g is allowed",
        difference,
        tolerance);
  }

  /** Then ends them. */
  private Standings takeTurns(int repeats) throws IOException {
    List<Contestant> all = new ArrayList<>(List.of(ours()));
    all.addAll(others);
    Race.takeTurns(
        repeats, all, this::retire, share -> listener.at(READY + (1 - READY) * share, "in turns"));
    Measured ours = measured(ours());
    List<Measured> theirs = new ArrayList<>();
    for (Contestant other : others()) {
      try {
        theirs.add(measured(other));
      } catch (ContestantException e) {
        retire(other, e);
      }
    }
    return new Standings(ours, theirs, List.copyOf(missing));
  }

  private void retire(Contestant contestant, ContestantException failure) throws IOException {
    if (contestant == ours()) {
      throw failure;
    }
    miss(contestant, failure.reason(), false);
  }

  private Measured measured(Contestant contestant) throws IOException {
    Double difference = differences.get(contestant);
    return new Measured(
        contestant.name(),
        contestant.medianMillis(),
        contestant.peakMegabytes(),
        difference == null ? OptionalDouble.empty() : OptionalDouble.of(difference));
  }

  @Override
  public void close() throws IOException {
    for (Contestant contestant : started) {
      contestant.close();
    }
  }
}
