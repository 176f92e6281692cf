package org.mast4j.datavec.audio.reader;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.datavec.api.conf.Configuration;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataURI;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Audio files as DataVec records: the normalised log-mel patches of a clip, [1, H*W, patch size],
 * and the index of its class among {@link #getLabels()}.
 *
 * <p>A file that can't be used comes as an UncheckedIOException around its AudioException.
 */
public class AudioRecordReader extends BaseRecordReader {

  /** Configuration key: frames that a clip is cut or padded to; overrides the front end's. */
  public static final String FRAMES = AudioRecordReader.class.getName() + ".frames";

  private static final long serialVersionUID = 1L;

  private final PathLabelGenerator labelGenerator;
  private FrontEndConfig frontEnd;
  private PatchGrid grid;
  private boolean appendLabel = true;
  private List<String> labels = List.of();
  private Configuration conf = new Configuration();

  /** The split's audio files, in its order. */
  private List<URI> locations = List.of();

  private int next;

  /** Made when first used: the FFT's tables don't travel. */
  private transient FeatureExtractor extractor;

  /** Patches of 16 x 16 with a stride of 10; a clip's class is its parent folder. */
  public AudioRecordReader(FrontEndConfig frontEnd) {
    this(
        frontEnd, PatchGrid.of(frontEnd.mels(), frontEnd.frames()), new ParentPathLabelGenerator());
  }

  /** Patches and classes of one's own; the grid must cover the front end's mels and frames. */
  public AudioRecordReader(
      FrontEndConfig frontEnd, PatchGrid grid, PathLabelGenerator labelGenerator) {
    if (grid.mels() != frontEnd.mels() || grid.frames() != frontEnd.frames()) {
      throw new IllegalArgumentException(
          grid + " doesn't cover " + frontEnd.frames() + " frames x " + frontEnd.mels() + " mels");
    }
    this.frontEnd = frontEnd;
    this.grid = grid;
    this.labelGenerator = labelGenerator;
  }

  @Override
  public void initialize(Configuration conf, InputSplit split)
      throws IOException, InterruptedException {
    setConf(conf);
    initialize(split);
  }

  @Override
  public void initialize(InputSplit split) throws IOException, InterruptedException {
    super.initialize(split);
    readLocations();
    if (locations.isEmpty()) {
      throw new AudioException(Path.of("input split"), "holds no audio file; check its folder");
    }
    if (labels.isEmpty() && appendLabel && labelGenerator.inferLabelClasses()) {
      TreeSet<String> names = new TreeSet<>();
      locations.forEach(uri -> names.add(labelGenerator.getLabelForPath(uri).toString()));
      labels = List.copyOf(names);
    }
  }

  @Override
  public void setConf(Configuration conf) {
    this.conf = conf;
    appendLabel = conf.getBoolean(APPEND_LABEL, appendLabel);
    int frames = conf.getInt(FRAMES, frontEnd.frames());
    frontEnd = frontEnd.withFrames(frames);
    grid = grid.withFrames(frames);
    extractor = null;
    labels = List.of(conf.getStrings(LABELS, labels.toArray(String[]::new)));
  }

  @Override
  public Configuration getConf() {
    return conf;
  }

  @Override
  public boolean hasNext() {
    return next < locations.size();
  }

  @Override
  public List<Writable> next() {
    return nextRecord().getRecord();
  }

  @Override
  public List<List<Writable>> next(int num) {
    List<List<Writable>> records = new ArrayList<>();
    while (records.size() < num && hasNext()) {
      records.add(next());
    }
    return records;
  }

  @Override
  public Record nextRecord() {
    if (!hasNext()) {
      throw new NoSuchElementException("no clip after the last of " + locations.size());
    }
    URI uri = locations.get(next++);
    try {
      Record record = load(uri);
      invokeListeners(record);
      return record;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Writable> record(URI uri, DataInputStream stream) throws IOException {
    return toRecord(uri, AudioFiles.read(stream, name(uri)));
  }

  @Override
  public Record loadFromMetaData(RecordMetaData metaData) throws IOException {
    return load(metaData.getURI());
  }

  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> metaData) throws IOException {
    List<Record> records = new ArrayList<>();
    for (RecordMetaData one : metaData) {
      records.add(loadFromMetaData(one));
    }
    return records;
  }

  /** The classes, sorted; a record's label is an index into them. */
  @Override
  public List<String> getLabels() {
    return labels;
  }

  @Override
  public void reset() {
    if (inputSplit == null) {
      throw new IllegalStateException("initialize the reader before resetting it");
    }
    inputSplit.reset();
    readLocations();
  }

  @Override
  public boolean resetSupported() {
    return inputSplit != null && inputSplit.resetSupported();
  }

  @Override
  public void close() {
    // holds no file open between records
  }

  private void readLocations() {
    next = 0;
    locations = new ArrayList<>();
    for (Iterator<URI> uris = inputSplit.locationsIterator(); uris.hasNext(); ) {
      URI uri = uris.next();
      if (AudioFiles.isAudio(name(uri))) {
        locations.add(uri);
      }
    }
  }

  private Record load(URI uri) throws IOException {
    List<Writable> values;
    if (isFile(uri)) {
      values = toRecord(uri, AudioFiles.read(Path.of(uri)));
    } else {
      try (DataInputStream stream = new DataInputStream(streamCreatorFn.apply(uri))) {
        values = record(uri, stream);
      }
    }
    return new org.datavec.api.records.impl.Record(
        values, new RecordMetaDataURI(uri, AudioRecordReader.class));
  }

  private List<Writable> toRecord(URI uri, Waveform waveform) throws AudioException {
    if (extractor == null) {
      extractor = new FeatureExtractor(frontEnd);
    }
    Spectrogram features = extractor.extract(waveform);
    float[] patches = Patches.extract(features, grid);
    List<Writable> values = new ArrayList<>();
    values.add(
        new NDArrayWritable(
            Nd4j.createFromArray(patches).reshape('c', 1, grid.size(), grid.patchSize())));
    if (appendLabel) {
      values.add(label(uri));
    }
    return values;
  }

  private Writable label(URI uri) throws AudioException {
    Writable label = labelGenerator.getLabelForPath(uri);
    if (!labelGenerator.inferLabelClasses()) {
      return label;
    }
    int index = labels.indexOf(label.toString());
    if (index < 0) {
      throw new AudioException(
          name(uri), "its class " + label + " is none of " + labels + "; check its folder");
    }
    return new IntWritable(index);
  }

  private static boolean isFile(URI uri) {
    return "file".equals(uri.getScheme());
  }

  private static Path name(URI uri) {
    return isFile(uri)
        ? Path.of(uri)
        : Path.of(uri.getPath() == null ? uri.toString() : uri.getPath());
  }
}
