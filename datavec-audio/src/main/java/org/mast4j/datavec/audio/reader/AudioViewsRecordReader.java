package org.mast4j.datavec.audio.reader;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.datavec.api.conf.Configuration;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataIndex;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.WaveformAugmentation;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;

/**
 * Audio files for self-supervised training: the patches of two augmented views of a clip, each [1,
 * H*W, patch size], and the clip's index among the split's files, sorted.
 *
 * <p>A view depends on the seed, the epoch and the clip's index alone: the n-th epoch after
 * initializing gives the same views in any run, and {@link #reset} begins the next epoch. Meta data
 * leads to the views of the epoch at hand.
 */
public class AudioViewsRecordReader extends ClipRecordReader {

  private static final long serialVersionUID = 1L;

  private final List<WaveformAugmentation> ofWaveforms;
  private final List<Augmentation> ofSpectrograms;
  private final long seed;
  private PatchGrid grid;
  private long epoch;

  /** Of each clip, whatever order the split shuffles an epoch's files into. */
  private Map<URI, Integer> indices = Map.of();

  /** Patches of 16 x 16 with a stride of 10; log-mels are augmented in the list's order. */
  public AudioViewsRecordReader(
      FrontEndConfig frontEnd, List<Augmentation> augmentations, long seed) {
    this(
        frontEnd,
        PatchGrid.of(frontEnd.width(), frontEnd.frames()),
        List.of(),
        augmentations,
        seed);
  }

  /**
   * Patches of one's own, and waveforms augmented too, which a feature cache then can't serve.
   *
   * @param ofWaveforms applied in order, before the front end
   * @param ofSpectrograms applied in order, behind it
   */
  public AudioViewsRecordReader(
      FrontEndConfig frontEnd,
      PatchGrid grid,
      List<WaveformAugmentation> ofWaveforms,
      List<Augmentation> ofSpectrograms,
      long seed) {
    super(frontEnd, new ParentPathLabelGenerator());
    this.grid = AudioRecordReader.requireCover(grid, frontEnd);
    this.ofWaveforms = List.copyOf(ofWaveforms);
    this.ofSpectrograms = List.copyOf(ofSpectrograms);
    this.seed = seed;
  }

  @Override
  public void setConf(Configuration conf) {
    super.setConf(conf);
    grid = grid.withFrames(frontEnd().frames());
  }

  @Override
  public void initialize(InputSplit split) throws IOException, InterruptedException {
    super.initialize(split);
    epoch = 0;
    indices = new HashMap<>();
    locations().stream().sorted().forEach(uri -> indices.putIfAbsent(uri, indices.size()));
  }

  /** None: a clip's own views are its class. */
  @Override
  public List<String> getLabels() {
    return List.of();
  }

  @Override
  public void reset() {
    super.reset();
    epoch++;
  }

  @Override
  public List<Writable> next() {
    return nextRecord().getRecord();
  }

  @Override
  public Record nextRecord() {
    URI uri = advance();
    try {
      Record record = load(uri, requireIndex(uri));
      invokeListeners(record);
      return record;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Record loadFromMetaData(RecordMetaData metaData) throws IOException {
    return load(metaData.getURI(), requireIndex(metaData.getURI()));
  }

  /**
   * {@inheritDoc}
   *
   * @throws AudioException if {@code uri} isn't in the split: the views depend on its index
   */
  @Override
  public List<Writable> record(URI uri, DataInputStream stream) throws IOException {
    int index = requireIndex(uri);
    if (ofWaveforms.isEmpty()) {
      return views(features(uri, stream), index);
    }
    return views(AudioFiles.read(stream, name(uri)), index);
  }

  private int requireIndex(URI uri) throws AudioException {
    Integer index = indices.get(uri);
    if (index == null) {
      throw new AudioException(name(uri), "isn't in the reader's split; initialize it with it");
    }
    return index;
  }

  private Record load(URI uri, int index) throws IOException {
    List<Writable> views =
        ofWaveforms.isEmpty() ? views(features(uri), index) : views(waveform(uri), index);
    return new org.datavec.api.records.impl.Record(
        views, new RecordMetaDataIndex(index, uri, AudioViewsRecordReader.class));
  }

  private List<Writable> views(Waveform clip, int index) throws IOException {
    List<Writable> record = new ArrayList<>();
    for (int view = 0; view < 2; view++) {
      RandomGenerator random = random(index, view);
      Waveform augmented = clip;
      for (WaveformAugmentation augmentation : ofWaveforms) {
        augmented = augmentation.apply(augmented, random);
      }
      record.add(view(features(augmented), random));
    }
    record.add(new IntWritable(index));
    return record;
  }

  private List<Writable> views(Spectrogram features, int index) {
    List<Writable> record = new ArrayList<>();
    for (int view = 0; view < 2; view++) {
      record.add(view(features, random(index, view)));
    }
    record.add(new IntWritable(index));
    return record;
  }

  private RandomGenerator random(int index, int view) {
    return ClipRandom.at(seed, epoch, 2L * index + view);
  }

  private Writable view(Spectrogram features, RandomGenerator random) {
    Spectrogram augmented = features;
    for (Augmentation augmentation : ofSpectrograms) {
      augmented = augmentation.apply(augmented, random);
    }
    return AudioRecordReader.patches(augmented, grid);
  }
}
