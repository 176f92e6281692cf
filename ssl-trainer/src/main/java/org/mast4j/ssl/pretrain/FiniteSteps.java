package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** Ends a run at the first step that isn't finite, before anything of it is saved. */
final class FiniteSteps {
  private FiniteSteps() {}

  /**
   * Requires that a batch can be trained on.
   *
   * @param step counted from 1
   * @throws NonFiniteStepException naming the clips with values that aren't finite
   */
  static void requireFinite(int step, TrainingClips batch) {
    List<Spectrogram> logMels = batch.clips().logMels();
    List<String> bad =
        IntStream.range(0, logMels.size())
            .filter(i -> !isFinite(logMels.get(i)))
            .mapToObj(batch::name)
            .toList();
    if (!bad.isEmpty()) {
      String problem = "log-mels hold NaN or infinity; repair these clips or leave them out:";
      throw new NonFiniteStepException(step, problem, bad, null);
    }
  }

  private static boolean isFinite(Spectrogram clip) {
    for (float value : clip.values()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A step on a batch of finite clips.
   *
   * @param step counted from 1
   * @param clips their names
   * @throws NonFiniteStepException naming the clips, if the loss or the gradient isn't finite
   */
  static Metrics train(int step, List<String> clips, Supplier<Metrics> training) {
    Metrics result;
    try {
      result = training.get();
    } catch (ArithmeticException e) {
      throw diverged(step, "the gradient isn't finite", clips, e);
    }
    result
        .values()
        .forEach(
            (name, value) -> {
              if (!Double.isFinite(value)) {
                throw diverged(step, name + " is " + value, clips, null);
              }
            });
    return result;
  }

  private static NonFiniteStepException diverged(
      int step, String what, List<String> clips, ArithmeticException cause) {
    String problem =
        what + " though all log-mels are finite; lower learningRate, or look at the batch's clips:";
    return new NonFiniteStepException(step, problem, clips, cause);
  }
}
