package org.mast4j.samediff.onednn.train;

import java.util.List;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** The given batches, from the first on after each reset. */
final class Batches implements MultiDataSetIterator {
  private final List<? extends MultiDataSet> batches;
  private final boolean ahead;
  private int next;

  /**
   * @param ahead whether another thread may read them
   */
  Batches(List<? extends MultiDataSet> batches, boolean ahead) {
    this.batches = batches;
    this.ahead = ahead;
  }

  @Override
  public MultiDataSet next() {
    return batches.get(next++);
  }

  @Override
  public MultiDataSet next(int count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean hasNext() {
    return next < batches.size();
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return ahead;
  }

  @Override
  public void reset() {
    next = 0;
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return null;
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    throw new UnsupportedOperationException();
  }
}
