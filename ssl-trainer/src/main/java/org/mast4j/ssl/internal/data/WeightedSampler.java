package org.mast4j.ssl.internal.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Batches with replacement, each clip drawn by its weight (torch's WeightedRandomSampler). */
public final class WeightedSampler implements BatchSampler {
  /** Up to and with each clip. */
  private final double[] sums;

  private final int batch;
  private final SplittableRandom random;

  /**
   * A sampler.
   *
   * @param weights of the clips, 0 or more, not all 0
   */
  public WeightedSampler(double[] weights, int batch, long seed) {
    this.sums = weights.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    this.batch = batch;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public List<Integer> next() {
    return Stream.generate(this::draw).limit(batch).toList();
  }

  /** The first clip whose sum lies above a point between 0 and the sum of all. */
  private int draw() {
    double point = random.nextDouble() * sums[sums.length - 1];
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > point) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
