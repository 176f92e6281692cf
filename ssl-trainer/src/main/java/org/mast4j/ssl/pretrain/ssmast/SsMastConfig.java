package org.mast4j.ssl.pretrain.ssmast;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.LogMixupExp;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.settings.Require;
import org.mast4j.settings.Scale;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.zoo.EncoderConfig;

/** How SS-MAST trains; the defaults are the paper's (sections 4 and 5). */
@RecordBuilder
public record SsMastConfig(
    @Setting(value = "Optimiser steps.", byDefault = "100000", scale = Scale.LOGARITHMIC) int steps,
    @Setting(
            value = "Clips of a step; each gives two views.",
            byDefault = "512",
            scale = Scale.LOGARITHMIC)
        int batchSize,
    @Setting(
            value =
                "Clips whose views are in memory as activations at a time, a divisor of batchSize;"
                    + " 0 for all. Loss and gradients are the whole batch's all the same"
                    + " (GradCache, arXiv 2101.06983).",
            byDefault = "0")
        int microBatch,
    @Setting(
            value = "What makes steps of gradients; sets what learning rate and decay suit it.",
            byDefault = "ADAMW")
        OptimizerKind optimizer,
    @Setting(
            value = "Learning rate at the peak of the schedule.",
            byDefault = "3e-4",
            scale = Scale.LOGARITHMIC)
        double learningRate,
    @Setting(value = "Steps of linear warm-up before the cosine.", byDefault = "1000")
        int warmupSteps,
    @Setting(
            value = "Weight decay in the optimizer's own sense; spares biases, norms and vectors.",
            byDefault = "0.04",
            scale = Scale.LOGARITHMIC)
        double weightDecay,
    @Setting(
            value = "Whether it takes class tokens and positions too, which timm's models spare.",
            byDefault = "true")
        boolean decayPositions,
    @Setting(
            value = "Largest global norm of the gradient.",
            byDefault = "1",
            scale = Scale.LOGARITHMIC)
        double clipNorm,
    @Setting(value = "What the teacher keeps of itself at each step.", byDefault = "0.999")
        double momentum,
    @Setting(
            value = "Whether that stays so or goes to 1 along half a cosine over the run.",
            byDefault = "CONSTANT")
        MomentumSchedule momentumSchedule,
    @Setting(
            value = "Temperature of the contrastive loss.",
            byDefault = "0.07",
            scale = Scale.LOGARITHMIC)
        double temperature,
    @Setting(
            value = "Width of the projection on each encoder.",
            byDefault = "256",
            scale = Scale.LOGARITHMIC)
        int projectionWidth,
    @Setting(
            value =
                "Linear layers of the projection: 1, or 2 with ReLU between them (MoCo v2, arXiv"
                    + " 2003.04297).",
            byDefault = "1")
        int projectionLayers,
    @Setting(value = "Share of the patches dropped or masked, 0 for none.", byDefault = "0.2")
        double patchDrop,
    @Setting(value = "Which patches go, and whether a token takes their place.", byDefault = "GRID")
        PatchDrop.Mode patchDropMode,
    @Setting(value = "Largest share of a past clip that is mixed in.", byDefault = "0.4")
        double mixupShare,
    @Setting(value = "Random resized crop.", byDefault = "published") CropConfig crop,
    @Setting(
            value =
                "Keys of past batches that are the negatives in place of the batch's other clips"
                    + " (MoCo, arXiv 1911.05722), 0 for none.",
            byDefault = "0")
        int queueSize,
    @Setting(
            value = "What clips are changed by before mixup and crop: waveforms, then log-mels.",
            byDefault = "[]")
        List<Augmentation> augmentations,
    @Setting(value = "Seed of initial weights, batches and augmentations.", byDefault = "1")
        long seed)
    implements MethodConfig, SsMastConfigBuilder.With {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8; // of an array, in every JVM

  public SsMastConfig {
    Require.positive("steps", steps);
    Require.that(
        batchSize > 1, "batchSize", batchSize, "at least 2: other clips are the negatives");
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
    Require.positive("clipNorm", clipNorm);
    Require.that(momentum >= 0 && momentum < 1, "momentum", momentum, "0 to below 1");
    Objects.requireNonNull(momentumSchedule, "momentumSchedule");
    Require.positive("temperature", temperature);
    Require.positive("projectionWidth", projectionWidth);
    Require.that(
        projectionLayers == 1 || projectionLayers == 2,
        "projectionLayers",
        projectionLayers,
        "1 or 2");
    Require.that(patchDrop >= 0 && patchDrop < 1, "patchDrop", patchDrop, "0 to below 1");
    Require.that(mixupShare >= 0 && mixupShare < 1, "mixupShare", mixupShare, "0 to below 1");
    Require.that(
        queueSize == 0 || queueSize >= 2 * batchSize,
        "queueSize",
        queueSize,
        "0, or at least the " + 2 * batchSize + " keys of a batch of " + batchSize);
    Require.that(
        (long) queueSize * projectionWidth <= MOST_VALUES,
        "queueSize",
        queueSize,
        "at most " + MOST_VALUES / projectionWidth + ", as many keys as an array holds");
    augmentations = Views.inOrder(augmentations);
  }

  /** The paper's: batch 512, learning rate 3e-4, temperature 0.07, patch-drop 20 %. */
  public static SsMastConfig paper() {
    return Settings.defaults(SsMastConfig.class);
  }

  @Override
  public String method() {
    return SsMastMethod.NAME;
  }

  @Override
  public Views views(MixupMemory past) {
    List<Augmentation> all = new ArrayList<>(augmentations);
    all.add(new LogMixupExp(past, mixupShare));
    all.add(new RandomResizedCrop(crop));
    return new Views(all, patches());
  }

  /** Whether a step works through its batch in micro-batches. */
  boolean isDivided() {
    return microBatch > 0 && microBatch < batchSize;
  }

  /** Which patches the encoders get. */
  PatchDrop patches() {
    return new PatchDrop(patchDrop, patchDropMode);
  }

  @Override
  public void requireServes(EncoderConfig encoder) {
    if (patchDropMode == PatchDrop.Mode.FREE && encoder.needsGrid()) {
      throw new IllegalArgumentException(
          "patchDropMode FREE leaves no grid, which %s pools over; use GRID or MASK"
              .formatted(encoder.architecture()));
    }
  }

  @Override
  public PretrainingMethod create(EncoderConfig encoder, int classes) {
    return new SsMast(encoder, this);
  }

  @Override
  public String summary(Metrics metrics) {
    return String.format(
        Locale.ROOT,
        "loss %.3f (chance %.3f), spread %.2f",
        metrics.get(SsMastMethod.LOSS),
        chanceLoss(),
        metrics.get(SsMastMethod.SPREAD));
  }

  /** The loss, in both directions, of projections that tell no clip from another. */
  private double chanceLoss() {
    return 2 * Math.log(queueSize == 0 ? batchSize : queueSize + 1);
  }

  /** With another optimiser, and the learning rate and weight decay that suit it. */
  @Override
  public SsMastConfig withOptimizer(OptimizerKind newOptimizer) {
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
  public SsMastConfig withSteps(int newSteps) {
    return with(config -> config.steps(newSteps).warmupSteps(newSteps / 10));
  }

  /** A copy whose crop goes as many times as far from leaving clips whole. */
  @Setting("How far crops go: 0 leaves clips whole, 1 is as set, 2 twice as far from whole.")
  public SsMastConfig withCropStrength(double strength) {
    return withCrop(crop.withStrength(strength));
  }
}
