package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.ssl.finetune.FineTuner.Labelled;
import org.mast4j.ssl.finetune.FineTuner.Task;

class ModeChoiceTest {
  @ParameterizedTest
  @CsvSource({
    // many clips: the score, and the loss where that is equal
    "60, 0.9, 2.0, 0.8, 0.1, HEAD",
    "60, 0.8, 0.1, 0.9, 2.0, HEAD_THEN_WHOLE",
    "60, 0.9, 0.2, 0.9, 0.1, HEAD_THEN_WHOLE",
    // few clips: the loss
    "20, 0.8, 0.1, 0.9, 2.0, HEAD",
    "20, 0.9, 2.0, 0.8, 0.1, HEAD_THEN_WHOLE",
    // nothing between them: what changes less
    "20, 0.9, 0.1, 0.9, 0.1, HEAD"
  })
  void theBetterOnTheValidationSplitIsKept(
      int clips, double headScore, double headLoss, double score, double loss, TrainMode mode) {
    Labelled labelled = FineTunerTest.set(clips, 1);
    Task task = new Task(labelled, Optional.of(labelled), 2);
    ModeChoice choice =
        ModeChoice.of(new Validation(headScore, headLoss), new Validation(score, loss), task);
    assertThat(choice.mode()).isEqualTo(mode);
    assertThat(choice.reason()).contains("accuracy", "on " + clips + " validation clips");
  }
}
