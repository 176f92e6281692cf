package org.mast4j.ssl.pretrain;

import java.util.List;

/** A way to pre-train, found by {@link java.util.ServiceLoader}; see {@link Methods}. */
public interface Method {
  /** By what the command line, a search and a checkpoint know it, "ss-mast". */
  String name();

  /** The settings where nothing else is said; their record is that of all of its settings. */
  MethodConfig defaults();

  /** What each step reports, the loss first. */
  List<Metric> metrics();

  /** The names of its {@link #metrics}. */
  default List<String> metricNames() {
    return metrics().stream().map(Metric::name).toList();
  }
}
