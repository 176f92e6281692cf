package org.mast4j.datavec.audio.reader;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A clip has several classes, in one cell of a CSV file {@code path,label[,split]}: {@code
 * bark;dog}. A record's label is multi-hot, [1, classes]; a RecordReaderDataSetIterator takes it as
 * "regression" from and to column 1.
 */
public final class MultiLabelGenerator implements PathLabelGenerator, LabelVocabulary {

  private static final long serialVersionUID = 1L;

  private final LabelTable table;
  private final List<String> labels;

  private MultiLabelGenerator(LabelTable table) {
    this.table = table;
    this.labels = table.vocabulary();
  }

  /**
   * Reads a CSV file, whose paths are relative to its folder.
   *
   * @param separator between the classes of a clip; a comma only if the cells are quoted
   * @throws org.mast4j.datavec.audio.AudioException if it is malformed, names a missing file or one
   *     without a label
   */
  public static MultiLabelGenerator read(Path csv, String separator) throws IOException {
    return new MultiLabelGenerator(LabelTable.of(AudioDataset.openMultiLabel(csv, separator)));
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public Writable getLabelForPath(String path) {
    INDArray multiHot = Nd4j.zeros(DataType.FLOAT, 1, labels.size());
    table.of(Path.of(path)).forEach(l -> multiHot.putScalar(0, labels.indexOf(l), 1));
    return new NDArrayWritable(multiHot);
  }

  @Override
  public Writable getLabelForPath(URI uri) {
    return getLabelForPath(ClipRecordReader.name(uri).toString());
  }

  /** No: the label is an array already. */
  @Override
  public boolean inferLabelClasses() {
    return false;
  }
}
