package org.mast4j.ssl.pretrain.ssmast;

import java.util.List;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metric;

/** SS-MAST's entry among {@link Methods}. */
public final class SsMastMethod implements Method {
  static final String NAME = "ss-mast";

  static final String LOSS = "loss";
  static final String GRADIENT_NORM = "gradient_norm";
  static final String SPREAD = "spread";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<SsMastConfig> configType() {
    return SsMastConfig.class;
  }

  @Override
  public boolean comparesViews() {
    return true;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        new Metric(
            LOSS,
            "Pre-training loss",
            "How hard it still is to find a clip's other view: lower is better. Guessing among a"
                + " batch of B pairs would give 2 ln B.",
            List.of()),
        new Metric(
            GRADIENT_NORM, "Size of the gradient", "Its norm before it is clipped.", List.of()),
        new Metric(
            SPREAD,
            "Spread of the embeddings",
            "Near 1 the clips fill the space; at 0 all would look the same to the model, which is"
                + " how such training fails (collapse).",
            List.of(new Metric.Level(1, "fills the space"), new Metric.Level(0, "collapsed"))));
  }
}
