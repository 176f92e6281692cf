package org.mast4j.datavec.audio.reader;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.LazyList;
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

  private final Views views;
  private final long seed;
  private PatchGrid grid;
  private long epoch;

  /** The split's files, sorted: whatever order it shuffles an epoch's into. */
  private List<URI> files = List.of();

  private Map<URI, Integer> indices = Map.of();

  /** All patches of 16 x 16 with a stride of 10. */
  public AudioViewsRecordReader(
      FrontEndConfig frontEnd, List<Augmentation> augmentations, long seed) {
    this(frontEnd, PatchGrid.of(frontEnd.width(), frontEnd.frames()), augmentations, seed);
  }

  /**
   * Patches of one's own.
   *
   * @param augmentations as of {@link Views}; a feature cache can't serve those of waveforms
   */
  public AudioViewsRecordReader(
      FrontEndConfig frontEnd, PatchGrid grid, List<Augmentation> augmentations, long seed) {
    super(frontEnd, new ParentPathLabelGenerator());
    this.grid = AudioRecordReader.requireCover(grid, frontEnd);
    this.views = new Views(augmentations);
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
    files = locations().stream().sorted().distinct().toList();
    indices = new HashMap<>();
    files.forEach(uri -> indices.put(uri, indices.size()));
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
    return views.needWaveforms()
        ? ofWaveform(AudioFiles.read(stream, name(uri)), index)
        : ofLogMel(features(uri, stream), index);
  }

  private int requireIndex(URI uri) throws AudioException {
    Integer index = indices.get(uri);
    if (index == null) {
      throw new AudioException(name(uri), "isn't in the reader's split; initialize it with it");
    }
    return index;
  }

  private Record load(URI uri, int index) throws IOException {
    List<Writable> record =
        views.needWaveforms() ? ofWaveform(waveform(uri), index) : ofLogMel(features(uri), index);
    return new org.datavec.api.records.impl.Record(
        record, new RecordMetaDataIndex(index, uri, AudioViewsRecordReader.class));
  }

  private List<Writable> ofLogMel(Spectrogram clip, int index) {
    return record(ClipSource.of(new LazyList<>(files.size(), i -> clip)), index);
  }

  /** The other files' waveforms are read if they are mixed in. */
  private List<Writable> ofWaveform(Waveform clip, int index) throws IOException {
    FeatureExtractor extractor = extractor();
    Waveform heard = extractor.heard(clip);
    LazyList<Waveform> waveforms =
        new LazyList<>(
            files.size(), i -> i == index ? heard : extractor.heard(waveform(files.get(i))));
    LazyList<Spectrogram> logMels =
        new LazyList<>(files.size(), i -> extractor.extract(waveforms.get(i)));
    return record(new ClipSource(logMels, waveforms, extractor::extract), index);
  }

  private List<Writable> record(ClipSource clips, int index) {
    List<Writable> record = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      View view = views.draw(clips, index, grid, ClipRandom.at(seed, epoch, 2L * index + i));
      record.add(AudioRecordReader.patches(view.logMel(), grid));
    }
    record.add(new IntWritable(index));
    return record;
  }
}
