package org.mast4j.ssl.pretrain.supervised;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.settings.Require;
import org.mast4j.ssl.optim.GraphTraining;
import org.mast4j.ssl.optim.OptimizerSettings;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A classifier in training, of which the encoder is kept. */
final class Supervised implements PretrainingMethod {
  private final EncoderConfig encoder;
  private final SupervisedConfig config;
  private final int classes;
  private final EncoderGraph classifier;
  private final GraphTraining training;

  /**
   * With random weights.
   *
   * @throws IllegalArgumentException if there are fewer than two classes to tell apart
   */
  Supervised(EncoderConfig encoder, int classes, SupervisedConfig config) {
    Require.that(classes > 1, "classes", classes, "at least 2, which labels tell apart");
    this.encoder = encoder;
    this.config = config;
    this.classes = classes;
    this.classifier =
        EncoderGraph.build(encoder, Optional.of(classes), DataType.FLOAT, config.seed());
    classifier.addLoss(Activation.SOFTMAX);
    Map<String, INDArray> parameters = classifier.parameters();
    OptimizerSettings settings =
        new OptimizerSettings(
            new WeightDecay(config.weightDecay(), encoder.undecayed()), config.clipNorm());
    this.training =
        new GraphTraining(
            classifier.graph(),
            EncoderGraph.LOSS,
            parameters,
            config.optimizer().create(parameters, settings),
            new WarmupCosine(config.learningRate(), config.warmupSteps(), config.steps()));
  }

  /** A view of each clip, with its label. */
  @Override
  public ViewBatch views(TrainingClips batch, MixupMemory past) {
    return ViewBatch.single(
        batch, config.views(past), encoder.grid(), config.seed(), training.steps());
  }

  @Override
  public Metrics step(ViewBatch views) {
    List<Map<String, INDArray>> parts = new ArrayList<>();
    int clips = config.clipsAtATime();
    for (long from = 0; from < views.patches().size(0); from += clips) {
      ViewBatch part = views.rows(from, from + clips);
      INDArray labels = smooth(part.labels().orElseThrow());
      parts.add(Map.of(EncoderGraph.PATCHES, part.patches(), EncoderGraph.LABELS, labels));
    }
    GraphTraining.Step step =
        training.step(parts, List.of(EncoderGraph.LOGITS), Supervised::measure);
    return Metrics.of(SupervisedMethod.LOSS, step.loss())
        .and(SupervisedMethod.ACCURACY, step.measured()[0])
        .and(SupervisedMethod.GRADIENT_NORM, step.gradientNorm());
  }

  private INDArray smooth(INDArray labels) {
    double smoothing = config.labelSmoothing();
    return smoothing == 0 ? labels : labels.mul(1 - smoothing).addi(smoothing / classes);
  }

  /** Share of the views whose largest logit is that of the class they show most of. */
  private static double[] measure(Map<String, INDArray> inputs, Map<String, INDArray> outputs) {
    float[][] labels = inputs.get(EncoderGraph.LABELS).toFloatMatrix(); // [n, classes]
    float[][] logits = outputs.get(EncoderGraph.LOGITS).toFloatMatrix();
    long right =
        IntStream.range(0, labels.length)
            .filter(view -> largest(logits[view]) == largest(labels[view]))
            .count();
    return new double[] {right / (double) labels.length};
  }

  private static int largest(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    return best;
  }

  /** The encoder, without the classifier. */
  @Override
  public Weights encoderWeights() {
    return classifier.weights().encoder().copy();
  }

  @Override
  public Weights state() {
    return Weights.of(training.state());
  }

  @Override
  public void restore(Weights state) {
    training.restore(state::get);
  }

  @Override
  public void close() {
    classifier.close();
    training.close();
  }
}
