package org.mast4j.ssl.pretrain.ssmast;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.LogMixupExp;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.zoo.EncoderConfig;

/**
 * How SS-MAST trains (paper, sections 4 and 5). Start from {@link #paper()} and change it by {@code
 * withX}.
 *
 * @param steps optimiser steps
 * @param batchSize clips of a step; each gives two views
 * @param learningRate peak of the schedule
 * @param warmupSteps steps of linear warm-up before the cosine
 * @param weightDecay decoupled (AdamW); spares biases, norms and other vectors
 * @param clipNorm largest global norm of the gradient
 * @param momentum of the teacher's moving average
 * @param temperature of the contrastive loss
 * @param projectionWidth of the linear layer on each encoder
 * @param patchDrop share of the patches that is dropped or masked, 0 for none
 * @param patchDropMode which patches go, and whether a token takes their place
 * @param mixupShare largest share of a past clip that is mixed in
 * @param crop random resized crop
 * @param queueSize keys of past batches that serve as negatives in place of the batch's other clips
 *     (MoCo, arXiv 1911.05722), 0 for none
 * @param seed of initial weights, batches and augmentations
 */
public record SsMastConfig(
    int steps,
    int batchSize,
    double learningRate,
    int warmupSteps,
    double weightDecay,
    double clipNorm,
    double momentum,
    double temperature,
    int projectionWidth,
    double patchDrop,
    PatchDrop.Mode patchDropMode,
    double mixupShare,
    CropConfig crop,
    int queueSize,
    long seed)
    implements MethodConfig {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8; // of an array, in every JVM

  public SsMastConfig {
    require(steps > 0, "steps", steps, "a positive number");
    require(batchSize > 1, "batchSize", batchSize, "at least 2: other clips are the negatives");
    require(learningRate > 0, "learningRate", learningRate, "a positive number");
    require(warmupSteps >= 0 && warmupSteps <= steps, "warmupSteps", warmupSteps, "0 to steps");
    require(weightDecay >= 0, "weightDecay", weightDecay, "0 or more");
    require(clipNorm > 0, "clipNorm", clipNorm, "a positive number");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 to below 1");
    require(temperature > 0, "temperature", temperature, "a positive number");
    require(projectionWidth > 0, "projectionWidth", projectionWidth, "a positive number");
    require(patchDrop >= 0 && patchDrop < 1, "patchDrop", patchDrop, "0 to below 1");
    Objects.requireNonNull(patchDropMode, "patchDropMode");
    require(mixupShare >= 0 && mixupShare < 1, "mixupShare", mixupShare, "0 to below 1");
    require(
        queueSize == 0 || queueSize >= 2 * batchSize,
        "queueSize",
        queueSize,
        "0, or at least the " + 2 * batchSize + " keys of a batch of " + batchSize);
    require(
        (long) queueSize * projectionWidth <= MOST_VALUES,
        "queueSize",
        queueSize,
        "at most " + MOST_VALUES / projectionWidth + ", as many keys as an array holds");
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + "; expected " + expected);
    }
  }

  /** The paper's: batch 512, learning rate 3e-4, temperature 0.07, patch-drop 20 %. */
  public static SsMastConfig paper() {
    Draft draft = new Draft();
    draft.steps = 100_000;
    draft.batchSize = 512;
    draft.learningRate = 3e-4;
    draft.warmupSteps = 1_000;
    draft.weightDecay = 0.04;
    draft.clipNorm = 1;
    draft.momentum = 0.999;
    draft.temperature = 0.07;
    draft.projectionWidth = 256;
    draft.patchDrop = 0.2;
    draft.patchDropMode = PatchDrop.Mode.GRID;
    draft.mixupShare = LogMixupExp.STANDARD_MAX_SHARE;
    draft.crop = CropConfig.standard();
    draft.queueSize = 0;
    draft.seed = 1;
    return draft.build();
  }

  @Override
  public String method() {
    return SsMastMethod.NAME;
  }

  /** Mixup and a random crop, then patch-drop. */
  @Override
  public Views views(MixupMemory past) {
    return new Views(
        List.of(new LogMixupExp(past, mixupShare), new RandomResizedCrop(crop)), drop());
  }

  PatchDrop drop() {
    return new PatchDrop(patchDrop, patchDropMode);
  }

  @Override
  public PretrainingMethod create(EncoderConfig encoder) {
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

  /** A copy of another length; the warm-up takes a tenth of it. */
  public SsMastConfig withSteps(int newSteps) {
    return with(
        draft -> {
          draft.steps = newSteps;
          draft.warmupSteps = newSteps / 10;
        });
  }

  public SsMastConfig withBatchSize(int newBatchSize) {
    return with(draft -> draft.batchSize = newBatchSize);
  }

  public SsMastConfig withLearningRate(double newLearningRate) {
    return with(draft -> draft.learningRate = newLearningRate);
  }

  public SsMastConfig withMomentum(double newMomentum) {
    return with(draft -> draft.momentum = newMomentum);
  }

  public SsMastConfig withTemperature(double newTemperature) {
    return with(draft -> draft.temperature = newTemperature);
  }

  public SsMastConfig withProjectionWidth(int newProjectionWidth) {
    return with(draft -> draft.projectionWidth = newProjectionWidth);
  }

  public SsMastConfig withPatchDrop(double newPatchDrop) {
    return with(draft -> draft.patchDrop = newPatchDrop);
  }

  public SsMastConfig withPatchDropMode(PatchDrop.Mode newMode) {
    return with(draft -> draft.patchDropMode = newMode);
  }

  public SsMastConfig withCrop(CropConfig newCrop) {
    return with(draft -> draft.crop = newCrop);
  }

  /** A copy with a queue of so many negatives; MoCo's is 65,536. */
  public SsMastConfig withQueueSize(int newQueueSize) {
    return with(draft -> draft.queueSize = newQueueSize);
  }

  public SsMastConfig withSeed(long newSeed) {
    return with(draft -> draft.seed = newSeed);
  }

  private SsMastConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.steps = steps;
    draft.batchSize = batchSize;
    draft.learningRate = learningRate;
    draft.warmupSteps = warmupSteps;
    draft.weightDecay = weightDecay;
    draft.clipNorm = clipNorm;
    draft.momentum = momentum;
    draft.temperature = temperature;
    draft.projectionWidth = projectionWidth;
    draft.patchDrop = patchDrop;
    draft.patchDropMode = patchDropMode;
    draft.mixupShare = mixupShare;
    draft.crop = crop;
    draft.queueSize = queueSize;
    draft.seed = seed;
    change.accept(draft);
    return draft.build();
  }

  /** The fields under construction, by name: fifteen positional arguments would be swapped. */
  private static final class Draft {
    int steps;
    int batchSize;
    double learningRate;
    int warmupSteps;
    double weightDecay;
    double clipNorm;
    double momentum;
    double temperature;
    int projectionWidth;
    double patchDrop;
    PatchDrop.Mode patchDropMode;
    double mixupShare;
    CropConfig crop;
    int queueSize;
    long seed;

    SsMastConfig build() {
      return new SsMastConfig(
          steps,
          batchSize,
          learningRate,
          warmupSteps,
          weightDecay,
          clipNorm,
          momentum,
          temperature,
          projectionWidth,
          patchDrop,
          patchDropMode,
          mixupShare,
          crop,
          queueSize,
          seed);
    }
  }
}
