package org.mast4j.ssl.pretrain.ssast;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.mast4j.settings.Scale;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.zoo.EncoderConfig;

/**
 * How SSAST trains; the defaults are those of YuanGongND/ssast, src/pretrain/run_mask_patch.sh,
 * with the learning rate of run_mask_patch_tiny.sh, which suits small encoders.
 */
@RecordBuilder
public record SsastConfig(
    @Setting(value = "Optimiser steps.", byDefault = "10000", scale = Scale.LOGARITHMIC) int steps,
    @Setting(value = "Clips of a step.", byDefault = "24", scale = Scale.LOGARITHMIC) int batchSize,
    @Setting(
            value =
                "Clips that are in memory as activations at a time, a divisor of batchSize; 0 for"
                    + " all. Loss and gradients are the whole batch's all the same.",
            byDefault = "0")
        int microBatch,
    @Setting(
            value = "What makes steps of gradients; sets what learning rate and decay suit it.",
            byDefault = "ADAM")
        OptimizerKind optimizer,
    @Setting(
            value =
                "Learning rate at the peak of the schedule; published: 5e-4 for ast-tiny, 1e-4 for"
                    + " ast-base.",
            byDefault = "5e-4",
            scale = Scale.LOGARITHMIC)
        double learningRate,
    @Setting(value = "Steps of linear warm-up before the cosine.", byDefault = "1000")
        int warmupSteps,
    @Setting(
            value = "Weight decay in the optimizer's own sense.",
            byDefault = "5e-7",
            scale = Scale.LOGARITHMIC)
        double weightDecay,
    @Setting(value = "Whether it takes biases and norms, too, as published.", byDefault = "true")
        boolean decayVectors,
    @Setting(
            value = "Largest global norm of the gradient; 0 for no limit, as published.",
            byDefault = "0")
        double clipNorm,
    @Setting(
            value =
                "Patches hidden of each clip; the published 400 stand for as large a share, 400 of"
                    + " 512, of a grid that has fewer than 512.",
            byDefault = "400")
        int maskedPatches,
    @Setting(
            value =
                "Smallest side of the squares of patches that are hidden together, drawn for each"
                    + " clip; a grid of one row (frames) hides them one by one.",
            byDefault = "3")
        int minCluster,
    @Setting(value = "Largest side of these squares.", byDefault = "5") int maxCluster,
    @Setting(
            value = "What the generative loss counts beside the discriminative one.",
            byDefault = "10")
        double generativeWeight,
    @Setting(value = "What clips are changed by: waveforms, then log-mels.", byDefault = "[]")
        List<Augmentation> augmentations,
    @Setting(value = "Seed of initial weights, batches, masks and augmentations.", byDefault = "1")
        long seed)
    implements MethodConfig, SsastConfigBuilder.With {
  private static final int PUBLISHED_MASKED = 400;
  private static final int PUBLISHED_PATCHES = 512;

  public SsastConfig {
    Require.positive("steps", steps);
    Require.positive("batchSize", batchSize);
    Require.that(
        microBatch == 0 || microBatch > 0 && batchSize % microBatch == 0,
        "microBatch",
        microBatch,
        "0, or a divisor of batchSize " + batchSize);
    Objects.requireNonNull(optimizer, "optimizer");
    Require.positive("learningRate", learningRate);
    Require.that(
        warmupSteps >= 0 && warmupSteps <= steps, "warmupSteps", warmupSteps, "0 to steps");
    Require.notNegative("weightDecay", weightDecay);
    Require.notNegative("clipNorm", clipNorm);
    Require.that(
        maskedPatches > 1, "maskedPatches", maskedPatches, "at least 2: others are the negatives");
    Require.positive("minCluster", minCluster);
    Require.that(
        maxCluster >= minCluster, "maxCluster", maxCluster, "at least minCluster " + minCluster);
    Require.notNegative("generativeWeight", generativeWeight);
    augmentations = Views.inOrder(augmentations);
  }

  /** The published: batch 24, Adam at 5e-4, 400 masked patches in squares of 3 to 5. */
  public static SsastConfig published() {
    return Settings.defaults(SsastConfig.class);
  }

  @Override
  public String method() {
    return SsastMethod.NAME;
  }

  @Override
  public Views views(MixupMemory past) {
    return new Views(augmentations);
  }

  /** How many patches of a grid are masked. */
  int masked(PatchGrid grid) {
    return maskedPatches == PUBLISHED_MASKED && grid.size() < PUBLISHED_PATCHES
        ? Math.max(2, grid.size() * PUBLISHED_MASKED / PUBLISHED_PATCHES)
        : maskedPatches;
  }

  /** Clips of a micro-batch. */
  int clipsAtATime() {
    return microBatch == 0 ? batchSize : microBatch;
  }

  @Override
  public void requireServes(EncoderConfig encoder) {
    PatchGrid grid = encoder.grid();
    if (encoder.needsGrid()) {
      throw new IllegalArgumentException(
          ("method %s tells each hidden patch by its own token, but %s pools its tokens; use an"
                  + " encoder that keeps one for each patch, such as ast-nano")
              .formatted(method(), encoder.architecture()));
    }
    if (grid.strideMels() < grid.patchMels() || grid.strideFrames() < grid.patchFrames()) {
      throw new IllegalArgumentException(
          ("method %1$s hides patches of %2$d mels x %3$d frames, but at steps of %4$d x %5$d their neighbours"
                  + " show them; set encoder.grid.strideMels=%2$d and encoder.grid.strideFrames=%3$d")
              .formatted(
                  method(),
                  grid.patchMels(),
                  grid.patchFrames(),
                  grid.strideMels(),
                  grid.strideFrames()));
    }
    PatchMasks.of(this, grid);
  }

  @Override
  public PretrainingMethod create(EncoderConfig encoder, int classes) {
    return new Ssast(encoder, this);
  }

  @Override
  public String summary(Metrics metrics) {
    return String.format(
        Locale.ROOT,
        "loss %.3f (InfoNCE %.3f, MSE %.3f), matched %.1f %%",
        metrics.get(SsastMethod.LOSS),
        metrics.get(SsastMethod.INFO_NCE),
        metrics.get(SsastMethod.MSE),
        100 * metrics.get(SsastMethod.ACCURACY));
  }

  /** With another optimiser, and the learning rate and weight decay that suit it. */
  @Override
  public SsastConfig withOptimizer(OptimizerKind newOptimizer) {
    return newOptimizer == optimizer
        ? this
        : with(
            config ->
                config
                    .optimizer(newOptimizer)
                    .learningRate(newOptimizer.learningRate())
                    .weightDecay(newOptimizer.weightDecay()));
  }

  /** A copy of another length; the warm-up takes a tenth of it. */
  @Override
  public SsastConfig withSteps(int newSteps) {
    return with(config -> config.steps(newSteps).warmupSteps(newSteps / 10));
  }
}
