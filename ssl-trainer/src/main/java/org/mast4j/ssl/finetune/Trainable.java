package org.mast4j.ssl.finetune;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.internal.data.BatchSampler;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.Head;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.indexing.SpecifiedIndex;

/**
 * What is trained: a graph from one input to logits and loss.
 *
 * @param encoder whose, or whose features' the head is
 * @param input the graph's input
 * @param train the next batch
 * @param validate logits of the validation clips, [n, classes]
 */
record Trainable(
    SameDiff graph,
    EncoderConfig encoder,
    String input,
    Map<String, INDArray> parameters,
    Supplier<Batch> train,
    Supplier<INDArray> validate) {
  private static final String FEATURES = "features";

  /**
   * What one step trains on.
   *
   * @param input the graph's
   * @param labels [B, classes]
   */
  record Batch(INDArray input, INDArray labels) {}

  /** Some parameters of an encoder with its head, on clips. */
  static Trainable clips(
      EncoderGraph classifier,
      Map<String, INDArray> parameters,
      FineTuner.Task task,
      TrainingViews views) {
    SameDiff graph = classifier.graph();
    classifier.addLoss(task.activation());
    return new Trainable(
        graph,
        classifier.config(),
        EncoderGraph.PATCHES,
        parameters,
        batches(views, clips -> BatchedOutputs.patches(clips, classifier.config().grid())),
        () -> BatchedOutputs.logits(classifier, task.validation().orElseThrow().clips()));
  }

  /** Features that are computed once: a frozen encoder gives no others of the same clips. */
  static Supplier<Batch> fixedFeatures(
      EncoderGraph classifier, FineTuner.Task task, BatchSampler sampler, TargetRows targets) {
    INDArray features = BatchedOutputs.pooled(classifier, task.train().clips()); // [n, D]
    return () -> {
      List<Integer> indices = sampler.next();
      return new Batch(rows(features, indices), targets.of(indices));
    };
  }

  /** The encoder's features of views, which differ each time. */
  static Supplier<Batch> features(EncoderGraph classifier, TrainingViews views) {
    return batches(views, clips -> BatchedOutputs.pooled(classifier, clips));
  }

  private static Supplier<Batch> batches(
      TrainingViews views, Function<List<Spectrogram>, INDArray> input) {
    return () -> {
      TrainingViews.Batch next = views.next();
      return new Batch(input.apply(next.logMels()), next.labels());
    };
  }

  /** The head alone, on the encoder's features. */
  static Trainable head(
      EncoderGraph classifier, FineTuner.Task task, long seed, Supplier<Batch> batches) {
    EncoderConfig architecture = classifier.config();
    GraphScope scope = GraphScope.root(DataType.FLOAT, seed);
    SameDiff graph = scope.graph();
    SDVariable features =
        graph.placeHolder(FEATURES, DataType.FLOAT, -1, architecture.outputWidth());
    SDVariable logits = Head.logits(scope, architecture, features, task.classes());
    logits.rename(EncoderGraph.LOGITS);
    SDVariable labels = graph.placeHolder(EncoderGraph.LABELS, DataType.FLOAT, -1, task.classes());
    task.activation().loss(logits, labels).rename(EncoderGraph.LOSS);
    graph.setLossVariables(EncoderGraph.LOSS);
    Optional<INDArray> validation =
        task.validation().map(labelled -> BatchedOutputs.pooled(classifier, labelled.clips()));
    return new Trainable(
        graph,
        architecture,
        FEATURES,
        Graphs.parameters(graph),
        batches,
        () ->
            graph
                .output(Map.of(FEATURES, validation.orElseThrow()), EncoderGraph.LOGITS)
                .get(EncoderGraph.LOGITS));
  }

  private static INDArray rows(INDArray x, List<Integer> indices) {
    long[] rows = indices.stream().mapToLong(Integer::longValue).toArray();
    return x.get(new SpecifiedIndex(rows), NDArrayIndex.all()).dup('c');
  }
}
