package org.mast4j.ssl.finetune;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Objects;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.settings.Require;
import org.mast4j.settings.Scale;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.optim.OptimizerKind;

/**
 * How a classifier is trained on labelled clips. Start from {@link #standard()} and change it by
 * {@code withX}.
 */
@RecordBuilder
public record FineTuneConfig(
    @Setting(value = "What is trained; auto chooses by the validation split.", byDefault = "AUTO")
        TrainMode mode,
    @Setting(value = "How many blocks are trained in mode last-blocks.", byDefault = "2")
        int lastBlocks,
    @Setting(
            value =
                "Whether a head alone is solved to its optimum, its weight decay chosen by the"
                    + " validation split, instead of trained by epochs; it is trained where clips"
                    + " are augmented, have several labels, or count or are labelled unevenly.",
            byDefault = "true")
        boolean solveHead,
    @Setting(
            value =
                "Whether the solved head of a frozen encoder, in the modes head and auto, reads what"
                    + " does best on the validation split: the embedding, mean and deviation of the"
                    + " tokens or of each stage's rows, or all tokens; else the embedding, which"
                    + " alone other libraries' formats hold.",
            byDefault = "true")
        boolean choosePooling,
    @Setting(value = "Passes over the training split.", byDefault = "20") int epochs,
    @Setting(value = "Clips of a step.", byDefault = "64") int batchSize,
    @Setting(
            value = "What makes steps of gradients; sets what learning rate and decay suit it.",
            byDefault = "ADAMW")
        OptimizerKind optimizer,
    // the paper's
    @Setting(value = "Peak of the schedule.", byDefault = "3e-4", scale = Scale.LOGARITHMIC)
        double learningRate,
    @Setting(value = "Share of the steps in which the learning rate rises.", byDefault = "0.1")
        double warmup,
    @Setting(
            value =
                "What a block's learning rate is of the next block's, as in BEiT; 1 for the same of"
                    + " all.",
            byDefault = "1")
        double layerDecay,
    @Setting(
            value = "Weight decay in the optimizer's own sense; spares vectors.",
            byDefault = "0.05")
        double weightDecay,
    @Setting(
            value = "Whether it takes class tokens and positions too, which timm's models spare.",
            byDefault = "true")
        boolean decayPositions,
    @Setting(value = "Largest global norm of the gradient.", byDefault = "1") double clipNorm,
    @Setting(
            value = "What classes weigh in the loss; balanced: by how rare they are.",
            byDefault = "NONE")
        ClassWeights classWeights,
    @Setting(
            value = "Which clips an epoch sees; balanced: of rare classes as many as of others.",
            byDefault = "UNIFORM")
        Sampling sampling,
    @Setting(value = "Share of a label that is spread over all classes.", byDefault = "0")
        double labelSmoothing,
    @Setting(
            value =
                "How many of the last epochs' weights are averaged and kept; 0 keeps those of the"
                    + " best epoch.",
            byDefault = "0")
        int averageLastEpochs,
    @Setting(
            value = "What the training clips alone are changed by: waveforms, then log-mels.",
            byDefault = "[]")
        List<Augmentation> augmentations,
    @Setting(
            value = "Seed of the head's weights, the order of clips and augmentations.",
            byDefault = "1")
        long seed)
    implements FineTuneConfigBuilder.With {

  public FineTuneConfig {
    Objects.requireNonNull(mode, "mode");
    Require.positive("lastBlocks", lastBlocks);
    Require.positive("epochs", epochs);
    Require.positive("batchSize", batchSize);
    Objects.requireNonNull(optimizer, "optimizer");
    Require.positive("learningRate", learningRate);
    Require.that(warmup >= 0 && warmup <= 1, "warmup", warmup, "0 to 1");
    Require.that(layerDecay > 0 && layerDecay <= 1, "layerDecay", layerDecay, "0 < x <= 1");
    Require.notNegative("weightDecay", weightDecay);
    Require.positive("clipNorm", clipNorm);
    Objects.requireNonNull(classWeights, "classWeights");
    Objects.requireNonNull(sampling, "sampling");
    Require.that(
        labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", labelSmoothing, "0 <= x < 1");
    Require.that(
        averageLastEpochs >= 0 && averageLastEpochs <= epochs,
        "averageLastEpochs",
        averageLastEpochs,
        "0 to epochs " + epochs);
    augmentations = Views.inOrder(augmentations);
  }

  /** The paper's batch of 64 and learning rate of 3e-4. */
  public static FineTuneConfig standard() {
    return Settings.defaults(FineTuneConfig.class);
  }

  /** With another optimiser, and the learning rate and weight decay that suit it. */
  @Override
  public FineTuneConfig withOptimizer(OptimizerKind newOptimizer) {
    return with(
        config ->
            config
                .optimizer(newOptimizer)
                .learningRate(newOptimizer.learningRate())
                .weightDecay(newOptimizer.weightDecay()));
  }
}
