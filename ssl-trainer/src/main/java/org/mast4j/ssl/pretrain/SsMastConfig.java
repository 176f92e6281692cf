package org.mast4j.ssl.pretrain;

import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.LogMixupExp;

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
 * @param patchDrop share of each frequency row's patches that is dropped, 0 for none
 * @param mixupShare largest share of a past clip that is mixed in
 * @param crop random resized crop
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
    double mixupShare,
    CropConfig crop,
    long seed) {

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
    require(mixupShare >= 0 && mixupShare < 1, "mixupShare", mixupShare, "0 to below 1");
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + "; expected " + expected);
    }
  }

  /** The paper's: batch 512, learning rate 3e-4, temperature 0.07, patch-drop 20 %. */
  public static SsMastConfig paper() {
    return new SsMastConfig(
        100_000,
        512,
        3e-4,
        1_000,
        0.04,
        1,
        0.999,
        0.07,
        256,
        0.2,
        LogMixupExp.STANDARD_MAX_SHARE,
        CropConfig.standard(),
        1);
  }

  /** A copy of another length; the warm-up takes a tenth of it. */
  public SsMastConfig withSteps(int newSteps) {
    return copy(
        newSteps,
        batchSize,
        learningRate,
        newSteps / 10,
        momentum,
        temperature,
        patchDrop,
        crop,
        seed);
  }

  public SsMastConfig withBatchSize(int newBatchSize) {
    return copy(
        steps,
        newBatchSize,
        learningRate,
        warmupSteps,
        momentum,
        temperature,
        patchDrop,
        crop,
        seed);
  }

  public SsMastConfig withLearningRate(double newLearningRate) {
    return copy(
        steps,
        batchSize,
        newLearningRate,
        warmupSteps,
        momentum,
        temperature,
        patchDrop,
        crop,
        seed);
  }

  public SsMastConfig withMomentum(double newMomentum) {
    return copy(
        steps,
        batchSize,
        learningRate,
        warmupSteps,
        newMomentum,
        temperature,
        patchDrop,
        crop,
        seed);
  }

  public SsMastConfig withTemperature(double newTemperature) {
    return copy(
        steps,
        batchSize,
        learningRate,
        warmupSteps,
        momentum,
        newTemperature,
        patchDrop,
        crop,
        seed);
  }

  public SsMastConfig withPatchDrop(double newPatchDrop) {
    return copy(
        steps,
        batchSize,
        learningRate,
        warmupSteps,
        momentum,
        temperature,
        newPatchDrop,
        crop,
        seed);
  }

  public SsMastConfig withCrop(CropConfig newCrop) {
    return copy(
        steps,
        batchSize,
        learningRate,
        warmupSteps,
        momentum,
        temperature,
        patchDrop,
        newCrop,
        seed);
  }

  public SsMastConfig withSeed(long newSeed) {
    return copy(
        steps,
        batchSize,
        learningRate,
        warmupSteps,
        momentum,
        temperature,
        patchDrop,
        crop,
        newSeed);
  }

  private SsMastConfig copy(
      int newSteps,
      int newBatchSize,
      double newLearningRate,
      int newWarmupSteps,
      double newMomentum,
      double newTemperature,
      double newPatchDrop,
      CropConfig newCrop,
      long newSeed) {
    return new SsMastConfig(
        newSteps,
        newBatchSize,
        newLearningRate,
        newWarmupSteps,
        weightDecay,
        clipNorm,
        newMomentum,
        newTemperature,
        projectionWidth,
        newPatchDrop,
        mixupShare,
        newCrop,
        newSeed);
  }
}
