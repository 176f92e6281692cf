package org.mast4j.ssl.evaluate;

/**
 * The linear probe of an encoder at its best: over the pooling that does best on the validation
 * split, by accuracy, and by cross-entropy among those of the same accuracy.
 *
 * @param pooling what the probe reads
 * @param fit the probe
 */
public record PooledProbe(Pooling pooling, LinearProbe.Fit fit) {

  /**
   * Features with their classes.
   *
   * @param features of n clips
   * @param labels n class indices
   */
  public record Clips(PooledFeatures features, int[] labels) {
    private LinearProbe.Split by(Pooling pooling) {
      return new LinearProbe.Split(features.byPooling().get(pooling), labels);
    }
  }

  /** Fits on the training split by each pooling that both splits have, chooses by validation. */
  public static PooledProbe fit(Clips train, Clips validation, int classes) {
    PooledProbe best = of(Pooling.MEAN, train, validation, classes);
    for (Pooling pooling : Pooling.values()) {
      boolean known =
          train.features().byPooling().containsKey(pooling)
              && validation.features().byPooling().containsKey(pooling);
      if (pooling != Pooling.MEAN && known) {
        PooledProbe other = of(pooling, train, validation, classes);
        if (other.fit.isBetterThan(best.fit)) {
          best = other;
        }
      }
    }
    return best;
  }

  private static PooledProbe of(Pooling pooling, Clips train, Clips validation, int classes) {
    return new PooledProbe(
        pooling, LinearProbe.fit(train.by(pooling), validation.by(pooling), classes));
  }

  /** The class of each clip. */
  public int[] predict(PooledFeatures features) {
    return fit.classifier().predict(features.byPooling().get(pooling));
  }
}
