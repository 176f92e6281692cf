package org.mast4j.zoo.exchange;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** The ids 0, 1 and so on. */
  static Set<Integer> ids(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toSet());
  }

  /**
   * The labels in which those that are there more than once bear their class's id too: "dog",
   * "cat", "dog (2)".
   *
   * @param notes gets a sentence if there are such
   */
  public static List<String> distinct(List<String> labels, List<String> notes) {
    Set<String> distinct = new LinkedHashSet<>();
    Set<String> doubled = new LinkedHashSet<>();
    Set<String> given = Set.copyOf(labels);
    for (String label : labels) {
      String name = label;
      while (distinct.contains(name) || !name.equals(label) && given.contains(name)) {
        name += " (" + distinct.size() + ")";
        doubled.add(label);
      }
      distinct.add(name);
    }
    if (!doubled.isEmpty()) {
      notes.add(
          "several classes have the label "
              + String.join(", ", doubled)
              + "; all but the first bear their id too: "
              + String.join(
                  ", ", distinct.stream().filter(name -> !given.contains(name)).toList()));
    }
    return List.copyOf(distinct);
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
