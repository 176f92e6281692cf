package org.mast4j.datavec.audio.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;
import org.deeplearning4j.datasets.datavec.SequenceRecordReaderDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.Tones;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** Our readers behind DL4J's asynchronous iterators, which interrupt their thread to reset. */
class AsyncIteratorTest {

  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa().withMels(32).withFrames(36).withStatistics(-8, 4);
  private static final int BATCH = 5;
  private static final int CLIPS = 12;
  private static final int RESETS = 300;

  @TempDir Path folder;
  @TempDir Path cache;

  /** Each way in which clips become batches. */
  enum Batches {
    PATCHES(InputType.recurrent(6, 256)) {
      @Override
      DataSetIterator of(Path folder, Configuration conf) throws Exception {
        return new RecordReaderDataSetIterator(
            initialized(new AudioRecordReader(FRONT_END), folder, conf), BATCH, 1, 2);
      }
    },
    PREFETCHED(InputType.recurrent(6, 256)) {
      @Override
      DataSetIterator of(Path folder, Configuration conf) throws Exception {
        return new PrefetchingIterator(
            initialized(new AudioRecordReader(FRONT_END), folder, conf), BATCH);
      }
    },
    SEQUENCES(InputType.recurrent(32, 8)) {
      @Override
      DataSetIterator of(Path folder, Configuration conf) throws Exception {
        return new SequenceRecordReaderDataSetIterator(
            initialized(new AudioSequenceRecordReader(FRONT_END.withFrames(8)), folder, conf),
            BATCH,
            2,
            1);
      }
    };

    private final InputType input;

    Batches(InputType input) {
      this.input = input;
    }

    abstract DataSetIterator of(Path folder, Configuration conf) throws Exception;

    private static <T extends RecordReader> T initialized(T reader, Path folder, Configuration conf)
        throws Exception {
      reader.initialize(conf, new FileSplit(folder.toFile()));
      return reader;
    }
  }

  @BeforeEach
  void writeTones() throws IOException {
    Tones.write(folder, CLIPS / 2, 0.3);
  }

  @ParameterizedTest
  @EnumSource
  void hundredsOfResetsAtRandomMomentsChangeNoBatch(Batches batches) throws Exception {
    List<DataSet> expected = all(batches.of(folder, new Configuration()));
    AsyncDataSetIterator async =
        new AsyncDataSetIterator(batches.of(folder, new Configuration()), 2, false);
    Random random = new Random(1);
    for (int i = 0; i < RESETS; i++) {
      for (int read = random.nextInt(3); read > 0 && async.hasNext(); read--) {
        async.next();
      }
      pause(random);
      async.reset();
    }
    assertThat(all(async)).isEqualTo(expected);
    async.shutdown();
  }

  @Test
  void resetsChangeNoBatchOfCompressedFiles(@TempDir Path compressed) throws Exception {
    for (String name : List.of("tone.flac", "tone.mp3", "tone.ogg", "tone.m4a")) {
      Path file = compressed.resolve(name.equals("tone.flac") ? "low" : "high").resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(Path.of("src/test/resources/samples").resolve(name), file);
    }
    List<DataSet> expected = all(Batches.PATCHES.of(compressed, new Configuration()));
    AsyncDataSetIterator async =
        new AsyncDataSetIterator(Batches.PATCHES.of(compressed, new Configuration()), 2, false);
    Random random = new Random(1);
    for (int i = 0; i < RESETS / 5; i++) {
      pause(random);
      async.reset();
    }
    assertThat(all(async)).isEqualTo(expected);
    async.shutdown();
  }

  @Test
  void hundredsOfResetsAtRandomMomentsChangeNoPairOfViews() throws Exception {
    AsyncMultiDataSetIterator async = new AsyncMultiDataSetIterator(views(), 2);
    Random random = new Random(1);
    for (int i = 0; i < RESETS; i++) {
      pause(random);
      async.reset();
    }
    MultiDataSetIterator expected = views();
    for (int epoch = 0; epoch < RESETS; epoch++) {
      expected.reset(); // views differ from epoch to epoch
    }
    while (expected.hasNext()) {
      assertThat(async.hasNext()).isTrue();
      assertThat(async.next()).isEqualTo(expected.next());
    }
    assertThat(async.hasNext()).isFalse();
  }

  @Test
  void aCacheIsWrittenInSpiteOfResets() throws Exception {
    Configuration conf = new Configuration();
    conf.set(AudioRecordReader.CACHE, cache.toString());
    FeatureCache stored = FeatureCache.open(cache, 1 << 20);
    List<DataSet> expected = all(Batches.PATCHES.of(folder, new Configuration()));
    AsyncDataSetIterator async =
        new AsyncDataSetIterator(Batches.PATCHES.of(folder, conf), 2, false);
    Random random = new Random(1);
    for (int i = 0; i < RESETS / 10; i++) {
      pause(random);
      async.reset();
      stored.clear();
    }
    async.reset();
    assertThat(all(async)).isEqualTo(expected);
    assertThat(stored.bytes() / (Float.BYTES * 36 * 32)).isEqualTo(CLIPS);
    async.shutdown();
  }

  @ParameterizedTest
  @EnumSource
  void earlyStoppingRuns(Batches batches) throws Exception {
    DataSetIterator validation = batches.of(folder, new Configuration());
    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(
                threeEpochs(new DataSetLossCalculator(validation, true)),
                network(batches.input, 2),
                batches.of(folder, new Configuration()))
            .fit();
    assertRanToTheEnd(result);
  }

  @Test
  void earlyStoppingRunsOverViews() throws Exception {
    assertRanToTheEnd(
        new EarlyStoppingGraphTrainer(
                threeEpochs(new DataSetLossCalculator(views(), true)),
                network(InputType.recurrent(6, 256), CLIPS),
                views(),
                null)
            .fit());
  }

  @Test
  void anInterruptedThreadGetsItsRecordAndStaysInterrupted() throws Exception {
    for (Batches batches : Batches.values()) {
      List<DataSet> expected = all(batches.of(folder, new Configuration()));
      DataSetIterator interrupted = batches.of(folder, new Configuration());
      List<DataSet> actual = new ArrayList<>();
      while (interrupted.hasNext()) {
        Thread.currentThread().interrupt();
        actual.add(interrupted.next());
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static void assertRanToTheEnd(EarlyStoppingResult<ComputationGraph> result) {
    assertThat(result.getTerminationReason())
        .as(result.getTerminationDetails())
        .isEqualTo(EarlyStoppingResult.TerminationReason.EpochTerminationCondition);
    assertThat(result.getTotalEpochs()).isEqualTo(3);
    assertThat(result.getBestModel()).isNotNull();
  }

  private static EarlyStoppingConfiguration<ComputationGraph> threeEpochs(
      DataSetLossCalculator score) {
    return new EarlyStoppingConfiguration.Builder<ComputationGraph>()
        .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
        .scoreCalculator(score)
        .build();
  }

  /** A linear classifier of the pooled patches, or of each frame of a sequence. */
  private static ComputationGraph network(InputType input, int classes) {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(0.02))
            .graphBuilder()
            .addInputs("clips")
            .setInputTypes(input)
            .setOutputs("head");
    if (input.equals(Batches.SEQUENCES.input)) {
      graph.addLayer("head", new RnnOutputLayer.Builder().nOut(classes).build(), "clips");
    } else {
      graph.addLayer("mean", new GlobalPoolingLayer(), "clips");
      graph.addLayer("head", new OutputLayer.Builder().nOut(classes).build(), "mean");
    }
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  /** The first view of each clip, and which clip it is. */
  private MultiDataSetIterator views() throws Exception {
    AudioViewsRecordReader reader =
        new AudioViewsRecordReader(FRONT_END, List.of(new SpecAugment()), 1);
    return new RecordReaderMultiDataSetIterator.Builder(BATCH)
        .addReader("views", Batches.initialized(reader, folder, new Configuration()))
        .addInput("views", 0, 0)
        .addOutputOneHot("views", 2, CLIPS)
        .build();
  }

  /** As long as it takes to read a few clips. */
  private static void pause(Random random) throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep(random.nextInt(3_000));
  }

  private static List<DataSet> all(DataSetIterator iterator) {
    List<DataSet> batches = new ArrayList<>();
    while (iterator.hasNext()) {
      batches.add(iterator.next());
    }
    return batches;
  }
}
