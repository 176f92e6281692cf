package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.internal.data.ClipFeed;

/**
 * Ends a run at the first step that isn't finite, before anything of it is saved.
 *
 * @param data by whose names clips are told
 */
record FiniteSteps(TrainingClips data) {

  /**
   * Requires that a batch can be trained on.
   *
   * @param step counted from 1
   * @throws NonFiniteStepException naming the clips with values that aren't finite
   */
  void requireFinite(int step, ClipFeed.Batch batch) {
    List<Spectrogram> logMels = batch.clips().logMels();
    List<String> bad =
        IntStream.range(0, logMels.size())
            .filter(i -> !isFinite(logMels.get(i)))
            .mapToObj(i -> data.name(batch.indices().get(i)))
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
   * @throws NonFiniteStepException naming the clips, if the loss or the gradient isn't finite
   */
  Metrics train(int step, ClipFeed.Batch batch, Supplier<Metrics> training) {
    Metrics result;
    try {
      result = training.get();
    } catch (ArithmeticException e) {
      throw diverged(step, "the gradient isn't finite", batch, e);
    }
    result
        .values()
        .forEach(
            (name, value) -> {
              if (!Double.isFinite(value)) {
                throw diverged(step, name + " is " + value, batch, null);
              }
            });
    return result;
  }

  private NonFiniteStepException diverged(
      int step, String what, ClipFeed.Batch batch, ArithmeticException cause) {
    String problem =
        what + " though all log-mels are finite; lower learningRate, or look at the batch's clips:";
    List<String> names = batch.indices().stream().map(data::name).toList();
    return new NonFiniteStepException(step, problem, names, cause);
  }
}
