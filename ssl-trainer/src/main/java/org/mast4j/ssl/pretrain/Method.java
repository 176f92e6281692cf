package org.mast4j.ssl.pretrain;

import java.util.List;
import org.mast4j.settings.Settings;
import org.mast4j.zoo.EncoderConfig;

/** A way to pre-train, found by {@link java.util.ServiceLoader}; see {@link Methods}. */
public interface Method {
  /** By what the command line, a search and a checkpoint know it, "ss-mast". */
  String name();

  /** The record of its settings, each with a default. */
  Class<? extends MethodConfig> configType();

  /** What each step reports, the loss first. */
  List<Metric> metrics();

  /** Whether it learns from labels: a run without them is refused. */
  default boolean needsLabels() {
    return false;
  }

  /**
   * Whether it learns from two views of each clip, and so from two that are given, patches above
   * patches as {@link ViewBatch} has them, just as well.
   */
  default boolean comparesViews() {
    return false;
  }

  /** The settings where nothing else is said. */
  default MethodConfig defaults() {
    return (MethodConfig) Settings.defaults(configType().asSubclass(Record.class));
  }

  /**
   * An encoder's preset as the method trains it where nothing else is said; most take it as it is.
   */
  default EncoderConfig suit(EncoderConfig preset) {
    return preset;
  }

  /** The names of its {@link #metrics}. */
  default List<String> metricNames() {
    return metrics().stream().map(Metric::name).toList();
  }
}
