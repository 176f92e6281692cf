package org.mast4j.datavec.audio.reader;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datavec.api.conf.Configuration;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataURI;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchArray;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;

/**
 * Audio files as DataVec records: the normalised log-mel patches of a clip, [1, H*W, patch size],
 * and the index of its class among {@link #getLabels()}.
 */
public class AudioRecordReader extends ClipRecordReader {

  private static final long serialVersionUID = 2L;

  private PatchGrid grid;

  /** Patches of 16 x 16 with a stride of 10; a clip's class is its parent folder. */
  public AudioRecordReader(FrontEndConfig frontEnd) {
    this(
        frontEnd,
        PatchGrid.of(frontEnd.width(), frontEnd.frames()),
        new ParentPathLabelGenerator());
  }

  /** Patches and classes of one's own; the grid must cover the front end's mels and frames. */
  public AudioRecordReader(
      FrontEndConfig frontEnd, PatchGrid grid, PathLabelGenerator labelGenerator) {
    super(frontEnd, labelGenerator);
    this.grid = requireCover(grid, frontEnd);
  }

  static PatchGrid requireCover(PatchGrid grid, FrontEndConfig frontEnd) {
    if (grid.mels() != frontEnd.width() || grid.frames() != frontEnd.frames()) {
      throw new IllegalArgumentException(
          grid + " doesn't cover " + frontEnd.frames() + " frames x " + frontEnd.width() + " mels");
    }
    return grid;
  }

  @Override
  public void setConf(Configuration conf) {
    super.setConf(conf);
    grid = grid.withFrames(frontEnd().frames());
  }

  @Override
  public List<Writable> next() {
    return nextRecord().getRecord();
  }

  @Override
  public Record nextRecord() {
    URI uri = advance();
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
    return values(clip(uri, features(uri, stream)));
  }

  @Override
  public Record loadFromMetaData(RecordMetaData metaData) throws IOException {
    return load(metaData.getURI());
  }

  /**
   * A file's patches and class, before they become a record.
   *
   * @param patches [H*W, patch size]
   * @param label none if labels are left out
   */
  record Clip(URI uri, float[] patches, Optional<Writable> label) {}

  /** The clip of a file; any number of threads may ask. */
  Clip clip(URI uri) throws IOException {
    return clip(uri, features(uri));
  }

  private Clip clip(URI uri, Spectrogram features) throws IOException {
    return new Clip(uri, Patches.extract(features, grid), label(uri));
  }

  private Record load(URI uri) throws IOException {
    return record(clip(uri));
  }

  private Record record(Clip clip) {
    return new org.datavec.api.records.impl.Record(
        values(clip), new RecordMetaDataURI(clip.uri, AudioRecordReader.class));
  }

  /** The patches of its records. */
  PatchGrid grid() {
    return grid;
  }

  /** Makes a record of a clip for those who listen to records. */
  void notifyListeners(Clip clip) {
    if (!getListeners().isEmpty()) {
      invokeListeners(record(clip));
    }
  }

  private List<Writable> values(Clip clip) {
    List<Writable> values = new ArrayList<>();
    values.add(patches(clip.patches, grid));
    clip.label.ifPresent(values::add);
    return values;
  }

  /** [1, H*W, patch size]. */
  static Writable patches(Spectrogram features, PatchGrid grid) {
    return patches(Patches.extract(features, grid), grid);
  }

  private static Writable patches(float[] values, PatchGrid grid) {
    return new NDArrayWritable(new PatchArray(1, grid).put(0, values).finish());
  }
}
