package org.mast4j.ssl.finetune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.data.EpochSampler;
import org.mast4j.ssl.evaluate.Embedder;
import org.mast4j.ssl.optim.AdamW;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Trains an encoder with a new head on labelled clips, whole or with the encoder frozen. */
public final class FineTuner {
  private static final String LABELS = "labels";
  private static final String LOSS = "loss";
  private static final String HEAD = "head/";

  private final FineTuneConfig config;

  public FineTuner(FineTuneConfig config) {
    this.config = config;
  }

  /** Told after each epoch, with its mean loss. */
  @FunctionalInterface
  public interface Listener {
    void onEpoch(int epoch, double loss);
  }

  /**
   * Labelled clips.
   *
   * @param clips normalised log-mels of the encoder's input size
   * @param labels class index of each
   */
  public record Labelled(List<Spectrogram> clips, int[] labels) {
    public Labelled {
      clips = List.copyOf(clips);
      if (clips.size() != labels.length || clips.isEmpty()) {
        throw new IllegalArgumentException(
            clips.size() + " clips with " + labels.length + " labels; expected one label a clip");
      }
    }
  }

  /**
   * Trains a classifier.
   *
   * @param encoder weights to start from, or empty for random ones
   * @return the trained graph, ready to classify
   */
  public EncoderGraph run(
      EncoderConfig architecture,
      Optional<Weights> encoder,
      Labelled train,
      int classes,
      Listener listener) {
    EncoderGraph classifier = EncoderGraph.classifier(architecture, classes, config.seed());
    SameDiff graph = classifier.graph();
    encoder.ifPresent(weights -> weights.assignEncoderTo(graph));
    SDVariable labels = graph.placeHolder(LABELS, DataType.FLOAT, -1, classes);
    SDVariable logits = graph.getVariable(EncoderGraph.LOGITS);
    // softmaxCrossEntropy ignores its upstream gradient in M2.1.
    graph.nn.logSoftmax(logits).mul(labels).sum(1).mean().neg().rename(LOSS);
    graph.setLossVariables(LOSS);

    Map<String, INDArray> trained = new LinkedHashMap<>(classifier.parameters());
    if (config.freezeEncoder()) {
      trained.keySet().removeIf(name -> !name.startsWith(HEAD));
    }
    List<String> names = new ArrayList<>(trained.keySet());
    AdamW optimizer = new AdamW(trained, config.weightDecay(), config.clipNorm());
    int batch = Math.min(config.batchSize(), train.labels().length);
    int perEpoch = train.labels().length / batch;
    int total = perEpoch * config.epochs();
    WarmupCosine schedule = new WarmupCosine(config.learningRate(), total / 10, total);
    EpochSampler sampler = new EpochSampler(train.labels().length, batch, config.seed());
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      double loss = 0;
      for (int i = 0; i < perEpoch; i++) {
        Map<String, INDArray> inputs = inputs(architecture, train, sampler.next(), classes);
        var result = graph.calculateGradientsAndOutputs(inputs, List.of(LOSS), names);
        loss += result.getOutputs().get(LOSS).getDouble(0) / perEpoch;
        optimizer.step(result.getGradients(), schedule.at(epoch * perEpoch + i));
        result.getGradients().values().forEach(INDArray::close);
      }
      listener.onEpoch(epoch, loss);
    }
    return classifier;
  }

  private static Map<String, INDArray> inputs(
      EncoderConfig architecture, Labelled train, List<Integer> indices, int classes) {
    List<Spectrogram> clips = indices.stream().map(train.clips()::get).toList();
    INDArray labels = Nd4j.zeros(DataType.FLOAT, clips.size(), classes);
    for (int i = 0; i < clips.size(); i++) {
      labels.putScalar(i, train.labels()[indices.get(i)], 1);
    }
    return Map.of(
        EncoderGraph.PATCHES, Embedder.patches(clips, architecture.grid()), LABELS, labels);
  }

  /** The class of each clip. */
  public static int[] predict(EncoderGraph classifier, List<Spectrogram> clips) {
    return Embedder.logits(classifier, clips).argMax(1).toIntVector();
  }
}
