package org.mast4j.datavec.audio.reader;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.SequenceRecord;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataURI;
import org.datavec.api.records.reader.SequenceRecordReader;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Audio files as DataVec sequences, for recurrent networks: a time step is a frame of normalised
 * log-mel, [1, mels], and the index of the clip's class. All clips have the front end's number of
 * frames, cut or padded.
 *
 * <p>{@code new SequenceRecordReaderDataSetIterator(reader, batch, classes, 1)} makes batches [B,
 * mels, frames] of it.
 */
public class AudioSequenceRecordReader extends ClipRecordReader implements SequenceRecordReader {

  private static final long serialVersionUID = 1L;

  /** A clip's class is its parent folder. */
  public AudioSequenceRecordReader(FrontEndConfig frontEnd) {
    this(frontEnd, new ParentPathLabelGenerator());
  }

  /** Classes of one's own. */
  public AudioSequenceRecordReader(FrontEndConfig frontEnd, PathLabelGenerator labelGenerator) {
    super(frontEnd, labelGenerator);
  }

  @Override
  public List<List<Writable>> sequenceRecord() {
    return nextSequence().getSequenceRecord();
  }

  @Override
  public SequenceRecord nextSequence() {
    URI uri = advance();
    try {
      SequenceRecord sequence = load(uri);
      invokeListeners(sequence);
      return sequence;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<List<Writable>> sequenceRecord(URI uri, DataInputStream stream) throws IOException {
    return toSequence(uri, features(uri, stream));
  }

  @Override
  public SequenceRecord loadSequenceFromMetaData(RecordMetaData metaData) throws IOException {
    return load(metaData.getURI());
  }

  @Override
  public List<SequenceRecord> loadSequenceFromMetaData(List<RecordMetaData> metaData)
      throws IOException {
    List<SequenceRecord> sequences = new ArrayList<>();
    for (RecordMetaData one : metaData) {
      sequences.add(loadSequenceFromMetaData(one));
    }
    return sequences;
  }

  private SequenceRecord load(URI uri) throws IOException {
    return new org.datavec.api.records.impl.SequenceRecord(
        toSequence(uri, features(uri)),
        new RecordMetaDataURI(uri, AudioSequenceRecordReader.class));
  }

  private List<List<Writable>> toSequence(URI uri, Spectrogram features) throws IOException {
    INDArray frames = features.toNDArray();
    Optional<Writable> label = label(uri);
    List<List<Writable>> steps = new ArrayList<>(features.frames());
    for (int t = 0; t < features.frames(); t++) {
      List<Writable> step = new ArrayList<>(2);
      step.add(new NDArrayWritable(frames.getRow(t, true))); // [1, mels]
      label.ifPresent(step::add);
      steps.add(step);
    }
    return steps;
  }

  /** Not offered, as in DataVec's own sequence readers: a clip is a sequence. */
  @Override
  public List<Writable> next() {
    throw unsupported("next", "sequenceRecord");
  }

  /** Not offered: see {@link #nextSequence}. */
  @Override
  public Record nextRecord() {
    throw unsupported("nextRecord", "nextSequence");
  }

  /** Not offered: see {@link #sequenceRecord(URI, DataInputStream)}. */
  @Override
  public List<Writable> record(URI uri, DataInputStream stream) {
    throw unsupported("record", "sequenceRecord");
  }

  /** Not offered: see {@link #loadSequenceFromMetaData(RecordMetaData)}. */
  @Override
  public Record loadFromMetaData(RecordMetaData metaData) {
    throw unsupported("loadFromMetaData", "loadSequenceFromMetaData");
  }

  private static UnsupportedOperationException unsupported(String method, String instead) {
    return new UnsupportedOperationException(
        "a clip is a sequence of frames: call " + instead + " in place of " + method);
  }
}
