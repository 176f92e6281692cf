package org.mast4j.datavec.audio.dataset.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.math3.random.MersenneTwister;

/** {@code numpy.random.RandomState(seed).shuffle(list)}, on which published splits rest. */
final class NumpyShuffle {

  private NumpyShuffle() {}

  static <T> List<T> shuffle(List<T> items, int seed) {
    List<T> shuffled = new ArrayList<>(items);
    MersenneTwister random = new MersenneTwister(seed);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, upTo(i, random));
    }
    return shuffled;
  }

  /** Uniform in [0, max]: NumPy masks 32 bits and rejects what is beyond. */
  private static int upTo(int max, MersenneTwister random) {
    int mask = Integer.highestOneBit(max) * 2 - 1;
    int value;
    do {
      value = random.nextInt() & mask;
    } while (value > max);
    return value;
  }
}
