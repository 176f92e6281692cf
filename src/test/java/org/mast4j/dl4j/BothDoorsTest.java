package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.Targets;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A model goes on training from FineTuner in DL4J, and back. */
class BothDoorsTest {
  private static final PatchGrid GRID = PatchGrid.of(32, 96);
  private static final MastConfig ENCODER =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1);
  private static final List<String> LABELS = List.of("quiet", "loud");
  private static final FineTuneConfig CONFIG =
      FineTuneConfig.standard().with(c -> c.mode(TrainMode.WHOLE).epochs(1).batchSize(4));

  @ParameterizedTest
  @EnumSource(Activation.class)
  void aModelTunedHereGoesOnAsAComputationGraphAndComesBack(Activation activation) {
    List<Spectrogram> clips = clips(8);
    int[] labels = {0, 1, 0, 1, 0, 1, 0, 1};
    FineTuner.Task task =
        new FineTuner.Task(
            new FineTuner.Labelled(ClipSource.of(clips), Targets.of(labels)),
            Optional.empty(),
            LABELS.size(),
            activation);
    StoredModel tuned = tune(EncoderGraph.encoder(ENCODER, 1), task);

    ComputationGraph graph =
        EncoderLayers.of(tuned, 0, new NeuralNetConfiguration.Builder().updater(new Adam(1e-2)), 1);
    INDArray patches = BatchedOutputs.patches(clips, GRID);
    assertClose(graph.outputSingle(patches), probabilities(tuned, patches));
    INDArray targets = Nd4j.createFromArray(Targets.of(labels).rows(LABELS.size()));
    double before = graph.score(new DataSet(patches, targets));
    for (int i = 0; i < 5; i++) {
      graph.fit(new DataSet(patches, targets));
    }
    assertThat(graph.score(new DataSet(patches, targets))).isLessThan(before);

    StoredModel back = EncoderLayers.model(graph, tuned.frontEnd(), LABELS);
    assertThat(back.activation()).isEqualTo(activation);
    assertClose(probabilities(back, patches), graph.outputSingle(patches));
    StoredModel again = tune(back.open(), task);
    assertThat(again.weights().keys()).isEqualTo(back.weights().keys());
    assertThat(again.weights().encoder().toMap()).isNotEqualTo(back.weights().encoder().toMap());
  }

  private static StoredModel tune(EncoderGraph start, FineTuner.Task task) {
    try (start;
        EncoderGraph tuned =
            new FineTuner(CONFIG).run(ENCODER, Optional.of(start.weights()), task, epoch -> {})) {
      return StoredModel.builder(ENCODER, ENCODER.frontEnd())
          .labels(LABELS)
          .activation(task.activation())
          .weights(tuned.weights().copy())
          .build();
    }
  }

  private static INDArray probabilities(StoredModel model, INDArray patches) {
    try (EncoderGraph opened = model.open()) {
      return model.activation().probabilities(opened.logits(patches));
    }
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  private static List<Spectrogram> clips(int count) {
    Random random = new Random(1);
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[GRID.frames() * GRID.mels()];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (random.nextGaussian() + 2 * (i % 2));
      }
      clips.add(new Spectrogram(values, GRID.frames(), GRID.mels()));
    }
    return clips;
  }
}
