package org.mast4j.datavec.audio.reader;

import java.io.Closeable;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.internal.io.Prefetch;
import org.mast4j.datavec.audio.patch.PatchArray;
import org.mast4j.datavec.audio.reader.AudioRecordReader.Clip;
import org.mast4j.settings.Require;
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
 * end with the epoch, with an error, or on {@link #close}, and never keep the JVM running. A thread
 * that is interrupted gets its batch all the same, and is interrupted still: so an
 * AsyncDataSetIterator, which interrupts its thread to reset, loses no clip and sees no error.
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

  /** An epoch's clips in their order, ready or not. */
  private transient Prefetch<Clip> pending;

  /**
   * Starts with the reader's next record.
   *
   * @param reader initialized; not to be used otherwise meanwhile
   * @param batchSize clips of a batch
   */
  public PrefetchingIterator(AudioRecordReader reader, int batchSize) {
    Require.positive("batchSize", batchSize);
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
    List<Clip> ready = new ArrayList<>(clips);
    try {
      while (ready.size() < clips && pending.hasNext()) {
        ready.add(pending.nextDespiteInterrupts());
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    if (!hasNext()) {
      close();
    }
    ready.forEach(reader::notifyListeners);
    DataSet batch = batch(ready);
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  private Prefetch<Clip> start() {
    Iterator<Prefetch.Task<Clip>> loads =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return reader.hasNext();
          }

          @Override
          public Prefetch.Task<Clip> next() {
            URI uri = reader.advance();
            return () -> reader.clip(uri);
          }
        };
    return new Prefetch<>(loads, (long) BATCHES_AHEAD * batchSize);
  }

  private DataSet batch(List<Clip> clips) {
    PatchArray patches = new PatchArray(clips.size(), reader.grid());
    List<float[]> labels = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      patches.put(i, clips.get(i).patches());
      clips.get(i).label().map(this::label).ifPresent(labels::add);
    }
    return new DataSet(
        patches.finish(),
        labels.isEmpty() ? null : Nd4j.createFromArray(labels.toArray(float[][]::new)));
  }

  private float[] label(Writable label) {
    if (label instanceof NDArrayWritable multiHot) {
      return multiHot.get().toFloatVector();
    }
    float[] oneHot = new float[totalOutcomes()];
    oneHot[label.toInt()] = 1;
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

  /** Only between epochs: the reader is two batches ahead within one, which would be lost. */
  private void writeObject(ObjectOutputStream out) throws IOException {
    if (pending != null) {
      throw new NotSerializableException(
          "a PrefetchingIterator within an epoch; close or reset it before it is serialized");
    }
    out.defaultWriteObject();
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
