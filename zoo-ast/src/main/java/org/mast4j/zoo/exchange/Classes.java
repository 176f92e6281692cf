package org.mast4j.zoo.exchange;

import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.zoo.Activation;

/** What one assumes of a classifier where the source doesn't say. */
public final class Classes {
  /** AudioSet's, several of which a clip can have at a time. */
  private static final int AUDIO_SET = 527;

  private Classes() {}

  /** The labels "0", "1" and so on. */
  public static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  /**
   * Sigmoid for AudioSet's number of classes and for one alone, or else softmax.
   *
   * @param notes gets a sentence if that is a guess
   */
  public static Activation activation(int count, List<String> notes) {
    if (count == AUDIO_SET) {
      notes.add("527 classes are AudioSet's: each has a probability of its own (sigmoid)");
    }
    return count == AUDIO_SET || count == 1 ? Activation.SIGMOID : Activation.SOFTMAX;
  }
}
