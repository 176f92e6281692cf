package org.mast4j.datavec.audio.reader;

import java.io.Closeable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.records.Record;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.io.Prefetch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of an {@link AudioRecordReader}, whose clips are decoded and transformed on all cores
 * while the network trains: features [B, H*W, patch size], labels one-hot, or multi-hot, [B,
 * classes].
 *
 * <p>The batches are those that one thread would make, in the reader's order, the last one smaller.
 * At most two batches of clips wait. A clip that can't be used ends the epoch by the reader's
 * UncheckedIOException, when its batch is due; {@link #reset} starts the next epoch. The threads
 * end with the epoch, with an error, or on {@link #close}, and never keep the JVM running.
 */
public final class PrefetchingIterator implements DataSetIterator, Closeable {

  private static final long serialVersionUID = 1L;

  /** Batches that are being made while one trains. */
  private static final int BATCHES_AHEAD = 2;

  private final AudioRecordReader reader;
  private final int batchSize;
  private DataSetPreProcessor preProcessor;

  /** Whether the epoch is over, although the reader may stand before its end. */
  private boolean ended;

  /** An epoch's records in their order, ready or not; serialize between epochs, not within one. */
  private transient Prefetch<Record> pending;

  /**
   * Starts with the reader's next record.
   *
   * @param reader initialized; not to be used otherwise meanwhile
   * @param batchSize clips of a batch
   */
  public PrefetchingIterator(AudioRecordReader reader, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be positive, was " + batchSize);
    }
    this.reader = reader;
    this.batchSize = batchSize;
  }

  @Override
  public boolean hasNext() {
    return !ended && (pending == null ? reader.hasNext() : pending.hasNext());
  }

  @Override
  public DataSet next() {
    return next(batchSize);
  }

  @Override
  public DataSet next(int clips) {
    if (!hasNext()) {
      throw new NoSuchElementException("no batch after the last; reset the iterator");
    }
    if (pending == null) {
      pending = start();
    }
    List<Record> records = new ArrayList<>(clips);
    try {
      while (records.size() < clips && pending.hasNext()) {
        records.add(pending.next());
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    if (!hasNext()) {
      close();
    }
    records.forEach(reader::notifyListeners);
    DataSet batch = batch(records);
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  private Prefetch<Record> start() {
    Iterator<Prefetch.Task<Record>> loads =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return reader.hasNext();
          }

          @Override
          public Prefetch.Task<Record> next() {
            URI uri = reader.advance();
            return () -> reader.load(uri);
          }
        };
    return new Prefetch<>(loads, (long) BATCHES_AHEAD * batchSize);
  }

  private DataSet batch(List<Record> records) {
    List<INDArray> features = new ArrayList<>();
    List<INDArray> labels = new ArrayList<>();
    for (Record record : records) {
      List<Writable> values = record.getRecord();
      features.add(((NDArrayWritable) values.get(0)).get());
      if (values.size() > 1) {
        labels.add(label(values.get(1)));
      }
    }
    INDArray inputs = Nd4j.concat(0, features.toArray(INDArray[]::new));
    return labels.isEmpty()
        ? new DataSet(inputs, null)
        : new DataSet(inputs, Nd4j.concat(0, labels.toArray(INDArray[]::new)));
  }

  /** [1, classes]. */
  private INDArray label(Writable label) {
    if (label instanceof NDArrayWritable multiHot) {
      return multiHot.get();
    }
    INDArray oneHot = Nd4j.zeros(1, totalOutcomes());
    oneHot.putScalar(0, label.toInt(), 1);
    return oneHot;
  }

  /**
   * Ends the epoch and its threads, and drops what they made; {@link #reset} starts the next epoch.
   */
  @Override
  public void close() {
    ended = true;
    if (pending != null) {
      pending.close();
      pending = null;
    }
  }

  @Override
  public void reset() {
    close();
    reader.reset();
    ended = false;
  }

  @Override
  public boolean resetSupported() {
    return reader.resetSupported();
  }

  /** Yes: a network's own AsyncDataSetIterator then puts the batches together off its thread. */
  @Override
  public boolean asyncSupported() {
    return true;
  }

  @Override
  public int batch() {
    return batchSize;
  }

  /** Values in one patch. */
  @Override
  public int inputColumns() {
    return reader.grid().patchSize();
  }

  @Override
  public int totalOutcomes() {
    return reader.getLabels().size();
  }

  @Override
  public List<String> getLabels() {
    return reader.getLabels();
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor newPreProcessor) {
    this.preProcessor = newPreProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }
}
