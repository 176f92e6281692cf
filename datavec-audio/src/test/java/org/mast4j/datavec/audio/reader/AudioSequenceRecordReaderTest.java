package org.mast4j.datavec.audio.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.records.SequenceRecord;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.SequenceRecordReaderDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.Tones;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class AudioSequenceRecordReaderTest {

  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa().withMels(8).withFrames(20).withStatistics(-8, 4);

  @TempDir Path folder;

  @BeforeEach
  void writeTones() throws IOException {
    Tones.write(folder, 4, 0.25);
  }

  @Test
  void aTimeStepIsAFrameAndTheClass() throws Exception {
    AudioSequenceRecordReader reader = reader();
    int sequences = 0;
    while (reader.hasNext()) {
      SequenceRecord sequence = reader.nextSequence();
      Path file = Path.of(sequence.getMetaData().getURI());
      Spectrogram expected = new FeatureExtractor(FRONT_END).extract(file);
      assertThat(sequence.getSequenceLength()).isEqualTo(20);
      for (int t = 0; t < 20; t++) {
        List<Writable> step = sequence.getTimeStep(t);
        INDArray frame = ((NDArrayWritable) step.get(0)).get();
        assertThat(frame.shape()).containsExactly(1, 8);
        assertThat(frame.getFloat(0, 5)).isEqualTo(expected.at(t, 5));
        assertThat(step.get(1).toInt()).isEqualTo(file.getParent().endsWith("low") ? 1 : 0);
      }
      sequences++;
    }
    assertThat(sequences).isEqualTo(8);
    assertThatThrownBy(reader::nextSequence).isInstanceOf(NoSuchElementException.class);
    reader.reset();
    assertThat(reader.hasNext()).isTrue();
  }

  @Test
  void metaDataAndStreamsLeadToTheSameSequence() throws Exception {
    AudioSequenceRecordReader reader = reader();
    SequenceRecord sequence = reader.nextSequence();
    List<List<Writable>> steps = sequence.getSequenceRecord();
    assertThat(reader.loadSequenceFromMetaData(sequence.getMetaData()).getSequenceRecord())
        .isEqualTo(steps);
    assertThat(reader.loadSequenceFromMetaData(List.of(sequence.getMetaData()))).hasSize(1);
    Path file = Path.of(sequence.getMetaData().getURI());
    try (DataInputStream stream = new DataInputStream(Files.newInputStream(file))) {
      assertThat(reader.sequenceRecord(file.toUri(), stream)).isEqualTo(steps);
    }
  }

  @Test
  void theMethodsOfPlainRecordsSayWhatToCall() throws Exception {
    AudioSequenceRecordReader reader = reader();
    assertThatThrownBy(reader::next)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("call sequenceRecord");
    assertThatThrownBy(reader::nextRecord).hasMessageContaining("call nextSequence");
  }

  @Test
  void anIteratorMakesBatchesOfTimeSeries() throws Exception {
    SequenceRecordReaderDataSetIterator batches =
        new SequenceRecordReaderDataSetIterator(reader(), 3, 2, 1);
    DataSet batch = batches.next();
    assertThat(batch.getFeatures().shape()).containsExactly(3, 8, 20);
    assertThat(batch.getLabels().shape()).containsExactly(3, 2, 20);
    AudioSequenceRecordReader reader = reader();
    for (int clip = 0; clip < 3; clip++) {
      List<List<Writable>> steps = reader.sequenceRecord();
      for (int t = 0; t < 20; t += 7) {
        INDArray frame = ((NDArrayWritable) steps.get(t).get(0)).get();
        assertThat(batch.getFeatures().getFloat(clip, 3, t)).isEqualTo(frame.getFloat(0, 3));
      }
      assertThat(batch.getLabels().getInt(clip, steps.get(0).get(1).toInt(), 9)).isEqualTo(1);
    }
  }

  @Test
  void aStockRecurrentNetworkTrainsOnThem() throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.02))
                .list()
                .layer(new LSTM.Builder().nIn(8).nOut(6).build())
                .layer(new RnnOutputLayer.Builder().nIn(6).nOut(2).build())
                .build());
    network.init();
    SequenceRecordReaderDataSetIterator batches =
        new SequenceRecordReaderDataSetIterator(reader(), 8, 2, 1);
    network.fit(batches, 30);
    batches.reset();
    assertThat(network.evaluate(batches).accuracy()).isGreaterThan(0.95);
  }

  private AudioSequenceRecordReader reader() throws Exception {
    AudioSequenceRecordReader reader = new AudioSequenceRecordReader(FRONT_END);
    reader.initialize(new FileSplit(folder.toFile()));
    return reader;
  }
}
