package org.mast4j.datavec.audio.reader;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.mast4j.datavec.audio.dataset.AudioDataset;

/** A clip's class stands in a CSV file {@code path,label[,split]}; its classes are all of them. */
public final class CsvLabelGenerator implements PathLabelGenerator, LabelVocabulary {

  private static final long serialVersionUID = 1L;

  private final LabelTable table;

  private CsvLabelGenerator(LabelTable table) {
    this.table = table;
  }

  /**
   * Reads a CSV file, whose paths are relative to its folder.
   *
   * @throws org.mast4j.datavec.audio.AudioException if it is malformed, names a missing file or one
   *     without a label
   */
  public static CsvLabelGenerator read(Path csv) throws IOException {
    return new CsvLabelGenerator(LabelTable.of(AudioDataset.open(csv)));
  }

  @Override
  public List<String> labels() {
    return table.vocabulary();
  }

  @Override
  public Writable getLabelForPath(String path) {
    return new Text(table.of(Path.of(path)).get(0));
  }

  @Override
  public Writable getLabelForPath(URI uri) {
    return getLabelForPath(ClipRecordReader.name(uri).toString());
  }

  @Override
  public boolean inferLabelClasses() {
    return true;
  }
}
