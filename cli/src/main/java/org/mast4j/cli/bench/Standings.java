package org.mast4j.cli.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What came out for all who were to do a work in turns.
 *
 * @param others in the order in which they were named
 */
public record Standings(Measured ours, List<Measured> others, List<Missing> missing) {
  /**
   * One that isn't measured.
   *
   * @param reason in a sentence
   * @param wrong it ran, and computed something else
   */
  public record Missing(String name, String reason, boolean wrong) {}

  /** The fastest of the others. */
  public Optional<Measured> best() {
    return others.stream().min(Comparator.comparingDouble(Measured::millis));
  }

  /** Our time to that of the fastest; empty if there is none. */
  public OptionalDouble ratio() {
    return best().stream().mapToDouble(ours::timeTo).findFirst();
  }

  /** Of both measurements of the same; the second one's of those alone whom the first one has. */
  Standings and(Standings second) {
    List<Measured> both = new ArrayList<>();
    for (Measured other : others) {
      second.others.stream()
          .filter(again -> again.name().equals(other.name()))
          .findFirst()
          .ifPresent(again -> both.add(other.and(again)));
    }
    List<Missing> absent = new ArrayList<>(missing);
    absent.addAll(second.missing);
    return new Standings(ours.and(second.ours), List.copyOf(both), List.copyOf(absent));
  }

  /** Ours first. */
  public List<Measured> all() {
    return Stream.concat(Stream.of(ours), others.stream()).toList();
  }
}
