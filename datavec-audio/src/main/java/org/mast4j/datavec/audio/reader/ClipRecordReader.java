package org.mast4j.datavec.audio.reader;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import org.datavec.api.conf.Configuration;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * What the readers of this package share: the audio files of an input split in its order, the class
 * of each, and its features.
 *
 * <p>A file that can't be used comes as an UncheckedIOException around its AudioException. The
 * reader stands behind that file then, so that the caller may go on.
 *
 * <p>A serialized reader takes its list of files along and stands at the same one; without the
 * split, {@link #reset} keeps their order.
 */
public abstract class ClipRecordReader extends BaseRecordReader {

  /** Configuration key: frames that a clip is cut or padded to; overrides the front end's. */
  public static final String FRAMES = "org.mast4j.datavec.audio.frames";

  /** Configuration key: a folder in which features are kept, see {@link FeatureCache}. */
  public static final String CACHE = "org.mast4j.datavec.audio.cache";

  private static final long serialVersionUID = 1L;

  private final PathLabelGenerator labelGenerator;
  private FrontEndConfig frontEnd;
  private boolean appendLabel = true;
  private List<String> labels;
  private Configuration conf = new Configuration();

  /** Of the cache's folder; empty for none. */
  private String cache = "";

  /** Not BaseRecordReader's field: DataVec's splits aren't serializable, which readers must be. */
  private transient InputSplit split;

  /** The split's audio files, in its order. */
  private List<URI> locations = List.of();

  private int next;

  /** Made when first used, on any thread: neither the FFT's tables nor a cache travel. */
  private transient Sources sources;

  /**
   * Where features come from.
   *
   * @param extractor of streams, which have no file
   * @param files the same, or that with a cache before it
   */
  private record Sources(FeatureExtractor extractor, ClipFeatures files) {}

  ClipRecordReader(FrontEndConfig frontEnd, PathLabelGenerator labelGenerator) {
    this.frontEnd = frontEnd;
    this.labelGenerator = labelGenerator;
    this.labels = labelGenerator instanceof LabelVocabulary known ? known.labels() : List.of();
  }

  @Override
  public void initialize(Configuration conf, InputSplit split)
      throws IOException, InterruptedException {
    setConf(conf);
    initialize(split);
  }

  @Override
  public void initialize(InputSplit split) throws IOException, InterruptedException {
    this.split = split;
    split.reset();
    readLocations();
    if (locations.isEmpty()) {
      throw new AudioException(Path.of("input split"), "holds no audio file; check its folder");
    }
    if (labels.isEmpty() && appendLabel && labelGenerator.inferLabelClasses()) {
      TreeSet<String> names = new TreeSet<>();
      for (URI uri : locations) {
        names.add(labelOf(uri).toString());
      }
      labels = List.copyOf(names);
    }
  }

  @Override
  public void setConf(Configuration conf) {
    this.conf = conf;
    appendLabel = conf.getBoolean(APPEND_LABEL, appendLabel);
    frontEnd = frontEnd.withFrames(conf.getInt(FRAMES, frontEnd.frames()));
    cache = conf.get(CACHE, cache);
    labels = List.of(conf.getStrings(LABELS, labels.toArray(String[]::new)));
    synchronized (this) {
      sources = null;
    }
  }

  @Override
  public Configuration getConf() {
    return conf;
  }

  /** The front end's constants, with the configuration's frames. */
  public FrontEndConfig frontEnd() {
    return frontEnd;
  }

  /** The classes in the order of their indices; sorted, unless the configuration names them. */
  @Override
  public List<String> getLabels() {
    return labels;
  }

  @Override
  public boolean hasNext() {
    return next < locations.size();
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
  public List<Record> loadFromMetaData(List<RecordMetaData> metaData) throws IOException {
    List<Record> records = new ArrayList<>();
    for (RecordMetaData one : metaData) {
      records.add(loadFromMetaData(one));
    }
    return records;
  }

  @Override
  public void reset() {
    if (locations.isEmpty()) {
      throw new IllegalStateException("initialize the reader before resetting it");
    }
    if (split != null) {
      split.reset();
      readLocations();
    }
    next = 0;
  }

  @Override
  public boolean resetSupported() {
    return split == null ? !locations.isEmpty() : split.resetSupported();
  }

  @Override
  public void close() {
    // holds no file open between records
  }

  private void readLocations() {
    next = 0;
    locations = new ArrayList<>();
    for (Iterator<URI> uris = split.locationsIterator(); uris.hasNext(); ) {
      URI uri = uris.next();
      if (AudioFiles.isAudio(name(uri))) {
        locations.add(uri);
      }
    }
  }

  /** Steps behind the next file and returns it. */
  URI advance() {
    if (!hasNext()) {
      throw new NoSuchElementException("no clip after the last of " + locations.size());
    }
    return locations.get(next++);
  }

  /** The split's audio files, in this epoch's order. */
  List<URI> locations() {
    return locations;
  }

  /** The file's normalised log-mel, [frames, mels]; any number of threads may ask. */
  Spectrogram features(URI uri) throws IOException {
    if (isFile(uri)) {
      return sources().files.extract(Path.of(uri));
    }
    try (InputStream stream = streamCreatorFn.apply(uri)) {
      return features(uri, stream);
    }
  }

  /** The same of a stream of the file's content. */
  Spectrogram features(URI uri, InputStream stream) throws IOException {
    return features(AudioFiles.read(stream, name(uri)));
  }

  Spectrogram features(Waveform waveform) throws IOException {
    return sources().extractor.extract(waveform);
  }

  Waveform waveform(URI uri) throws IOException {
    if (isFile(uri)) {
      return AudioFiles.read(Path.of(uri));
    }
    try (InputStream stream = streamCreatorFn.apply(uri)) {
      return AudioFiles.read(stream, name(uri));
    }
  }

  private synchronized Sources sources() throws IOException {
    if (sources == null) {
      FeatureExtractor extractor = new FeatureExtractor(frontEnd);
      sources =
          new Sources(
              extractor,
              cache.isEmpty()
                  ? extractor
                  : FeatureCache.open(Path.of(cache), FeatureCache.STANDARD_MAX_BYTES)
                      .over(extractor));
    }
    return sources;
  }

  /** The file's class, as an index or as its generator gives it; none if labels are left out. */
  Optional<Writable> label(URI uri) throws AudioException {
    if (!appendLabel) {
      return Optional.empty();
    }
    Writable label = labelOf(uri);
    if (!labelGenerator.inferLabelClasses()) {
      return Optional.of(label);
    }
    int index = labels.indexOf(label.toString());
    if (index < 0) {
      throw new AudioException(
          name(uri), "its class " + label + " is none of " + labels + "; check its folder");
    }
    return Optional.of(new IntWritable(index));
  }

  private Writable labelOf(URI uri) throws AudioException {
    try {
      return labelGenerator.getLabelForPath(uri);
    } catch (NoLabelException e) {
      throw new AudioException(name(uri), e.getMessage(), e);
    }
  }

  private static boolean isFile(URI uri) {
    return "file".equals(uri.getScheme());
  }

  static Path name(URI uri) {
    return isFile(uri)
        ? Path.of(uri)
        : Path.of(uri.getPath() == null ? uri.toString() : uri.getPath());
  }
}
