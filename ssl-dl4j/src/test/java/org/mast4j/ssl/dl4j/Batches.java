package org.mast4j.ssl.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Clips as DL4J's iterators give them, and what trains on them in milliseconds. */
final class Batches {
  static final int BATCH = 4;

  private Batches() {}

  static Stream<EncoderConfig> encoders() {
    return TinyEncoders.all();
  }

  static EncoderConfig encoder() {
    return encoders().findFirst().orElseThrow();
  }

  static SsMastConfig ssMast() {
    return Settings.defaults(SsMastConfig.class)
        .with(
            c ->
                c.steps(20)
                    .batchSize(BATCH)
                    .learningRate(1e-3)
                    .warmupSteps(0)
                    .projectionWidth(8)
                    .patchDropMode(PatchDrop.Mode.GRID));
  }

  static List<Spectrogram> clips(int count, long seed) {
    Random random = new Random(seed);
    return Stream.generate(
            () -> {
              float[] values = new float[TinyEncoders.GRID.frames() * TinyEncoders.GRID.mels()];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
              }
              return new Spectrogram(values, TinyEncoders.GRID.frames(), TinyEncoders.GRID.mels());
            })
        .limit(count)
        .toList();
  }

  /** What AudioRecordReader makes of them. */
  static INDArray patches(List<Spectrogram> clips) {
    return BatchedOutputs.patches(clips, TinyEncoders.GRID);
  }

  /** [B, mels, frames]. */
  static INDArray logMels(List<Spectrogram> clips) {
    return Nd4j.stack(
        0, clips.stream().map(c -> c.toNDArray().transpose()).toArray(INDArray[]::new));
  }

  /** Unlabelled. */
  static DataSetIterator iterator(List<Spectrogram> clips, int batch) {
    List<DataSet> batches = new ArrayList<>();
    for (int i = 0; i < clips.size(); i += batch) {
      batches.add(new DataSet(patches(clips.subList(i, Math.min(clips.size(), i + batch))), null));
    }
    return new ExistingDataSetIterator(batches);
  }

  /** Three classes that can be told apart. */
  static DataSetIterator labelled(int clips, int batch, long seed) {
    return new ListDataSetIterator<>(
        TinyEncoders.data(clips, seed, DataType.FLOAT).asList(), batch);
  }
}
