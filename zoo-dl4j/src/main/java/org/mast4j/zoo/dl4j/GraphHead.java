package org.mast4j.zoo.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.HiddenLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What follows the encoder in a DL4J graph: dense layers, then an output layer. Dropout between
 * them, which only training knows, is passed over.
 *
 * @param hidden the dense layers
 * @param activation of the output layer; softmax if there is no head
 * @param classes outputs of it; 0 if there is no head
 * @param parameters views of the graph's arrays by checkpoint key and in the checkpoint's shapes
 */
record GraphHead(
    List<HiddenLayer> hidden,
    Activation activation,
    int classes,
    Map<String, INDArray> parameters) {

  /** A hidden layer as DL4J has it. */
  static DenseLayer dense(HiddenLayer layer, int width) {
    return new DenseLayer.Builder()
        .nIn(width)
        .nOut(layer.width())
        .activation(function(layer.activation()))
        .weightInit(WeightInit.XAVIER)
        .build();
  }

  /** The output layer of a classifier. */
  static OutputLayer output(int width, int classes, Activation activation) {
    LossFunction loss =
        switch (activation) {
          case SOFTMAX -> LossFunction.MCXENT;
          case SIGMOID -> LossFunction.XENT;
        };
    return new OutputLayer.Builder(loss)
        .nIn(width)
        .nOut(classes)
        .activation(function(activation))
        .weightInit(WeightInit.XAVIER)
        .build();
  }

  /**
   * The head of a graph.
   *
   * @throws IllegalArgumentException naming the layer that isn't of such a head
   */
  static GraphHead of(ComputationGraph graph) {
    List<HiddenLayer> hidden = new ArrayList<>();
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    Set<String> others = new LinkedHashSet<>();
    for (Layer layer : graph.getLayers()) {
      if (!(EncoderLayers.unfrozen(layer) instanceof EncoderLayer)) {
        others.add(layer.conf().getLayer().getLayerName());
      }
    }
    Activation activation = Activation.SOFTMAX;
    int classes = 0;
    List<EncoderPart> parts = EncoderLayers.encoder(graph).parts(EncoderLayers.headInput(graph));
    String name =
        graph.getVertex(EncoderLayers.STAGES) == null
            ? parts.get(parts.size() - 1).name()
            : EncoderLayers.STAGES;
    while (!others.isEmpty()) {
      name = follower(graph, name, others);
      others.remove(name);
      Layer layer = graph.getLayer(name);
      org.deeplearning4j.nn.conf.layers.Layer conf = EncoderLayers.unfrozen(layer);
      if (conf.getClass() == DenseLayer.class && !((DenseLayer) conf).hasLayerNorm()) {
        put(parameters, "head.hidden." + hidden.size(), layer);
        DenseLayer dense = (DenseLayer) conf;
        hidden.add(new HiddenLayer((int) dense.getNOut(), hiddenFunction(name, dense)));
      } else if (conf.getClass() == OutputLayer.class && others.isEmpty()) {
        put(parameters, "head.fc", layer);
        activation = outputFunction(name, (OutputLayer) conf);
        classes = (int) ((OutputLayer) conf).getNOut();
      } else if (conf.getClass() != DropoutLayer.class) {
        throw cantHold(name, conf.getClass().getSimpleName());
      }
    }
    if (classes == 0 && !hidden.isEmpty()) {
      throw cantHold(String.join(", ", graph.getConfiguration().getNetworkOutputs()), "an output");
    }
    return new GraphHead(hidden, activation, classes, parameters);
  }

  /** The one layer that reads another's output. */
  private static String follower(ComputationGraph graph, String layer, Set<String> others) {
    ComputationGraphConfiguration conf = graph.getConfiguration();
    List<String> followers =
        conf.getVertexInputs().entrySet().stream()
            .filter(entry -> entry.getValue().contains(layer))
            .map(Map.Entry::getKey)
            .toList();
    boolean chained =
        followers.size() == 1
            && others.contains(followers.get(0))
            && conf.getVertexInputs().get(followers.get(0)).size() == 1
            && conf.getVertices().get(followers.get(0)) instanceof LayerVertex vertex
            && vertex.getPreProcessor() == null;
    if (!chained) {
      throw cantHold(String.join(", ", others), "behind " + layer + " in no chain of layers");
    }
    return followers.get(0);
  }

  /** Views in the shapes of a checkpoint: DL4J's kernel is [in, out]. */
  private static void put(Map<String, INDArray> parameters, String key, Layer layer) {
    Map<String, INDArray> ofLayer = layer.paramTable();
    INDArray bias = ofLayer.get(DefaultParamInitializer.BIAS_KEY);
    if (bias == null) {
      throw cantHold(layer.conf().getLayer().getLayerName(), "without biases");
    }
    parameters.put(key + ".weight", ofLayer.get(DefaultParamInitializer.WEIGHT_KEY).transpose());
    parameters.put(key + ".bias", bias.reshape(bias.length()));
  }

  private static HiddenLayer.Function hiddenFunction(String name, BaseLayer layer) {
    return Arrays.stream(HiddenLayer.Function.values())
        .filter(function -> function(function).equals(layer.getActivationFn()))
        .findFirst()
        .orElseThrow(() -> cantHold(name, "with activation " + layer.getActivationFn()));
  }

  private static Activation outputFunction(String name, BaseLayer layer) {
    return Arrays.stream(Activation.values())
        .filter(activation -> function(activation).equals(layer.getActivationFn()))
        .findFirst()
        .orElseThrow(() -> cantHold(name, "with activation " + layer.getActivationFn()));
  }

  /** DL4J's function of the same name. */
  private static IActivation function(Enum<?> ours) {
    return org.nd4j.linalg.activations.Activation.valueOf(ours.name()).getActivationFunction();
  }

  private static IllegalArgumentException cantHold(String layer, String what) {
    return new IllegalArgumentException(
        "layer "
            + layer
            + " ("
            + what
            + ") can't be held by a model directory; behind the encoder it holds dense layers"
            + " with biases and an activation of "
            + Arrays.toString(HiddenLayer.Function.values()).toLowerCase(Locale.ROOT)
            + ", dropout layers, and an output layer with softmax or sigmoid; save other graphs by"
            + " ComputationGraph.save");
  }
}
