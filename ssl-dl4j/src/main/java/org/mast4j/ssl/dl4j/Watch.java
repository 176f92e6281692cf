package org.mast4j.ssl.dl4j;

import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Tells DL4J's listeners of a training, in the order in which a network's own fit does. */
final class Watch {
  private final WatchedComputationGraph network;
  private final List<TrainingListener> listeners;

  private Watch(WatchedComputationGraph network, List<TrainingListener> listeners) {
    this.network = network;
    this.listeners = listeners;
    network.setListeners(listeners);
  }

  /**
   * Of an encoder in pre-training.
   *
   * @param now gives it as it is
   */
  static Watch encoder(
      PretrainingSettings settings, Supplier<Trained> now, List<TrainingListener> listeners) {
    return new Watch(
        new WatchedComputationGraph(
            EncoderLayers.encoderConfiguration(
                new NeuralNetConfiguration.Builder().updater(new Adam(peakRate(settings))),
                settings.encoder(),
                settings.method().seed()),
            network -> {
              try (Trained trained = now.get()) {
                EncoderLayers.assign(trained.encoder(), network);
              }
            }),
        listeners);
  }

  /** What a copy of the network that a listener saves would train with. */
  private static double peakRate(PretrainingSettings settings) {
    return Settings.describe((Record) settings.method()).stream()
        .filter(setting -> setting.key().equals("learningRate"))
        .flatMap(setting -> setting.value().stream())
        .mapToDouble(value -> ((Number) value).doubleValue())
        .findFirst()
        .orElse(Adam.DEFAULT_ADAM_LEARNING_RATE);
  }

  /**
   * Of a classifier in fine-tuning.
   *
   * @param now its weights, read where they are
   */
  static Watch classifier(
      EncoderConfig encoder,
      FineTuner.Task task,
      double peakRate,
      Supplier<Weights> now,
      List<TrainingListener> listeners) {
    return new Watch(
        new WatchedComputationGraph(
            EncoderLayers.configuration(
                new NeuralNetConfiguration.Builder().updater(new Adam(peakRate)),
                encoder,
                task.classes(),
                task.activation(),
                0),
            network -> EncoderLayers.assign(now.get(), network)),
        listeners);
  }

  /** Counts go on from there. */
  void resume(int iterations, int epochs) {
    network.count(iterations, epochs);
  }

  void epochStart() {
    listeners.forEach(listener -> listener.onEpochStart(network));
  }

  void epochEnd() {
    listeners.forEach(listener -> listener.onEpochEnd(network));
    network.incrementEpochCount();
  }

  /** A step was taken on clips that aren't at hand: of the input only their number is right. */
  void step(double score, int clips) {
    step(score, clips, 0, () -> Nd4j.zeros(DataType.FLOAT, clips, 1));
  }

  /**
   * A step was taken.
   *
   * @param millisecondsWaited for its data
   * @param batch the clips as the network's input
   */
  void step(double score, int clips, long millisecondsWaited, Supplier<INDArray> batch) {
    network.stepped(score, clips, batch);
    network.setLastEtlTime(millisecondsWaited);
    int iteration = network.getIterationCount();
    int epoch = network.getEpochCount();
    listeners.forEach(listener -> listener.iterationDone(network, iteration, epoch));
    network.countStep();
  }
}
