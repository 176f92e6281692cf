package org.mast4j.datavec.audio.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.impl.LogRecordListener;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Tones;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

class AudioRecordReaderTest {

  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa().withMels(32).withFrames(36).withStatistics(-8, 4);
  private static final PatchGrid GRID = PatchGrid.of(32, 36); // 2 x 3 patches

  @TempDir Path folder;
  @TempDir Path elsewhere;

  @BeforeEach
  void writeTones() throws IOException {
    Tones.write(folder, 8, 0.3);
    Files.writeString(folder.resolve("low").resolve("notes.txt"), "not audio");
  }

  @Test
  void aRecordIsThePatchesAndTheIndexOfTheParentFolder() throws Exception {
    AudioRecordReader reader = reader();
    assertEquals(List.of("high", "low"), reader.getLabels());
    int records = 0;
    while (reader.hasNext()) {
      Record record = reader.nextRecord();
      Path file = Path.of(record.getMetaData().getURI());
      INDArray patches = ((NDArrayWritable) record.getRecord().get(0)).get();
      assertArrayEquals(new long[] {1, 6, 256}, patches.shape());
      float[] expected = Patches.extract(new FeatureExtractor(FRONT_END).extract(file), GRID);
      assertArrayEquals(expected, patches.dup('c').data().asFloat());
      String label = file.getParent().getFileName().toString();
      assertEquals(label.equals("low") ? 1 : 0, record.getRecord().get(1).toInt());
      records++;
    }
    assertEquals(16, records);
    assertThrows(NoSuchElementException.class, reader::next);
  }

  /** Such as a test split that lacks a class of the training split. */
  @Test
  void classesAreNumberedAsAnotherReaderDoes() throws Exception {
    AudioRecordReader reader = new AudioRecordReader(FRONT_END);
    reader.setLabels(List.of("extra", "high", "low"));
    reader.initialize(new FileSplit(folder.resolve("low").toFile()));
    assertEquals(List.of("extra", "high", "low"), reader.getLabels());
    assertEquals(2, reader.next().get(1).toInt());
  }

  @Test
  void resetStartsAgain() throws Exception {
    AudioRecordReader reader = reader();
    List<List<Writable>> first = reader.next(100);
    assertFalse(reader.hasNext());
    assertTrue(reader.resetSupported());
    reader.reset();
    assertEquals(first, reader.next(100));
  }

  @Test
  void metaDataAndStreamsLeadToTheSameRecord() throws Exception {
    AudioRecordReader reader = reader();
    Record record = reader.nextRecord();
    assertEquals(record.getRecord(), reader.loadFromMetaData(record.getMetaData()).getRecord());
    Path file = Path.of(record.getMetaData().getURI());
    try (DataInputStream stream = new DataInputStream(Files.newInputStream(file))) {
      assertEquals(record.getRecord(), reader.record(file.toUri(), stream));
    }
  }

  @Test
  void theConfigurationSetsFramesAndLeavesLabelsOut() throws Exception {
    Configuration conf = new Configuration();
    conf.setInt(AudioRecordReader.FRAMES, 16);
    conf.setBoolean(RecordReader.APPEND_LABEL, false);
    AudioRecordReader reader = new AudioRecordReader(FRONT_END);
    reader.initialize(conf, new FileSplit(folder.toFile()));
    List<Writable> record = reader.next();
    assertEquals(1, record.size());
    assertArrayEquals(new long[] {1, 2, 256}, ((NDArrayWritable) record.get(0)).get().shape());
  }

  @Test
  void theConfigurationNamesAFeatureCache() throws Exception {
    Path cache = elsewhere.resolve("cache");
    Configuration conf = new Configuration();
    conf.set(AudioRecordReader.CACHE, cache.toString());
    for (int run = 0; run < 2; run++) {
      AudioRecordReader reader = new AudioRecordReader(FRONT_END);
      reader.initialize(conf, new FileSplit(folder.toFile()));
      assertEquals(reader().next(16), reader.next(16));
      assertEquals(16, FeatureCache.open(cache, 1 << 20).bytes() / (36 * 32 * 4));
    }
  }

  @Test
  void listenersHearOfEveryRecord() throws Exception {
    List<Object> heard = new ArrayList<>();
    AudioRecordReader reader = reader();
    reader.setListeners(
        new LogRecordListener() {
          @Override
          public void recordRead(RecordReader source, Object record) {
            heard.add(record);
          }
        });
    reader.next(5);
    assertEquals(5, heard.size());
  }

  @Test
  void aReaderSurvivesSerialization() throws Exception {
    AudioRecordReader reader = reader();
    reader.next();
    AudioRecordReader copy = serialized(reader);
    assertEquals(reader.getLabels(), copy.getLabels());
    assertEquals(reader.next(3), copy.next(3));
    copy.initialize(new FileSplit(folder.toFile()));
    assertEquals(reader().next(), copy.next());
  }

  private static AudioRecordReader serialized(AudioRecordReader reader)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reader);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (AudioRecordReader) in.readObject();
    }
  }

  @Test
  void aSplitThatLacksAClassNumbersTheOthersByTheConfiguredLabels() throws Exception {
    Configuration conf = new Configuration();
    conf.setStrings(RecordReader.LABELS, "high", "low", "middle");
    AudioRecordReader reader = new AudioRecordReader(FRONT_END);
    reader.initialize(conf, new FileSplit(folder.resolve("low").toFile()));
    assertEquals(List.of("high", "low", "middle"), reader.getLabels());
    assertEquals(1, reader.next().get(1).toInt());
    WavFile.tone(folder.resolve("other").resolve("0.wav"), 500, 0.3);
    reader.initialize(new FileSplit(folder.resolve("other").toFile()));
    UncheckedIOException error = assertThrows(UncheckedIOException.class, reader::next);
    assertTrue(
        error
            .getMessage()
            .contains(
                "its class other is none of [high, low, middle]; check its folder, or name every"
                    + " class in the configuration, under RecordReader.LABELS ("
                    + RecordReader.LABELS
                    + ")"),
        error::getMessage);
  }

  @Test
  void aReaderThatIsntInitializedKnowsTheConfiguredLabels() throws Exception {
    URI clip = folder.resolve("low").resolve("0.wav").toUri();
    AudioRecordReader reader = serialized(new AudioRecordReader(FRONT_END));
    IOException error = assertThrows(IOException.class, () -> record(reader, clip));
    assertTrue(
        error
            .getMessage()
            .contains("its class low has no index, since the reader isn't initialized"),
        error::getMessage);
    assertTrue(error.getMessage().contains("RecordReader.LABELS"), error::getMessage);
    assertTrue(
        assertThrows(NoSuchElementException.class, reader::next)
            .getMessage()
            .contains("initialize the reader"));
    Configuration conf = new Configuration();
    conf.setStrings(RecordReader.LABELS, "high", "low");
    reader.setConf(conf);
    assertEquals(1, record(reader, clip).get(1).toInt());
  }

  /** As Spark's RecordReaderFunction asks. */
  private static List<Writable> record(AudioRecordReader reader, URI clip) throws IOException {
    try (DataInputStream stream = new DataInputStream(Files.newInputStream(Path.of(clip)))) {
      return reader.record(clip, stream);
    }
  }

  @Test
  void filesInHiddenFoldersAreLeftOut() throws Exception {
    WavFile.tone(folder.resolve(".ipynb_checkpoints").resolve("0.wav"), 500, 0.3);
    WavFile.tone(folder.resolve("low").resolve("__MACOSX").resolve("0.wav"), 500, 0.3);
    AudioRecordReader reader = reader();
    assertEquals(List.of("high", "low"), reader.getLabels());
    assertEquals(16, reader.next(100).size());
    reader.reset();
    assertEquals(16, reader.next(100).size());
  }

  @Test
  void aBadFileIsNamed() throws Exception {
    Path bad = Files.write(folder.resolve("high").resolve("0.wav"), new byte[0]);
    AudioRecordReader reader = reader();
    UncheckedIOException error = assertThrows(UncheckedIOException.class, () -> reader.next(16));
    assertEquals(
        bad.toRealPath(),
        assertInstanceOf(AudioException.class, error.getCause()).source().toRealPath());
  }

  @Test
  void aSplitWithoutAudioIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.writeString(empty.resolve("a.txt"), "a");
    AudioRecordReader reader = new AudioRecordReader(FRONT_END);
    assertThrows(AudioException.class, () -> reader.initialize(new FileSplit(empty.toFile())));
  }

  @Test
  void aDataSetIteratorBatchesThem() throws Exception {
    RecordReaderDataSetIterator batches = new RecordReaderDataSetIterator(reader(), 5, 1, 2);
    int clips = 0;
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      int size = batch.numExamples();
      assertArrayEquals(new long[] {size, 6, 256}, batch.getFeatures().shape());
      assertArrayEquals(new long[] {size, 2}, batch.getLabels().shape());
      clips += size;
    }
    assertEquals(16, clips);
  }

  @Test
  void aMultiDataSetIteratorBatchesThem() throws Exception {
    RecordReaderMultiDataSetIterator batches =
        new RecordReaderMultiDataSetIterator.Builder(4)
            .addReader("clips", reader())
            .addInput("clips", 0, 0)
            .addOutputOneHot("clips", 1, 2)
            .build();
    org.nd4j.linalg.dataset.api.MultiDataSet batch = batches.next();
    assertInstanceOf(MultiDataSet.class, batch);
    assertArrayEquals(new long[] {4, 6, 256}, batch.getFeatures(0).shape());
    AudioRecordReader reader = reader();
    for (int i = 0; i < 4; i++) {
      List<Writable> record = reader.next();
      INDArray expected = ((NDArrayWritable) record.get(0)).get().reshape(6, 256);
      assertEquals(expected, batch.getFeatures(0).slice(i).dup('c'));
      assertEquals(1, batch.getLabels(0).getInt(i, record.get(1).toInt()));
    }
  }

  @Test
  void aStockNetworkTrainedOnThemTellsUnheardTonesApart() throws Exception {
    MultiLayerNetwork network = Tones.network();
    network.fit(new RecordReaderDataSetIterator(reader(), 16, 1, 2), 30);
    Path unheard = elsewhere.resolve("unheard");
    for (int i = 0; i < 6; i++) {
      WavFile.tone(unheard.resolve("low").resolve(i + ".wav"), 213 + 22 * i, 0.25);
      WavFile.tone(unheard.resolve("high").resolve(i + ".wav"), 3050 + 110 * i, 0.25);
    }
    AudioRecordReader test = new AudioRecordReader(FRONT_END);
    test.initialize(new FileSplit(unheard.toFile()));
    Evaluation evaluation = network.evaluate(new RecordReaderDataSetIterator(test, 16, 1, 2));
    assertEquals(1, evaluation.accuracy());
  }

  private AudioRecordReader reader() throws IOException, InterruptedException {
    AudioRecordReader reader = new AudioRecordReader(FRONT_END);
    reader.initialize(new FileSplit(folder.toFile()));
    return reader;
  }
}
