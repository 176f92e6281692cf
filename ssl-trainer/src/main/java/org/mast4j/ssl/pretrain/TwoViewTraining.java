package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.ssl.optim.AdamW;
import org.mast4j.ssl.optim.GraphTraining;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An encoder in training by a {@link TwoViewMethod}. */
final class TwoViewTraining implements PretrainingMethod {
  private static final String LOSS = "loss";
  private static final String GRADIENT_NORM = "gradientNorm";
  private static final double WEIGHT_DECAY = 0.05;
  private static final double CLIP_NORM = 1;

  static final List<Metric> METRICS =
      List.of(
          new Metric(LOSS, "Loss", "What the method makes small.", List.of()),
          new Metric(
              GRADIENT_NORM, "Gradient's norm", "Of all parameters, before clipping.", List.of()));

  private final EncoderConfig encoder;
  private final TwoViewMethod method;
  private final SameDiff graph;
  private final GraphTraining training;

  /** With random weights. */
  TwoViewTraining(EncoderConfig encoder, TwoViewMethod method) {
    this.encoder = encoder;
    this.method = method;
    GraphScope scope = GraphScope.root(DataType.FLOAT, method.seed());
    this.graph = scope.graph();
    // The views' patches are as many in each step, so what past clips are mixed in doesn't matter.
    Views views = method.views(new MixupMemory(1));
    PatchInput input =
        ViewBatch.placeHolders(graph, encoder.grid(), views.patchDrop(), DataType.FLOAT);
    SDVariable embeddings = encoder.encode(scope, input).pooled(); // [2B, D]
    SDVariable first = rows(embeddings, 0);
    SDVariable second = rows(embeddings, method.batchSize());
    GraphScope own = scope.child(method.name());
    method.loss(own, first, second, encoder.outputWidth()).rename(LOSS);
    graph.setLossVariables(LOSS);
    Map<String, INDArray> parameters = Graphs.parameters(graph);
    WeightDecay decay = new WeightDecay(WEIGHT_DECAY, encoder.undecayed());
    this.training =
        new GraphTraining(
            graph,
            LOSS,
            parameters,
            new AdamW(parameters, decay, CLIP_NORM),
            new WarmupCosine(method.learningRate(), method.steps() / 10, method.steps()));
  }

  /** B of them. */
  private SDVariable rows(SDVariable embeddings, int from) {
    int[] begin = {from, 0};
    return graph.slice(embeddings, begin, method.batchSize(), encoder.outputWidth());
  }

  @Override
  public ViewBatch views(TrainingClips batch, MixupMemory past) {
    return ViewBatch.of(
        batch.clips(), method.views(past), encoder.grid(), method.seed(), training.steps());
  }

  @Override
  public Metrics step(ViewBatch views) {
    GraphTraining.Step step =
        training.step(List.of(views.inputs()), List.of(), (inputs, outputs) -> new double[] {});
    return Metrics.of(LOSS, step.loss()).and(GRADIENT_NORM, step.gradientNorm());
  }

  @Override
  public Weights encoderWeights() {
    Set<String> ofEncoder = EncoderGraph.shapes(encoder, Optional.empty()).keySet();
    return Weights.of(graph).select(ofEncoder::contains).copy();
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
    Graphs.close(graph);
    training.close();
  }
}
