package org.mast4j.datavec.audio.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
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
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Tones;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class PrefetchingIteratorTest {

  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa().withMels(32).withFrames(36).withStatistics(-8, 4);

  @TempDir Path folder;

  @BeforeEach
  void writeTones() throws IOException {
    Tones.write(folder, 8, 0.3);
  }

  @Test
  void batchesEqualThoseOfTheStockIteratorInEveryEpoch() throws Exception {
    DataSetIterator stock = new RecordReaderDataSetIterator(reader(), 5, 1, 2);
    PrefetchingIterator batches = new PrefetchingIterator(reader(), 5);
    List<DataSet> expected = all(stock);
    assertThat(expected).hasSize(4);
    for (int epoch = 0; epoch < 3; epoch++) {
      List<DataSet> actual = all(batches);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(i).getFeatures()).isEqualTo(expected.get(i).getFeatures());
        assertThat(actual.get(i).getLabels()).isEqualTo(expected.get(i).getLabels());
      }
      assertThat(actual).hasSameSizeAs(expected);
      assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
      batches.reset();
    }
    assertThat(batches.getLabels()).containsExactly("high", "low");
  }

  @Test
  void listenersHearOfTheReadersRecordsInOrder() throws Exception {
    List<Object> heard = new ArrayList<>();
    AudioRecordReader reader = reader();
    reader.setListeners(
        new LogRecordListener() {
          @Override
          public void recordRead(RecordReader source, Object record) {
            heard.add(((Record) record).getRecord());
          }
        });
    all(new PrefetchingIterator(reader, 5));
    assertThat(heard).isEqualTo(reader().next(16));
  }

  @Test
  void clipsWithoutLabelsGiveFeaturesAlone() throws Exception {
    Configuration conf = new Configuration();
    conf.setBoolean(RecordReader.APPEND_LABEL, false);
    AudioRecordReader reader = new AudioRecordReader(FRONT_END);
    reader.initialize(conf, new FileSplit(folder.toFile()));
    DataSet batch = new PrefetchingIterator(reader, 16).next();
    assertThat(batch.getFeatures().shape()).containsExactly(16, 6, 256);
    assertThat(batch.getLabels()).isNull();
  }

  @Test
  void aStockNetworkTrainsOnThem() throws Exception {
    MultiLayerNetwork network = Tones.network();
    PrefetchingIterator batches = new PrefetchingIterator(reader(), 16);
    network.fit(batches, 30); // by way of AsyncDataSetIterator
    batches.reset();
    assertThat(network.evaluate(batches).accuracy()).isEqualTo(1);
  }

  @Test
  void aBadFileIsNamedWhenItsBatchIsDue() throws Exception {
    AudioRecordReader reader = reader();
    Path bad = Path.of(reader.locations().get(6));
    byte[] sound = Files.readAllBytes(bad);
    Files.write(bad, new byte[0]);
    PrefetchingIterator batches = new PrefetchingIterator(reader, 5);
    assertThat(batches.next().numExamples()).isEqualTo(5);
    assertThatThrownBy(batches::next)
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOf(AudioException.class)
        .hasMessageContaining(bad.toString());
    assertThat(threads()).isEmpty();
    assertThat(batches.hasNext()).isFalse();
    Files.write(bad, sound);
    batches.reset();
    assertThat(all(batches)).hasSize(4);
  }

  @Test
  void resettingBeforeTheFirstBatchOrTwiceStartsAgain() throws Exception {
    PrefetchingIterator batches = new PrefetchingIterator(reader(), 5);
    batches.reset();
    List<DataSet> first = all(batches);
    batches.reset();
    batches.next();
    batches.reset();
    batches.reset();
    assertThat(all(batches)).isEqualTo(first);
    assertThat(batches.hasNext()).isFalse();
  }

  @Test
  void itSurvivesSerializationBetweenEpochsAndRefusesItWithinOne() throws Exception {
    PrefetchingIterator batches = new PrefetchingIterator(reader(), 5);
    List<DataSet> first = all(batches);
    batches.reset();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(batches);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(all((PrefetchingIterator) in.readObject())).isEqualTo(first);
    }
    batches.next();
    try (batches;
        ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      assertThatThrownBy(() -> out.writeObject(batches))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("close or reset it before");
    }
  }

  @Test
  void aPreProcessorSeesEveryBatch() throws Exception {
    PrefetchingIterator batches = new PrefetchingIterator(reader(), 5);
    DataSetPreProcessor doubled = batch -> batch.getFeatures().muli(2);
    batches.setPreProcessor(doubled);
    assertThat(batches.getPreProcessor()).isSameAs(doubled);
    List<DataSet> expected = all(new PrefetchingIterator(reader(), 5));
    List<DataSet> actual = all(batches);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).getFeatures()).isEqualTo(expected.get(i).getFeatures().mul(2));
    }
  }

  @Test
  void noMoreThanTwoBatchesAreMadeAhead() throws Exception {
    AudioRecordReader reader = reader();
    try (PrefetchingIterator batches = new PrefetchingIterator(reader, 3)) {
      batches.next();
      assertThat(reader.next(100)).hasSize(16 - 3 - 2 * 3);
    }
  }

  @Test
  void theThreadsEndWithTheEpochAndWhenClosed() throws Exception {
    PrefetchingIterator batches = new PrefetchingIterator(reader(), 2);
    batches.next();
    assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
    batches.close();
    assertThat(threads()).isEmpty();
    batches.reset();
    assertThat(all(batches)).hasSize(8);
    assertThat(threads()).isEmpty();
  }

  /** Those still running after the second that a clip takes at most. */
  private static List<Thread> threads() throws InterruptedException {
    List<Thread> alive =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("mast4j-prefetch"))
            .toList();
    for (Thread thread : alive) {
      thread.join(1000);
    }
    return alive.stream().filter(Thread::isAlive).toList();
  }

  private AudioRecordReader reader() throws Exception {
    AudioRecordReader reader = new AudioRecordReader(FRONT_END);
    reader.initialize(new FileSplit(folder.toFile()));
    return reader;
  }

  private static List<DataSet> all(DataSetIterator iterator) {
    List<DataSet> batches = new ArrayList<>();
    while (iterator.hasNext()) {
      batches.add(iterator.next());
    }
    return batches;
  }
}
