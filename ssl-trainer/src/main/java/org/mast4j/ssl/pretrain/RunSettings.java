package org.mast4j.ssl.pretrain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Objects;
import java.util.Optional;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;

/**
 * How a run goes, whatever its method: what ends it, what is looked at on its way, how it is saved.
 * The schedules of a method run over its steps, also where another limit ends the run before.
 */
@RecordBuilder
public record RunSettings(
    @Setting(
            value =
                "Passes over the clips after which the run ends, 0 for as many as the steps take.",
            byDefault = "0")
        int maxEpochs,
    @Setting(
            value =
                "Hours of training after which it ends, those before an interruption included, 0 for any number.",
            byDefault = "0")
        double maxHours,
    @Setting(
            value = "Steps from one look at the monitors to the next, 0 for none at all.",
            byDefault = "250")
        int monitorInterval,
    @Setting(
            value = "Clips, of those trained on, that the monitors embed two views of.",
            byDefault = "256")
        int monitorClips,
    @Setting(
            value = "Clips of each part of the labelled set that the monitors embed.",
            byDefault = "300")
        int labelledClips,
    @Setting(
            "The monitor that says which weights are best; without one it is PROBE_ACCURACY if there is a labelled set, and none otherwise.")
        Optional<Monitor> bestBy,
    @Setting(
            value =
                "Looks at the monitors without a new best after which the run ends, 0 for any number.",
            byDefault = "0")
        int patience,
    @Setting(value = "Minutes from one checkpoint to the next, 0 for one a step.", byDefault = "10")
        int checkpointMinutes,
    @Setting(
            value =
                "Checkpoints that stay, so that there is an older one where the newest is damaged.",
            byDefault = "2")
        int keepLast,
    @Setting(
            value =
                "Whether gradients compute the forward pass again, most of it, in place of keeping it: a step in a fraction of the memory, and up to a third more time.",
            byDefault = "false")
        boolean gradientCheckpointing)
    implements RunSettingsBuilder.With {

  public RunSettings {
    Require.notNegative("maxEpochs", maxEpochs);
    Require.notNegative("maxHours", maxHours);
    Require.notNegative("monitorInterval", monitorInterval);
    Require.that(monitorClips > 1, "monitorClips", monitorClips, "2 or more");
    Require.positive("labelledClips", labelledClips);
    Objects.requireNonNull(bestBy, "bestBy");
    Require.that(
        bestBy.isEmpty() || monitorInterval > 0,
        "bestBy",
        bestBy.map(Monitor::name).orElse(""),
        "none where monitorInterval is 0");
    Require.that(
        patience == 0 || (patience > 0 && monitorInterval > 0),
        "patience",
        patience,
        monitorInterval > 0 ? "0 or more" : "0 where monitorInterval is 0");
    Require.notNegative("checkpointMinutes", checkpointMinutes);
    Require.positive("keepLast", keepLast);
  }

  /**
   * The monitor that says which weights are best, if there is one.
   *
   * @param labelled whether there is a labelled set
   * @throws IllegalArgumentException if it can't be told as asked
   */
  public Optional<Monitor> bestBy(boolean labelled) {
    bestBy.ifPresent(
        monitor ->
            Require.that(
                labelled || !monitor.needsLabels(),
                "bestBy",
                monitor,
                "one of " + Monitor.of(false) + ", as there is no labelled set"));
    boolean byProbe = labelled && monitorInterval > 0;
    Optional<Monitor> monitor =
        bestBy.or(() -> byProbe ? Optional.of(Monitor.PROBE_ACCURACY) : Optional.empty());
    Require.that(
        patience == 0 || monitor.isPresent(),
        "patience",
        patience,
        "0 where neither bestBy names a monitor nor a labelled set is given");
    return monitor;
  }

  /**
   * What decides the looks at the monitors, so that a run which goes on must have the same; what
   * ends or saves it may be others.
   */
  ObjectNode monitorsJson(boolean labelled) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (monitorInterval > 0) {
      json.put("monitorInterval", monitorInterval).put("monitorClips", monitorClips);
      if (labelled) {
        json.put("labelledClips", labelledClips);
      }
      bestBy(labelled).ifPresent(monitor -> json.put("bestBy", monitor.name()));
    }
    return json;
  }

  /** A look at the monitors each 250 steps, a checkpoint each 10 minutes. */
  public static RunSettings standard() {
    return Settings.defaults(RunSettings.class);
  }

  /** As {@link #standard}, for those who look at nothing but the steps. */
  public static RunSettings withoutMonitors() {
    return standard().withMonitorInterval(0);
  }
}
