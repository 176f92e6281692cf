package org.mast4j.ssl.pretrain.ssmast;

import java.util.Map;
import java.util.Optional;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The teacher's last K projections, first in, first out: the negatives of MoCo (arXiv 1911.05722;
 * moco/builder.py). It starts with random unit rows, as there.
 */
final class KeyQueue {
  private static final String KEYS = "queue";
  private static final String NEXT = "queue.next";

  private final INDArray keys;
  private int next;

  /** The queue that a configuration asks for, if any. */
  static Optional<KeyQueue> of(DataType type, SsMastConfig config) {
    return config.queueSize() == 0
        ? Optional.empty()
        : Optional.of(
            new KeyQueue(type, config.queueSize(), config.projectionWidth(), config.seed()));
  }

  KeyQueue(DataType type, int size, int width, long seed) {
    keys = Initializer.truncatedNormal(1).create(type, seed, size, width);
    keys.diviColumnVector(keys.norm2(1));
  }

  /** [K, P], not a copy. */
  INDArray keys() {
    return keys;
  }

  /** All that it goes on from, the keys not a copy. */
  Map<String, INDArray> state() {
    return Map.of(KEYS, keys, NEXT, Nd4j.createFromArray((double) next));
  }

  /** Goes on from a checkpoint. */
  void restore(Weights state) {
    keys.assign(state.get(KEYS));
    next = state.get(NEXT).getInt(0);
  }

  /** Replaces the oldest keys by the given ones, [n, P] with n of at most K. */
  void add(INDArray newest) {
    long size = keys.size(0);
    long before = Math.min(newest.size(0), size - next);
    put(next, newest, 0, before);
    put(0, newest, before, newest.size(0) - before);
    next = (int) ((next + newest.size(0)) % size);
  }

  private void put(long to, INDArray newest, long from, long count) {
    if (count > 0) {
      rows(keys, to, count).assign(rows(newest, from, count));
    }
  }

  private static INDArray rows(INDArray x, long from, long count) {
    return x.get(NDArrayIndex.interval(from, from + count), NDArrayIndex.all());
  }
}
