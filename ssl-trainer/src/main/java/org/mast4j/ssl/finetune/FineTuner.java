package org.mast4j.ssl.finetune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.internal.data.EpochSampler;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.optim.Optimizer;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.Head;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.indexing.SpecifiedIndex;

/** Trains an encoder with a new head on labelled clips, whole or with the encoder frozen. */
public final class FineTuner {
  private static final String FEATURES = "features";

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
    encoder.ifPresent(weights -> weights.assignEncoderTo(classifier.graph()));
    try {
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
        Supplier<Batch> batches =
            config.augmentations().isEmpty()
                ? fixed(classifier, task, sampler)
                : () -> batch(views.next(), drawn -> BatchedOutputs.pooled(classifier, drawn));
        Model head = frozen(classifier, task, batches);
        try {
          train(head, task, listener);
          head.parameters()
              .forEach((name, array) -> classifier.parameters().get(name).assign(array));
        } finally {
          Graphs.close(head.graph());
        }
      } else {
        train(whole(classifier, task, views), task, listener);
      }
    }
  }

  /**
   * What one step trains on.
   *
   * @param input the graph's
   * @param labels [B, classes]
   */
  private record Batch(INDArray input, INDArray labels) {}

  private static Batch batch(
      TrainingViews.Batch views, Function<List<Spectrogram>, INDArray> input) {
    return new Batch(input.apply(views.logMels()), views.labels());
  }

  /**
   * What is trained: a graph from one input to logits and loss.
   *
   * @param encoder whose, or whose features' the head is
   * @param input the graph's input
   * @param train the next batch
   * @param validate the predicted class of each validation clip
   */
  private record Model(
      SameDiff graph,
      EncoderConfig encoder,
      String input,
      Map<String, INDArray> parameters,
      Supplier<Batch> train,
      Supplier<int[]> validate) {}

  private static Model whole(EncoderGraph classifier, Task task, TrainingViews views) {
    SameDiff graph = classifier.graph();
    classifier.addLoss(Activation.SOFTMAX);
    return new Model(
        graph,
        classifier.config(),
        EncoderGraph.PATCHES,
        classifier.parameters(),
        () ->
            batch(views.next(), clips -> BatchedOutputs.patches(clips, classifier.config().grid())),
        () -> predict(classifier, task.validation().orElseThrow().clips()));
  }

  /** Features that are computed once: a frozen encoder gives no others of the same clips. */
  private static Supplier<Batch> fixed(EncoderGraph classifier, Task task, EpochSampler sampler) {
    INDArray features = BatchedOutputs.pooled(classifier, task.train().clips()); // [n, D]
    return () -> {
      List<Integer> indices = sampler.next();
      return new Batch(rows(features, indices), TrainingViews.labels(task, indices));
    };
  }

  /** The head alone, on the encoder's features. */
  private Model frozen(EncoderGraph classifier, Task task, Supplier<Batch> batches) {
    EncoderConfig architecture = classifier.config();
    GraphScope scope = GraphScope.root(DataType.FLOAT, config.seed());
    SameDiff graph = scope.graph();
    SDVariable features =
        graph.placeHolder(FEATURES, DataType.FLOAT, -1, architecture.outputWidth());
    SDVariable logits = Head.logits(scope, architecture, features, task.classes());
    logits.rename(EncoderGraph.LOGITS);
    SDVariable labels = graph.placeHolder(EncoderGraph.LABELS, DataType.FLOAT, -1, task.classes());
    Activation.SOFTMAX.loss(logits, labels).rename(EncoderGraph.LOSS);
    graph.setLossVariables(EncoderGraph.LOSS);
    Optional<INDArray> validation =
        task.validation().map(labelled -> BatchedOutputs.pooled(classifier, labelled.clips()));
    return new Model(
        graph,
        architecture,
        FEATURES,
        Graphs.parameters(graph),
        batches,
        () ->
            graph
                .output(Map.of(FEATURES, validation.orElseThrow()), EncoderGraph.LOGITS)
                .get(EncoderGraph.LOGITS)
                .argMax(1)
                .toIntVector());
  }

  private static INDArray rows(INDArray x, List<Integer> indices) {
    long[] rows = indices.stream().mapToLong(Integer::longValue).toArray();
    return x.get(new SpecifiedIndex(rows), NDArrayIndex.all()).dup('c');
  }

  private void train(Model model, Task task, Listener listener) {
    List<String> names = new ArrayList<>(model.parameters().keySet());
    WeightDecay decay =
        WeightDecay.of(config.weightDecay(), config.decayPositions(), model.encoder().undecayed());
    Optimizer optimizer = config.optimizer().create(model.parameters(), decay, config.clipNorm());
    int clips = task.train().labels().length;
    int perEpoch = clips / Math.min(config.batchSize(), clips);
    int total = perEpoch * config.epochs();
    WarmupCosine schedule = new WarmupCosine(config.learningRate(), total / 10, total);
    Map<String, INDArray> best = Map.of();
    double bestAccuracy = -1;
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      double loss = 0;
      for (int i = 0; i < perEpoch; i++) {
        Batch next = model.train().get();
        Map<String, INDArray> inputs =
            Map.of(model.input(), next.input(), EncoderGraph.LABELS, next.labels());
        try (Gradients gradients = Gradients.of(model.graph(), EncoderGraph.LOSS, inputs, names)) {
          loss += gradients.loss() / perEpoch;
          optimizer.step(gradients.byParameter(), schedule.at(epoch * perEpoch + i));
        }
      }
      OptionalDouble accuracy = validate(model, task);
      if (accuracy.isPresent() && accuracy.getAsDouble() >= bestAccuracy) {
        bestAccuracy = accuracy.getAsDouble();
        best = copy(model.parameters());
      }
      listener.onEpoch(new Epoch(epoch, loss, accuracy));
    }
    best.forEach((name, array) -> model.parameters().get(name).assign(array));
  }

  private static OptionalDouble validate(Model model, Task task) {
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
