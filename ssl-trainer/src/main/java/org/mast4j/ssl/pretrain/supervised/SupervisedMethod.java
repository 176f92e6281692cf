package org.mast4j.ssl.pretrain.supervised;

import java.util.List;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metric;

/** Supervised pre-training's entry among {@link Methods}. */
public final class SupervisedMethod implements Method {
  static final String NAME = "supervised";

  static final String LOSS = "loss";
  static final String ACCURACY = "accuracy";
  static final String GRADIENT_NORM = "gradient_norm";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<SupervisedConfig> configType() {
    return SupervisedConfig.class;
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        new Metric(
            LOSS,
            "Pre-training loss",
            "How unlikely the labels still are to the model: lower is better. Guessing among C"
                + " classes would give ln C.",
            List.of()),
        new Metric(
            ACCURACY,
            "Labels told",
            "Share of a step's views whose label the model tells, before it learns from them.",
            List.of(new Metric.Level(1, "all of them"))),
        new Metric(
            GRADIENT_NORM, "Size of the gradient", "Its norm before it is clipped.", List.of()));
  }
}
