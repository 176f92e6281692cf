package org.mast4j.datavec.audio.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.nd4j.linalg.dataset.DataSet;

class LabelGeneratorTest {

  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa().withMels(16).withFrames(16);

  @TempDir Path folder;

  private Path csv;

  @BeforeEach
  void writeClips() throws IOException {
    WavFile.tone(folder.resolve("clips").resolve("3-a.wav"), 300, 0.1);
    WavFile.tone(folder.resolve("clips").resolve("7-a.wav"), 700, 0.1);
    WavFile.tone(folder.resolve("clips").resolve("7-b.wav"), 750, 0.1);
    csv = folder.resolve("labels.csv");
  }

  @Test
  void aFileNamesGroupIsTheClass() throws Exception {
    AudioRecordReader reader = reader(new FileNameLabelGenerator("(\\d+)-.*"));
    assertThat(reader.getLabels()).containsExactly("3", "7");
    while (reader.hasNext()) {
      Record record = reader.nextRecord();
      String name = Path.of(record.getMetaData().getURI()).getFileName().toString();
      assertThat(record.getRecord().get(1).toInt()).isEqualTo(name.startsWith("3") ? 0 : 1);
    }
  }

  @Test
  void aFileWhoseNameDoesntMatchIsNamed() {
    assertThatThrownBy(() -> reader(new FileNameLabelGenerator("(\\d+)-a.wav")))
        .isInstanceOf(AudioException.class)
        .hasMessageContainingAll("7-b.wav", "doesn't match (\\d+)-a.wav");
    assertThatThrownBy(() -> new FileNameLabelGenerator("\\d+"))
        .hasMessageContaining("has no group");
  }

  @Test
  void aCsvNamesTheClassesAlsoThoseNotInTheSplit() throws Exception {
    WavFile.tone(folder.resolve("elsewhere.wav"), 400, 0.1);
    Files.writeString(
        csv,
        """
        path,label
        clips/3-a.wav,dog
        clips/7-a.wav,cat
        clips/7-b.wav,dog
        elsewhere.wav,bird
        """);
    AudioRecordReader reader = reader(CsvLabelGenerator.read(csv));
    assertThat(reader.getLabels()).containsExactly("bird", "cat", "dog");
    while (reader.hasNext()) {
      Record record = reader.nextRecord();
      String name = Path.of(record.getMetaData().getURI()).getFileName().toString();
      assertThat(record.getRecord().get(1).toInt()).isEqualTo(name.equals("7-a.wav") ? 1 : 2);
    }
  }

  @Test
  void filesAndLabelsThatTheCsvLacksAreNamed() throws Exception {
    Files.writeString(csv, "clips/3-a.wav,dog\nclips/7-a.wav,cat\n");
    assertThatThrownBy(() -> reader(CsvLabelGenerator.read(csv)).next(3))
        .rootCause()
        .hasMessageContainingAll("isn't in", "labels.csv");
    Files.writeString(csv, "clips/3-a.wav,dog\nclips/7-a.wav,\n");
    assertThatThrownBy(() -> CsvLabelGenerator.read(csv))
        .isInstanceOf(AudioException.class)
        .hasMessageContainingAll("7-a.wav has no label");
  }

  @Test
  void severalClassesOfAClipAreMultiHot() throws Exception {
    Files.writeString(
        csv, "clips/3-a.wav,dog; bark\nclips/7-a.wav,cat\nclips/7-b.wav,cat;bark;dog\n");
    AudioRecordReader reader = reader(MultiLabelGenerator.read(csv, ";"));
    assertThat(reader.getLabels()).containsExactly("bark", "cat", "dog");
    List<String> names =
        reader.locations().stream().map(uri -> Path.of(uri).getFileName().toString()).toList();
    DataSet batch = new RecordReaderDataSetIterator(reader, 3, 1, 1, true).next();
    assertThat(batch.getFeatures().shape()).containsExactly(3, 1, 256);
    assertThat(batch.getLabels().shape()).containsExactly(3, 3);
    assertThat(row(batch, names.indexOf("3-a.wav"))).containsExactly(1, 0, 1);
    assertThat(row(batch, names.indexOf("7-a.wav"))).containsExactly(0, 1, 0);
    assertThat(row(batch, names.indexOf("7-b.wav"))).containsExactly(1, 1, 1);
    reader.reset();
    DataSet prefetched = new PrefetchingIterator(reader, 3).next();
    assertThat(prefetched.getLabels()).isEqualTo(batch.getLabels());
  }

  private static float[] row(DataSet batch, int clip) {
    return batch.getLabels().getRow(clip).toFloatVector();
  }

  private AudioRecordReader reader(PathLabelGenerator labels) throws Exception {
    AudioRecordReader reader = new AudioRecordReader(FRONT_END, PatchGrid.of(16, 16), labels);
    reader.initialize(new FileSplit(folder.resolve("clips").toFile()));
    return reader;
  }
}
