package org.mast4j.cli.bench;

import java.util.Arrays;

/** What a model says of clips, to compare. */
record Logits(float[] values) {
  /** As a process says it: numbers with blanks between. */
  static Logits parse(String line) {
    String[] words = line.strip().split("\\s+");
    float[] values = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    return new Logits(values);
  }

  String line() {
    StringBuilder line = new StringBuilder();
    for (float value : values) {
      line.append(value).append(' ');
    }
    return line.toString();
  }

  /**
   * The largest difference relative to the largest of {@code reference}; NaN if there is one here.
   */
  double differenceFrom(Logits reference) {
    if (values.length != reference.values.length) {
      throw new IllegalArgumentException(
          values.length + " logits beside " + reference.values.length);
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(reference.values[i]));
      difference = Math.max(difference, Math.abs(values[i] - reference.values[i]));
    }
    return difference / largest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Logits logits && Arrays.equals(values, logits.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return line();
  }
}
