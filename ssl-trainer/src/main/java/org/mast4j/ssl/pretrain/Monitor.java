package org.mast4j.ssl.pretrain;

import java.util.List;

/** What tells, while a run goes on, how good its embeddings are. */
public enum Monitor {
  /** Mean deviation of unit embeddings, over that of a full sphere. */
  EMBEDDING_SPREAD(
      new Metric(
          "embedding_spread",
          "Embedding spread",
          "Deviation of the clips' unit embeddings: 1 when they fill the sphere, 0 when all clips"
              + " are embedded alike.",
          List.of(new Metric.Level(1, "full sphere"))),
      Better.HIGHER,
      Needs.CLIPS),
  /** Wang and Isola, arXiv 2005.10242. */
  ALIGNMENT(
      new Metric(
          "alignment",
          "Alignment",
          "Mean squared distance of the unit embeddings of a clip's two views: 0 when views don't"
              + " matter.",
          List.of()),
      Better.LOWER,
      Needs.CLIPS),
  /** Wang and Isola, arXiv 2005.10242. */
  UNIFORMITY(
      new Metric(
          "uniformity",
          "Uniformity",
          "Logarithm of the mean Gaussian potential of pairs of unit embeddings: 0 when all clips"
              + " are embedded alike, -4 at the least.",
          List.of()),
      Better.LOWER,
      Needs.CLIPS),
  /** Roy and Vetterli, "The effective rank", EUSIPCO 2007. */
  EFFECTIVE_RANK(
      new Metric(
          "effective_rank",
          "Effective rank",
          "How many directions the embeddings make use of: 1 when they lie on a line.",
          List.of()),
      Better.HIGHER,
      Needs.CLIPS),
  /** Of the labelled set's validation part. */
  KNN_ACCURACY(
      new Metric(
          "knn_accuracy",
          "Nearest neighbours",
          "Share of labelled clips whose nearest neighbours' majority is of their class.",
          List.of()),
      Better.HIGHER,
      Needs.LABELS),
  /** Of the labelled set's validation part. */
  PROBE_ACCURACY(
      new Metric(
          "probe_accuracy",
          "Linear probe",
          "Share of labelled clips whose class a linear probe on the embeddings tells.",
          List.of()),
      Better.HIGHER,
      Needs.LABELS);

  private enum Better {
    HIGHER,
    LOWER
  }

  private enum Needs {
    CLIPS,
    LABELS
  }

  private final Metric metric;
  private final Better better;
  private final Needs needs;

  Monitor(Metric metric, Better better, Needs needs) {
    this.metric = metric;
    this.better = better;
    this.needs = needs;
  }

  /** Its name in reports, and what to read from it. */
  public Metric metric() {
    return metric;
  }

  /** Whether it is one of a labelled set. */
  public boolean needsLabels() {
    return needs == Needs.LABELS;
  }

  /** Whether a value is better than the best so far. */
  boolean isBetter(double value, double best) {
    return better == Better.HIGHER ? value > best : value < best;
  }

  /** Those of a run with or without a labelled set, in the order of reports. */
  public static List<Monitor> of(boolean labelled) {
    return List.of(values()).stream()
        .filter(monitor -> labelled || !monitor.needsLabels())
        .toList();
  }
}
