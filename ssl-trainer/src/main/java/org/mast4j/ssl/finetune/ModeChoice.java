package org.mast4j.ssl.finetune;

import java.util.Locale;

/**
 * What mode {@link TrainMode#AUTO} kept: the classifier that does better on the validation split.
 * Of few clips a score says little and the loss more, so that below {@value #FEW_CLIPS} clips, and
 * where the scores are equal, the lower loss decides; without a validation split the whole is
 * trained from a trained head.
 *
 * @param mode {@link TrainMode#HEAD} or {@link TrainMode#HEAD_THEN_WHOLE}
 * @param reason why, in words
 */
public record ModeChoice(TrainMode mode, String reason) {
  private static final int FEW_CLIPS = 50;

  /** The choice without a validation split. */
  static ModeChoice unseen() {
    return new ModeChoice(TrainMode.HEAD_THEN_WHOLE, "there is no validation split to choose by");
  }

  /**
   * Compares.
   *
   * @param head of the head alone
   * @param whole of all weights
   */
  static ModeChoice of(Validation head, Validation whole, FineTuner.Task task) {
    int clips = task.validation().orElseThrow().targets().size();
    boolean byLoss = clips < FEW_CLIPS || head.score() == whole.score();
    boolean headIsBetter = byLoss ? head.loss() <= whole.loss() : head.score() > whole.score();
    String reason =
        String.format(
            Locale.ROOT,
            "%s %.3f and loss %.3f with the encoder frozen, %.3f and %.3f with all weights trained,"
                + " on %d validation clips%s",
            task.score().label(),
            head.score(),
            head.loss(),
            whole.score(),
            whole.loss(),
            clips,
            byLoss
                ? (clips < FEW_CLIPS ? ", so few that the loss decides" : "; the loss decides")
                : "");
    return new ModeChoice(headIsBetter ? TrainMode.HEAD : TrainMode.HEAD_THEN_WHOLE, reason);
  }
}
