package org.mast4j.simsiam;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.ssl.optim.AdamW;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * SimSiam (arXiv 2011.10566), small: each view predicts the projection of the clip's other view,
 * through which no gradient goes.
 */
final class SimSiam implements PretrainingMethod {
  private static final String PROJECTED = "projected";
  private static final String TARGETS = "targets";
  private static final String LOSS = "loss";

  private final EncoderConfig encoder;
  private final SimSiamConfig config;
  private final SameDiff graph;
  private final Map<String, INDArray> parameters;
  private final AdamW optimizer;
  private int steps;

  SimSiam(EncoderConfig encoder, SimSiamConfig config) {
    this.encoder = encoder;
    this.config = config;
    GraphScope scope = GraphScope.root(DataType.FLOAT, config.seed());
    this.graph = scope.graph();
    PatchInput views =
        ViewBatch.placeHolders(graph, encoder.grid(), PatchDrop.NONE, DataType.FLOAT);
    SDVariable encoded = encoder.encode(scope, views).pooled();
    SDVariable projected = unit(scope, "projection", encoded, encoder.outputWidth());
    SDVariable predicted = unit(scope, "predictor", projected.rename(PROJECTED), config.width());
    SDVariable targets =
        graph.placeHolder(TARGETS, DataType.FLOAT, 2L * config.batchSize(), config.width());
    predicted.mul(targets).sum(1).mean().neg().rename(LOSS);
    graph.setLossVariables(LOSS);
    this.parameters = Graphs.parameters(graph);
    this.optimizer = new AdamW(parameters, 0, 1);
  }

  private SDVariable unit(GraphScope scope, String name, SDVariable x, int in) {
    SDVariable y = TransformerLayers.linear(scope.child(name), x, in, config.width());
    return new SDTransformer(graph).l2Normalize(y, 1e-12);
  }

  @Override
  public ViewBatch views(TrainingClips batch, MixupMemory past) {
    return ViewBatch.of(batch.clips(), config.views(past), encoder.grid(), config.seed(), steps);
  }

  @Override
  public Metrics step(ViewBatch views) {
    Map<String, INDArray> inputs = views.inputs();
    INDArray projected = graph.output(inputs, PROJECTED).get(PROJECTED).dup();
    inputs.put(TARGETS, Nd4j.vstack(half(projected, 1), half(projected, 0)));
    try (Gradients gradients = Gradients.of(graph, LOSS, inputs, parameters.keySet())) {
      double loss = gradients.loss();
      optimizer.step(gradients.byParameter(), config.learningRate());
      steps++;
      return Metrics.of("loss", loss).and("spread", projected.std(0).meanNumber().doubleValue());
    }
  }

  private INDArray half(INDArray rows, int which) {
    int batch = config.batchSize();
    return rows.get(NDArrayIndex.interval(which * batch, (which + 1) * batch), NDArrayIndex.all());
  }

  @Override
  public Weights encoderWeights() {
    return Weights.of(graph)
        .select(EncoderGraph.shapes(encoder, Optional.empty()).keySet()::contains)
        .copy();
  }

  @Override
  public Weights state() {
    Map<String, INDArray> state = new LinkedHashMap<>(parameters);
    state.putAll(optimizer.state());
    state.put("steps", Nd4j.createFromArray((double) steps));
    return Weights.of(state);
  }

  @Override
  public void restore(Weights state) {
    parameters.forEach((name, array) -> array.assign(state.get(name)));
    optimizer.state().forEach((name, array) -> array.assign(state.get(name)));
    steps = state.get("steps").getInt(0);
    optimizer.resumeAt(steps);
  }

  @Override
  public void close() {
    Graphs.close(graph);
    optimizer.close();
  }
}
