package org.mast4j.ssl.internal.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Batches without replacement: every clip once an epoch, in a new order each time. */
public final class EpochSampler implements BatchSampler {
  private final int[] order;
  private final int batch;
  private final SplittableRandom random;
  private int next;

  /** Batches of {@code batch} of the indices below {@code clips}. */
  public EpochSampler(int clips, int batch, long seed) {
    this.order = IntStream.range(0, clips).toArray();
    this.batch = batch;
    this.random = new SplittableRandom(seed);
    this.next = clips;
  }

  @Override
  public int batch() {
    return batch;
  }

  /** An epoch's last, partial batch is dropped. */
  @Override
  public List<Integer> next() {
    if (next + batch > order.length) {
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
      next = 0;
    }
    List<Integer> indices = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      indices.add(order[next++]);
    }
    return indices;
  }
}
