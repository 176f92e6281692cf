package org.mast4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.mast4j.ssl.evaluate.PooledProbe;
import org.mast4j.ssl.evaluate.Pooling;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.ModeChoice;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.ssl.finetune.ValidationScore;

/** Shows a fine-tuning to people. */
final class FinetuneProgress implements FineTuner.Listener {
  private final ProgressBars bars;
  private final FineTuneConfig config;
  private final ValidationScore score;
  private final List<String> choices = new ArrayList<>();

  /** The last epoch of a bar that counts epochs. */
  private OptionalInt last = OptionalInt.empty();

  FinetuneProgress(ProgressBars bars, FineTuneConfig config, ValidationScore score) {
    this.bars = bars;
    this.config = config;
    this.score = score;
    if (config.mode() == TrainMode.WHOLE || config.mode() == TrainMode.LAST_BLOCKS) {
      begin();
    } else {
      bars.begin("fine-tuning the head", 1); // which may be solved at once
    }
  }

  private void begin() {
    bars.begin(
        config.mode() == TrainMode.HEAD ? "fine-tuning the head" : "fine-tuning", config.epochs());
    last = OptionalInt.of(-1);
  }

  @Override
  public void onEpoch(FineTuner.Epoch epoch) {
    if (last.isEmpty() || epoch.epoch() <= last.getAsInt()) {
      begin();
    }
    last = OptionalInt.of(epoch.epoch());
    bars.stepTo(
        epoch.epoch() + 1,
        String.format(
            Locale.ROOT,
            "loss %.3f, validation %s %.3f",
            epoch.loss(),
            score.label(),
            epoch.validationScore().orElseThrow()));
  }

  @Override
  public void onChoice(ModeChoice chosen) {
    choices.add(
        "kept %s: %s"
            .formatted(
                chosen.mode() == TrainMode.HEAD
                    ? "the encoder as it was, with a trained head (--set mode=head)"
                    : "the model with all weights trained (--set mode=head_then_whole)",
                chosen.reason()));
  }

  @Override
  public void onHead(PooledProbe head) {
    choices.add(
        String.format(
            Locale.ROOT,
            "the head reads %s, which does best on the validation split (accuracy %.3f);"
                + " --set choosePooling=false for the embedding",
            words(head.pooling()),
            head.fit().accuracy()));
  }

  private static String words(Pooling pooling) {
    return switch (pooling) {
      case MEAN -> "the encoder's embedding";
      case MEAN_DEVIATION -> "mean and deviation of the tokens";
      case STAGES -> "each stage's tokens, mean and deviation over time";
      case TOKENS -> "all tokens";
    };
  }

  /** What the validation split has chosen, and why. */
  List<String> choices() {
    return List.copyOf(choices);
  }
}
