package org.mast4j.ssl.finetune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.internal.data.EpochSampler;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.optim.Optimizer;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trains an encoder with a new head on labelled clips, whole or with the encoder frozen. */
public final class FineTuner {
  private final FineTuneConfig config;

  public FineTuner(FineTuneConfig config) {
    this.config = config;
  }

  /**
   * What an epoch gave.
   *
   * @param epoch counted from 0
   * @param loss mean over the training clips
   * @param validationAccuracy empty without a validation split
   */
  public record Epoch(int epoch, double loss, OptionalDouble validationAccuracy) {}

  /** Told after each epoch. */
  @FunctionalInterface
  public interface Listener {
    void onEpoch(Epoch epoch);
  }

  /**
   * Labelled clips.
   *
   * @param source normalised log-mels of the encoder's input size, and the waveforms if
   *     augmentations ask for them; not copied, since they need not be in memory, and got on
   *     several threads
   * @param labels class index of each
   */
  public record Labelled(ClipSource source, int[] labels) {
    public Labelled {
      if (source.size() != labels.length || labels.length == 0) {
        throw new IllegalArgumentException(
            source.size() + " clips with " + labels.length + " labels; expected one label a clip");
      }
    }

    /** Clips of which the log-mels alone are known. */
    public Labelled(List<Spectrogram> clips, int[] labels) {
      this(ClipSource.of(clips), labels);
    }

    /** The log-mels. */
    public List<Spectrogram> clips() {
      return source.logMels();
    }
  }

  /**
   * What to learn.
   *
   * @param train the clips to learn from
   * @param validation picks the epoch whose weights are kept, the last of the best accuracy;
   *     without it the last epoch's are
   * @param classes number of classes
   */
  public record Task(Labelled train, Optional<Labelled> validation, int classes) {}

  /**
   * Trains a classifier.
   *
   * @param encoder weights to start from, or empty for random ones
   * @return the trained graph, ready to classify; the caller's to close
   */
  public EncoderGraph run(
      EncoderConfig architecture, Optional<Weights> encoder, Task task, Listener listener) {
    EncoderGraph classifier = EncoderGraph.classifier(architecture, task.classes(), config.seed());
    try {
      encoder.ifPresent(weights -> weights.assignEncoderTo(classifier.graph()));
      train(classifier, task, listener);
      return classifier;
    } catch (RuntimeException | Error e) {
      classifier.close();
      throw e;
    }
  }

  private void train(EncoderGraph classifier, Task task, Listener listener) {
    int clips = task.train().labels().length;
    EpochSampler sampler =
        new EpochSampler(clips, Math.min(config.batchSize(), clips), config.seed());
    try (TrainingViews views =
        new TrainingViews(task, classifier.config().grid(), config, sampler)) {
      if (config.freezeEncoder()) {
        Supplier<Trainable.Batch> batches =
            config.augmentations().isEmpty()
                ? Trainable.fixedFeatures(classifier, task, sampler)
                : Trainable.features(classifier, views);
        Trainable head = Trainable.head(classifier, task, config.seed(), batches);
        try {
          train(head, task, listener);
          head.parameters()
              .forEach((name, array) -> classifier.parameters().get(name).assign(array));
        } finally {
          Graphs.close(head.graph());
        }
      } else {
        train(Trainable.whole(classifier, task, views), task, listener);
      }
    }
  }

  private void train(Trainable model, Task task, Listener listener) {
    List<String> names = new ArrayList<>(model.parameters().keySet());
    WeightDecay decay =
        WeightDecay.of(config.weightDecay(), config.decayPositions(), model.encoder().undecayed());
    try (Optimizer optimizer =
        config.optimizer().create(model.parameters(), decay, config.clipNorm())) {
      int clips = task.train().labels().length;
      int perEpoch = clips / Math.min(config.batchSize(), clips);
      int total = perEpoch * config.epochs();
      WarmupCosine schedule = new WarmupCosine(config.learningRate(), total / 10, total);
      Map<String, INDArray> best = Map.of();
      double bestAccuracy = -1;
      for (int epoch = 0; epoch < config.epochs(); epoch++) {
        double loss = 0;
        for (int i = 0; i < perEpoch; i++) {
          Trainable.Batch next = model.train().get();
          Map<String, INDArray> inputs =
              Map.of(model.input(), next.input(), EncoderGraph.LABELS, next.labels());
          try (Gradients gradients =
              Gradients.of(model.graph(), EncoderGraph.LOSS, inputs, names)) {
            loss += gradients.loss() / perEpoch;
            optimizer.step(gradients.byParameter(), schedule.at(epoch * perEpoch + i));
          }
        }
        OptionalDouble accuracy = validate(model, task);
        if (accuracy.isPresent() && accuracy.getAsDouble() >= bestAccuracy) {
          bestAccuracy = accuracy.getAsDouble();
          best.values().forEach(INDArray::close);
          best = copy(model.parameters());
        }
        listener.onEpoch(new Epoch(epoch, loss, accuracy));
      }
      best.forEach((name, array) -> model.parameters().get(name).assign(array));
      best.values().forEach(INDArray::close);
    }
  }

  private static OptionalDouble validate(Trainable model, Task task) {
    return task.validation().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            LinearProbe.accuracy(model.validate().get(), task.validation().get().labels()));
  }

  private static Map<String, INDArray> copy(Map<String, INDArray> parameters) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    parameters.forEach((name, array) -> copies.put(name, array.dup()));
    return copies;
  }

  /** The class of each clip. */
  public static int[] predict(EncoderGraph classifier, List<Spectrogram> clips) {
    return BatchedOutputs.logits(classifier, clips).argMax(1).toIntVector();
  }
}
