package org.mast4j.ssl.lape;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.weights.Weights;

/**
 * The evaluation of LAPE: tasks x models x seeds x methods, as a list of units, of which each is
 * stored once it is done, and none is done twice.
 */
public final class Lape {
  private Lape() {}

  /** Where clips and weights come from. */
  public interface Source {
    /** The clips of a task. */
    TaskClips clips(TaskFold task, Hearing hearing) throws IOException;

    /** The weights of a checkpoint's encoder. */
    Weights weights(Contestant checkpoint) throws IOException;
  }

  /** Told what happens. */
  public interface Listener {
    /** Before a unit's work. */
    void onUnit(LapeUnit unit);

    /** In a fine-tuning, after each epoch. */
    void onEpoch(LapeUnit unit, FineTuner.Epoch epoch);

    /** Once a unit is stored. */
    void onDone(LapeUnit unit, LapeResult result);
  }

  /** Thrown through a fine-tuning that is to end early. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * All units, those together that need the same clips. The linear probe of trained weights is
   * there once, since it has no seed.
   *
   * @param tasks each with its folds
   */
  public static List<LapeUnit> units(
      List<TaskFold> tasks,
      Lineup lineup,
      List<LapeMethod> methods,
      List<Long> seeds,
      FineTuneConfig fineTuning) {
    List<LapeUnit> units = new ArrayList<>();
    for (TaskFold task : tasks) {
      units.add(LapeUnit.probe(task, lineup.logMel(), Optional.empty()));
      for (Contestant contestant : lineup.encoders()) {
        for (LapeMethod method : methods) {
          if (method == LapeMethod.LINEAR_PROBE && !contestant.isRandom()) {
            units.add(LapeUnit.probe(task, contestant, Optional.empty()));
            continue;
          }
          for (long seed : seeds) {
            units.add(
                method == LapeMethod.LINEAR_PROBE
                    ? LapeUnit.probe(task, contestant, Optional.of(seed))
                    : LapeUnit.fineTuning(task, contestant, fineTuning, seed));
          }
        }
      }
    }
    return List.copyOf(units);
  }

  /**
   * Does the units that aren't stored yet.
   *
   * @param stop asked before each unit and after each epoch; the unit that is then worked on is
   *     lost, no other
   * @return the results of all, in the units' order; empty if it was stopped
   * @throws IOException if clips or weights can't be read, or a result can't be written
   */
  public static Optional<Map<LapeUnit, LapeResult>> run(
      List<LapeUnit> units, UnitFiles files, Source source, BooleanSupplier stop, Listener listener)
      throws IOException {
    Map<LapeUnit, LapeResult> results = new LinkedHashMap<>();
    Map<List<Object>, List<LapeUnit>> pending = new LinkedHashMap<>();
    for (LapeUnit unit : units) {
      Optional<LapeResult> stored = files.find(unit);
      stored.ifPresent(result -> results.put(unit, result));
      if (stored.isEmpty()) {
        pending
            .computeIfAbsent(
                List.of(unit.task(), unit.contestant().hearing()), none -> new ArrayList<>())
            .add(unit);
      }
    }
    try {
      for (List<LapeUnit> group : pending.values()) {
        requireGoingOn(stop);
        run(group, files, source, stop, listener, results);
      }
    } catch (Stopped e) {
      return Optional.empty();
    }
    Map<LapeUnit, LapeResult> ordered = new LinkedHashMap<>();
    units.forEach(unit -> ordered.put(unit, results.get(unit)));
    return Optional.of(ordered);
  }

  /** Units of the same clips, which are forgotten afterwards. */
  private static void run(
      List<LapeUnit> group,
      UnitFiles files,
      Source source,
      BooleanSupplier stop,
      Listener listener,
      Map<LapeUnit, LapeResult> results)
      throws IOException {
    LapeUnit first = group.get(0);
    TaskClips clips = source.clips(first.task(), first.contestant().hearing());
    for (LapeUnit unit : group) {
      requireGoingOn(stop);
      listener.onUnit(unit);
      Optional<Weights> weights =
          unit.contestant().weights().isPresent()
              ? Optional.of(source.weights(unit.contestant()))
              : Optional.empty();
      LapeResult result =
          UnitWork.run(
              unit,
              clips,
              weights,
              epoch -> {
                requireGoingOn(stop);
                listener.onEpoch(unit, epoch);
              });
      files.write(unit, result);
      results.put(unit, result);
      listener.onDone(unit, result);
    }
  }

  private static void requireGoingOn(BooleanSupplier stop) {
    if (stop.getAsBoolean()) {
      throw new Stopped();
    }
  }
}
