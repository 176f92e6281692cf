package org.mast4j.ssl.finetune;

import java.util.List;
import java.util.Objects;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.ssl.optim.OptimizerKind;

/**
 * How a classifier is trained on labelled clips. Start from {@link #standard()} and change it by
 * {@code withX}.
 *
 * @param epochs passes over the training split
 * @param batchSize clips of a step
 * @param optimizer what makes steps of gradients
 * @param learningRate peak of the schedule; its first tenth is warm-up
 * @param weightDecay in the optimizer's own sense; spares vectors
 * @param clipNorm largest global norm of the gradient
 * @param freezeEncoder train the head alone
 * @param augmentations of the training clips alone, as of {@code Views}
 * @param seed of the head's weights, the order of clips and augmentations
 */
public record FineTuneConfig(
    int epochs,
    int batchSize,
    OptimizerKind optimizer,
    double learningRate,
    double weightDecay,
    double clipNorm,
    boolean freezeEncoder,
    List<Augmentation> augmentations,
    long seed) {

  public FineTuneConfig {
    require(epochs > 0, "epochs", epochs, "a positive number");
    require(batchSize > 0, "batchSize", batchSize, "a positive number");
    Objects.requireNonNull(optimizer, "optimizer");
    require(learningRate > 0, "learningRate", learningRate, "a positive number");
    require(weightDecay >= 0, "weightDecay", weightDecay, "0 or more");
    require(clipNorm > 0, "clipNorm", clipNorm, "a positive number");
    augmentations = List.copyOf(augmentations);
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + "; expected " + expected);
    }
  }

  /** The paper's batch of 64 and learning rate of 3e-4. */
  public static FineTuneConfig standard() {
    OptimizerKind adamW = OptimizerKind.ADAMW;
    return new FineTuneConfig(
        20, 64, adamW, adamW.learningRate(), adamW.weightDecay(), 1, false, List.of(), 1);
  }

  public FineTuneConfig withEpochs(int newEpochs) {
    return new FineTuneConfig(
        newEpochs,
        batchSize,
        optimizer,
        learningRate,
        weightDecay,
        clipNorm,
        freezeEncoder,
        augmentations,
        seed);
  }

  /** With another optimiser, and the learning rate and weight decay that suit it. */
  public FineTuneConfig withOptimizer(OptimizerKind newOptimizer) {
    return new FineTuneConfig(
        epochs,
        batchSize,
        newOptimizer,
        newOptimizer.learningRate(),
        newOptimizer.weightDecay(),
        clipNorm,
        freezeEncoder,
        augmentations,
        seed);
  }

  public FineTuneConfig withLearningRate(double newLearningRate) {
    return new FineTuneConfig(
        epochs,
        batchSize,
        optimizer,
        newLearningRate,
        weightDecay,
        clipNorm,
        freezeEncoder,
        augmentations,
        seed);
  }

  public FineTuneConfig withFreezeEncoder(boolean newFreezeEncoder) {
    return new FineTuneConfig(
        epochs,
        batchSize,
        optimizer,
        learningRate,
        weightDecay,
        clipNorm,
        newFreezeEncoder,
        augmentations,
        seed);
  }

  public FineTuneConfig withAugmentations(List<Augmentation> newAugmentations) {
    return new FineTuneConfig(
        epochs,
        batchSize,
        optimizer,
        learningRate,
        weightDecay,
        clipNorm,
        freezeEncoder,
        newAugmentations,
        seed);
  }

  public FineTuneConfig withSeed(long newSeed) {
    return new FineTuneConfig(
        epochs,
        batchSize,
        optimizer,
        learningRate,
        weightDecay,
        clipNorm,
        freezeEncoder,
        augmentations,
        newSeed);
  }
}
