package org.mast4j.zoo.dl4j;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.ModelDirectory;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Spectrogram transformers as DL4J graphs: input {@value #INPUT} [B, N, P], then the layers {@code
 * embed}, {@code blocks/0} ..., {@code features}, then the output layer {@value #HEAD}.
 */
public final class EncoderLayers {
  public static final String INPUT = "patches";
  public static final String HEAD = "head";

  private static final String HEAD_WEIGHT = "head.fc.weight";
  private static final String HEAD_BIAS = "head.fc.bias";

  private EncoderLayers() {}

  /**
   * A classifier with random weights, those of {@link org.mast4j.zoo.EncoderGraph#classifier} but
   * for the head, which DL4J draws.
   *
   * @param builder gives updater, regularisation, workspaces and type of the layers
   * @param seed of the weights
   */
  public static ComputationGraphConfiguration configuration(
      NeuralNetConfiguration.Builder builder,
      EncoderConfig encoder,
      int classes,
      Activation activation,
      long seed) {
    ComputationGraphConfiguration.GraphBuilder graph =
        builder.seed(seed).graphBuilder().addInputs(INPUT);
    String before = INPUT;
    List<EncoderPart> parts = encoder.parts();
    for (int i = 0; i < parts.size(); i++) {
      String name = parts.get(i).name();
      graph.addLayer(name, EncoderLayer.of(encoder, i, seed), before);
      before = name;
    }
    return graph
        .addLayer(HEAD, head(encoder.outputWidth(), classes, activation), before)
        .setOutputs(HEAD)
        .build();
  }

  private static OutputLayer head(int width, int classes, Activation activation) {
    return switch (activation) {
      case SOFTMAX -> head(LossFunction.MCXENT, width, classes, "softmax");
      case SIGMOID -> head(LossFunction.XENT, width, classes, "sigmoid");
    };
  }

  private static OutputLayer head(LossFunction loss, int width, int classes, String activation) {
    return new OutputLayer.Builder(loss)
        .nIn(width)
        .nOut(classes)
        .activation(org.nd4j.linalg.activations.Activation.fromString(activation))
        .weightInit(WeightInit.XAVIER)
        .build();
  }

  /**
   * A model as a DL4J graph.
   *
   * @param newClasses classes of the new head that a model without classifier gets
   */
  public static ComputationGraph of(
      ModelDirectory model, int newClasses, NeuralNetConfiguration.Builder builder, long seed) {
    ComputationGraph graph =
        new ComputationGraph(
            configuration(
                builder,
                model.encoder(),
                model.classes().orElse(newClasses),
                model.activation(),
                seed));
    graph.init();
    Map<String, INDArray> weights = new TreeMap<>(model.weights().toMap());
    if (model.classes().isEmpty()) {
      weights.putAll(weights(graph).head().toMap());
    }
    assign(Weights.of(weights), graph);
    return graph;
  }

  /** The encoder of a graph that this class made, whatever transfer learning did to its head. */
  public static EncoderConfig encoder(ComputationGraph graph) {
    Layer first = graph.getLayer("embed");
    if (first != null && unfrozen(first.conf().getLayer()) instanceof EncoderLayer layer) {
      return layer.config();
    }
    throw new IllegalArgumentException(
        "a graph without the layer embed of a spectrogram transformer; it has "
            + graph.getConfiguration().getVertices().keySet());
  }

  private static org.deeplearning4j.nn.conf.layers.Layer unfrozen(
      org.deeplearning4j.nn.conf.layers.Layer layer) {
    return layer instanceof FrozenLayer frozen ? frozen.getLayer() : layer;
  }

  /** The weights of a graph by checkpoint key, as a model directory holds them; copies. */
  public static Weights weights(ComputationGraph graph) {
    Map<String, INDArray> arrays = new TreeMap<>();
    parameters(graph).forEach((key, array) -> arrays.put(key, array.dup('c')));
    arrays.computeIfPresent(HEAD_WEIGHT, (key, array) -> array.transpose().dup('c'));
    arrays.computeIfPresent(HEAD_BIAS, (key, array) -> array.reshape(array.length()));
    return Weights.of(arrays);
  }

  /**
   * Sets the weights of a graph.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped key
   */
  public static void assign(Weights weights, ComputationGraph graph) {
    Map<String, long[]> shapes = new TreeMap<>();
    weights(graph).toMap().forEach((key, array) -> shapes.put(key, array.shape()));
    weights.requireShapes(shapes);
    parameters(graph)
        .forEach(
            (key, array) -> {
              INDArray value = weights.get(key);
              array.assign(
                  key.equals(HEAD_WEIGHT) ? value.transpose() : value.reshape(array.shape()));
            });
  }

  /** The graph's own arrays by checkpoint key: the head's weight is [D, classes] in DL4J. */
  private static Map<String, INDArray> parameters(ComputationGraph graph) {
    Map<String, INDArray> arrays = new TreeMap<>();
    for (Layer layer : graph.getLayers()) {
      boolean head = HEAD.equals(unfrozen(layer.conf().getLayer()).getLayerName());
      layer
          .paramTable()
          .forEach(
              (name, array) -> {
                String key = ParameterNames.toKey(name);
                if (head) {
                  key = name.equals("W") ? HEAD_WEIGHT : HEAD_BIAS;
                }
                arrays.put(key, array);
              });
    }
    return arrays;
  }

  /**
   * A copy of a graph whose parameters all train with another updater, biases too. It goes on where
   * the graph is: the same iteration and epoch, which schedules read, and the same listeners.
   *
   * @param graph whose frozen layers stay frozen
   */
  public static ComputationGraph withUpdater(ComputationGraph graph, IUpdater updater) {
    ComputationGraphConfiguration conf = graph.getConfiguration().clone();
    conf.setIterationCount(graph.getIterationCount());
    conf.setEpochCount(graph.getEpochCount());
    for (GraphVertex vertex : conf.getVertices().values()) {
      if (vertex instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof BaseLayer base) {
        base.setIUpdater(updater.clone());
        base.setBiasUpdater(null);
      }
    }
    ComputationGraph copy = new ComputationGraph(conf);
    copy.init(graph.params().dup(), false);
    copy.setListeners(graph.getListeners());
    return copy;
  }
}
