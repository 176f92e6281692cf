package org.mast4j.ssl.pretrain.ssast;

import java.util.List;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metric;
import org.mast4j.zoo.EncoderConfig;

/** SSAST's entry among {@link Methods}. */
public final class SsastMethod implements Method {
  static final String NAME = "ssast";

  static final String LOSS = "loss";
  static final String INFO_NCE = "info_nce";
  static final String MSE = "mse";
  static final String ACCURACY = "accuracy";
  static final String GRADIENT_NORM = "gradient_norm";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<SsastConfig> configType() {
    return SsastConfig.class;
  }

  /**
   * Patches beside each other, as SSAST is pre-trained, and an embedding that is the mean of their
   * tokens, which are what it trains.
   */
  @Override
  public EncoderConfig suit(EncoderConfig preset) {
    PatchGrid grid = preset.grid();
    return preset.withGrid(grid.withStride(grid.patchMels(), grid.patchFrames())).poolingPatches();
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        new Metric(
            LOSS, "Pre-training loss", "InfoNCE and weighted MSE: lower is better.", List.of()),
        new Metric(
            INFO_NCE,
            "Which patch it was",
            "How hard it still is to tell a clip's hidden patches apart: lower is better. Guessing"
                + " among M hidden patches would give ln M.",
            List.of()),
        new Metric(
            MSE,
            "What the patch was",
            "Mean square error of the hidden patches drawn anew: lower is better. Drawing the mean"
                + " of all clips would give about 1.",
            List.of(new Metric.Level(1, "the mean of all clips"))),
        new Metric(
            ACCURACY,
            "Patches told apart",
            "Share of the hidden patches that are found among the others of their clip.",
            List.of(new Metric.Level(1, "all of them"))),
        new Metric(
            GRADIENT_NORM, "Size of the gradient", "Its norm before it is clipped.", List.of()));
  }
}
