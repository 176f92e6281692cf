package org.mast4j.datavec.audio.reader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import org.datavec.api.conf.Configuration;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.FileSplit;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.dataset.AudioTree;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the readers of this package share: the audio files of an input split in its order, the class
 * of each, and its features.
 *
 * <p>A file that can't be used comes as an UncheckedIOException around its AudioException. The
 * reader stands behind that file then, so that the caller may go on.
 *
 * <p>Classes are numbered as {@code RecordReader.LABELS} in the configuration, or the label
 * generator, lists them; else they are those of the split, sorted. So name them there if one split
 * of several lacks a class, since its reader would number the others differently; and for a reader
 * that isn't initialized, as Spark's functions may ship it.
 *
 * <p>Audio files in hidden folders of the split are left out, as in data sets. An interrupt ends no
 * reading: the record comes whole, and the thread is interrupted still.
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

  private static final Logger log = LoggerFactory.getLogger(ClipRecordReader.class);

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
    if (split instanceof FileSplit folder) {
      AudioTree.walk(folder.getRootDir().toPath()); // the split drops names that Java can't read
    }
    AudioLocations found = AudioLocations.of(split);
    if (!found.hidden().isEmpty()) {
      log.warn(
          "left out: {} audio files in hidden folders, first {}",
          found.hidden().size(),
          found.hidden().get(0));
    }
    if (found.files().isEmpty()) {
      throw new AudioException(
          AudioLocations.SPLIT,
          "holds no audio file in folders that aren't hidden; check its folder");
    }
    locations = found.files();
    next = 0;
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

  /**
   * Numbers the classes as another reader does, whichever of them this one's split has; to be
   * called before {@link #initialize}.
   *
   * @param labels in the order of their indices; none leaves it to the split
   */
  public void setLabels(List<String> labels) {
    this.labels = List.copyOf(labels);
  }

  /**
   * The classes in the order of their indices; sorted, unless {@link #setLabels} or the
   * configuration names them.
   */
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
      try {
        locations = AudioLocations.of(split).files();
      } catch (AudioException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
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

  /** Steps behind the next file and returns it. */
  URI advance() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          locations.isEmpty()
              ? "initialize the reader before reading from it"
              : "no clip after the last of " + locations.size());
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
    return extractor().extract(AudioFiles.read(stream, name(uri)));
  }

  /** What makes features of waveforms. */
  FeatureExtractor extractor() throws IOException {
    return sources().extractor;
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
          name(uri),
          (labels.isEmpty()
                      ? "its class %s has no index, since the reader isn't initialized; initialize it,"
                      : "its class %s is none of %s; check its folder,")
                  .formatted(label, labels)
              + " or name every class in the configuration, under RecordReader.LABELS (%s)"
                  .formatted(LABELS));
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
