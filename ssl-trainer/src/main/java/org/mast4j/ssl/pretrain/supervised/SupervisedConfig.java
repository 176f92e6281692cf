package org.mast4j.ssl.pretrain.supervised;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.MixupMemory;
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

/** How an encoder is pre-trained by labels, one of each clip. */
@RecordBuilder
public record SupervisedConfig(
    @Setting(value = "Optimiser steps.", byDefault = "10000", scale = Scale.LOGARITHMIC) int steps,
    @Setting(value = "Clips of a step.", byDefault = "64", scale = Scale.LOGARITHMIC) int batchSize,
    @Setting(
            value =
                "Clips that are in memory as activations at a time, a divisor of batchSize; 0 for"
                    + " all. Loss and gradients are the whole batch's all the same.",
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
            byDefault = "0.05",
            scale = Scale.LOGARITHMIC)
        double weightDecay,
    @Setting(
            value = "Largest global norm of the gradient.",
            byDefault = "1",
            scale = Scale.LOGARITHMIC)
        double clipNorm,
    @Setting(value = "Share of a label that is spread over all classes.", byDefault = "0")
        double labelSmoothing,
    @Setting(value = "Random resized crop.", byDefault = "shift-in-time") CropConfig crop,
    @Setting(
            value =
                "What clips are changed by before the crop: waveforms, then log-mels; labels are"
                    + " mixed as waveforms are.",
            byDefault = "[]")
        List<Augmentation> augmentations,
    @Setting(value = "Seed of initial weights, batches and augmentations.", byDefault = "1")
        long seed)
    implements MethodConfig, SupervisedConfigBuilder.With {

  public SupervisedConfig {
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
    Require.positive("clipNorm", clipNorm);
    Require.that(
        labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", labelSmoothing, "0 <= x < 1");
    Objects.requireNonNull(crop, "crop");
    augmentations = Views.inOrder(augmentations);
  }

  /** Batch 64, AdamW at 3e-4, clips shifted in time. */
  public static SupervisedConfig standard() {
    return Settings.defaults(SupervisedConfig.class);
  }

  @Override
  public String method() {
    return SupervisedMethod.NAME;
  }

  @Override
  public Views views(MixupMemory past) {
    List<Augmentation> all = new ArrayList<>(augmentations);
    all.add(new RandomResizedCrop(crop));
    return new Views(all);
  }

  /** Clips of a micro-batch. */
  int clipsAtATime() {
    return microBatch == 0 ? batchSize : microBatch;
  }

  @Override
  public PretrainingMethod create(EncoderConfig encoder, int classes) {
    return new Supervised(encoder, classes, this);
  }

  @Override
  public String summary(Metrics metrics) {
    return String.format(
        Locale.ROOT,
        "loss %.3f, accuracy %.3f",
        metrics.get(SupervisedMethod.LOSS),
        metrics.get(SupervisedMethod.ACCURACY));
  }

  /** With another optimiser, and the learning rate and weight decay that suit it. */
  @Override
  public SupervisedConfig withOptimizer(OptimizerKind newOptimizer) {
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
  public SupervisedConfig withSteps(int newSteps) {
    return with(config -> config.steps(newSteps).warmupSteps(newSteps / 10));
  }
}
