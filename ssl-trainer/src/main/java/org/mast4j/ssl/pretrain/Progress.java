package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.Optional;

/**
 * When a run ends, and which of its looks at the monitors was the best.
 *
 * @param settings of the run
 * @param steps of the method
 * @param stepsPerEpoch full batches of a pass over the clips
 * @param bestBy the monitor that says what is better
 */
record Progress(RunSettings settings, int steps, int stepsPerEpoch, Optional<Monitor> bestBy) {
  private static final double SECONDS_PER_HOUR = 3600;

  /**
   * Of a run.
   *
   * @param clips how many are trained on
   * @param labelled whether there is a labelled set
   * @throws IllegalArgumentException if the best can't be told as asked
   */
  static Progress of(RunSettings settings, MethodConfig config, int clips, boolean labelled) {
    return new Progress(
        settings, config.steps(), clips / config.batchSize(), settings.bestBy(labelled));
  }

  /**
   * Why the run ends now; empty if it goes on.
   *
   * @param taken steps
   * @param looks at the monitors
   * @param seconds of training
   */
  Optional<StopReason> ended(int taken, List<Monitoring> looks, double seconds) {
    if (taken >= steps) {
      return Optional.of(StopReason.STEPS);
    }
    if (settings.maxEpochs() > 0 && taken >= (long) settings.maxEpochs() * stepsPerEpoch) {
      return Optional.of(StopReason.EPOCHS);
    }
    boolean begun = taken > 0; // a result has a step at least
    if (begun && settings.maxHours() > 0 && seconds >= settings.maxHours() * SECONDS_PER_HOUR) {
      return Optional.of(StopReason.HOURS);
    }
    boolean patient = settings.patience() == 0;
    return patient || looksSinceBest(looks) < settings.patience()
        ? Optional.empty()
        : Optional.of(StopReason.PATIENCE);
  }

  /** Whether the monitors are looked at after so many steps, though the run goes on. */
  boolean isLookDue(int taken) {
    return settings.monitorInterval() > 0 && taken % settings.monitorInterval() == 0;
  }

  /** The best look; the first of equals. */
  Optional<Monitoring> best(List<Monitoring> looks) {
    return bestBy.flatMap(
        monitor ->
            looks.stream().reduce((best, look) -> isBetter(monitor, look, best) ? look : best));
  }

  private int looksSinceBest(List<Monitoring> looks) {
    return best(looks).map(best -> looks.size() - 1 - looks.indexOf(best)).orElse(0);
  }

  private static boolean isBetter(Monitor monitor, Monitoring look, Monitoring best) {
    String name = monitor.metric().name();
    return monitor.isBetter(look.values().get(name), best.values().get(name));
  }
}
