package org.mast4j.ssl.finetune;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.zoo.Activation;

/**
 * The classes of each clip: one where they exclude each other, else any number.
 *
 * @param classes indices, of each clip
 */
public record Targets(List<int[]> classes) {
  private static final float PRESENT = 0.5f;

  public Targets {
    classes = List.copyOf(classes);
  }

  /** One class a clip. */
  public static Targets of(int[] labels) {
    return new Targets(Arrays.stream(labels).mapToObj(label -> new int[] {label}).toList());
  }

  /**
   * Any number of classes a clip.
   *
   * @param rows [clips, classes], 1 where the clip has the class and 0 elsewhere
   */
  public static Targets of(float[][] rows) {
    return new Targets(
        Arrays.stream(rows)
            .map(row -> IntStream.range(0, row.length).filter(c -> row[c] > PRESENT).toArray())
            .toList());
  }

  /** How many clips. */
  public int size() {
    return classes.size();
  }

  /** [clips, count]: 1 where a clip has a class and 0 elsewhere. */
  public float[][] rows(int count) {
    float[][] rows = new float[size()][count];
    for (int i = 0; i < rows.length; i++) {
      for (int c : classes.get(i)) {
        rows[i][c] = 1;
      }
    }
    return rows;
  }

  /** How many clips have each class. */
  int[] counts(int count) {
    int[] counts = new int[count];
    classes.stream().flatMapToInt(Arrays::stream).forEach(c -> counts[c]++);
    return counts;
  }

  /** The one class of each clip. */
  public int[] single() {
    return classes.stream().mapToInt(ofClip -> ofClip[0]).toArray();
  }

  /**
   * @throws IllegalArgumentException naming the first clip whose classes a task can't have
   */
  public void requireFit(int count, Activation activation) {
    for (int i = 0; i < size(); i++) {
      int[] ofClip = classes.get(i);
      boolean one = ofClip.length == 1 || activation == Activation.SIGMOID;
      if (!one || Arrays.stream(ofClip).anyMatch(c -> c < 0 || c >= count)) {
        throw new IllegalArgumentException(
            "clip %d has the classes %s; expected %s of 0 to %d"
                .formatted(
                    i,
                    Arrays.toString(ofClip),
                    activation == Activation.SIGMOID ? "any" : "one",
                    count - 1));
      }
    }
  }
}
