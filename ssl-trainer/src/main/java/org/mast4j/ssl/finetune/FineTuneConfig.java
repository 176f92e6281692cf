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
    @Setting(value = "Passes over the training split.", byDefault = "20") int epochs,
    @Setting(value = "Clips of a step.", byDefault = "64") int batchSize,
    @Setting(
            value = "What makes steps of gradients; sets what learning rate and decay suit it.",
            byDefault = "ADAMW")
        OptimizerKind optimizer,
    // the paper's
    @Setting(
            value = "Peak of the schedule, whose first tenth is warm-up.",
            byDefault = "3e-4",
            scale = Scale.LOGARITHMIC)
        double learningRate,
    @Setting(
            value = "Weight decay in the optimizer's own sense; spares vectors.",
            byDefault = "0.05")
        double weightDecay,
    @Setting(
            value = "Whether it takes class tokens and positions too, which timm's models spare.",
            byDefault = "true")
        boolean decayPositions,
    @Setting(value = "Largest global norm of the gradient.", byDefault = "1") double clipNorm,
    @Setting(value = "Train the head alone.", byDefault = "false") boolean freezeEncoder,
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
    Require.positive("epochs", epochs);
    Require.positive("batchSize", batchSize);
    Objects.requireNonNull(optimizer, "optimizer");
    Require.positive("learningRate", learningRate);
    Require.notNegative("weightDecay", weightDecay);
    Require.positive("clipNorm", clipNorm);
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
