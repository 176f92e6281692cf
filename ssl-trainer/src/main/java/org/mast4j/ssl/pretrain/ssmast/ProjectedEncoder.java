package org.mast4j.ssl.pretrain.ssmast;

import java.util.Map;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.EncoderConfig;
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

/**
 * An encoder with its projection, as student and teacher are: all that a {@link MicroBatchWork}
 * needs.
 */
public final class ProjectedEncoder implements AutoCloseable {
  static final String PROJECTED = "projected";

  /** What the projection's parameters are called, before a dot or slash. */
  static final String PROJECTION = "projection";

  private static final String COTANGENT = MicroBatchWork.COTANGENT;
  private static final String PRODUCT = "product";
  private static final double NORM_EPSILON = 1e-12;

  private final SsMastConfig config;
  private final SameDiff graph;
  private final Map<String, INDArray> parameters;

  /** With the random weights of the configuration's seed. */
  public ProjectedEncoder(EncoderConfig encoder, SsMastConfig config) {
    this(encoder, config, DataType.FLOAT);
  }

  ProjectedEncoder(EncoderConfig encoder, SsMastConfig config, DataType type) {
    this.config = config;
    GraphScope scope = GraphScope.root(type, config.seed());
    this.graph = scope.graph();
    PatchInput views = ViewBatch.placeHolders(graph, encoder.grid(), config.patches(), type);
    SDVariable encoded = encoder.encode(scope, views).pooled(); // [n, D]
    SDVariable projected =
        project(scope.child(PROJECTION), encoded, encoder.outputWidth()).rename(PROJECTED);
    SDVariable cotangent = graph.placeHolder(COTANGENT, type, -1, config.projectionWidth());
    projected.mul(cotangent).sum().rename(PRODUCT);
    graph.setLossVariables(PRODUCT);
    this.parameters = Graphs.parameters(graph);
  }

  /** One linear layer, or two with ReLU between (MoCo v2, arXiv 2003.04297), then the L2 norm. */
  private SDVariable project(GraphScope scope, SDVariable encoded, int width) {
    SDVariable projected;
    if (config.projectionLayers() == 1) {
      projected = TransformerLayers.linear(scope, encoded, width, config.projectionWidth());
    } else {
      SDVariable hidden = TransformerLayers.linear(scope.child("fc1"), encoded, width, width);
      projected =
          TransformerLayers.linear(
              scope.child("fc2"), graph.nn().relu(hidden, 0), width, config.projectionWidth());
    }
    return new SDTransformer(graph).l2Normalize(projected, NORM_EPSILON);
  }

  SameDiff graph() {
    return graph;
  }

  /** By name, not copies. */
  Map<String, INDArray> parameters() {
    return parameters;
  }

  /** All parameters, not copies, to be sent to where micro-batches are worked on. */
  public Weights weights() {
    return Weights.of(graph);
  }

  /**
   * Goes on with others' {@link #weights}.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped key
   */
  public void assign(Weights weights) {
    weights.assignTo(graph);
  }

  /** The projections of n views, [n, P], unit rows. */
  public INDArray project(ViewBatch views) {
    return graph.output(views.inputs(), PROJECTED).get(PROJECTED);
  }

  /**
   * Of a loss that is known by its gradient with respect to the projections, the gradients with
   * respect to the parameters: those of {@code sum(projected * cotangent)}.
   *
   * @param cotangent [n, P]
   */
  public Gradients gradients(ViewBatch views, INDArray cotangent) {
    Map<String, INDArray> inputs = views.inputs();
    inputs.put(COTANGENT, cotangent);
    return Gradients.of(graph, PRODUCT, inputs, parameters.keySet());
  }

  /** Frees the native memory at once. */
  @Override
  public void close() {
    Graphs.close(graph);
  }
}
