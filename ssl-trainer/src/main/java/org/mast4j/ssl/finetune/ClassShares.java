package org.mast4j.ssl.finetune;

import java.util.Arrays;

/** What rare classes are given more of. */
final class ClassShares {
  private ClassShares() {}

  /**
   * The weight of each class in the loss.
   *
   * @throws IllegalArgumentException naming a class that no clip has, which would weigh infinitely
   */
  static double[] lossWeights(Targets targets, int classes) {
    int[] counts = targets.counts(classes);
    double[] weights = new double[classes];
    for (int c = 0; c < classes; c++) {
      if (counts[c] == 0) {
        throw new IllegalArgumentException(
            "no training clip of class %d; expected one of each for classWeights balanced"
                .formatted(c));
      }
      weights[c] = targets.size() / ((double) classes * counts[c]);
    }
    return weights;
  }

  /** The chance of each clip, but for a factor. */
  static double[] samplingWeights(Targets targets, int classes) {
    int[] counts = targets.counts(classes);
    return targets.classes().stream()
        .mapToDouble(ofClip -> Arrays.stream(ofClip).mapToDouble(c -> 1.0 / counts[c]).sum())
        .toArray();
  }
}
