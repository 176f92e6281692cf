package org.mast4j.zoo.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.HeadShape;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Spectrogram transformers as DL4J graphs: input {@value #INPUT} [B, N, P], then the layers {@code
 * embed}, {@code blocks/0} ..., {@code features} (a clip's embedding, or what else a model's
 * classifier reads), {@code head/norm} where the encoder's classifiers have a norm of their own,
 * {@code head/0} ... where a model's classifier has hidden layers, then the output layer {@value
 * #HEAD}. Where it reads each stage, the layers {@code stages/0} ... lie beside {@code features},
 * and the vertex {@value #STAGES} puts them together.
 */
public final class EncoderLayers {
  public static final String INPUT = EncoderGraph.PATCHES;
  public static final String HEAD = "head";
  static final String STAGES = "stages";

  private EncoderLayers() {}

  /**
   * A classifier with random weights, those of {@link EncoderGraph#classifier} but for the head,
   * which DL4J draws.
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
    return configuration(builder, encoder, HeadShape.linear(classes), activation, seed);
  }

  private static ComputationGraphConfiguration configuration(
      NeuralNetConfiguration.Builder builder,
      EncoderConfig encoder,
      HeadShape head,
      Activation activation,
      long seed) {
    ComputationGraphConfiguration.GraphBuilder graph = builder.seed(seed).graphBuilder();
    String before = addParts(graph, encoder, head.input(), seed, part -> true);
    int width = head.input().width(encoder);
    for (int i = 0; i < head.hidden().size(); i++) {
      String name = HEAD + "/" + i;
      graph.addLayer(name, GraphHead.dense(head.hidden().get(i), width), before);
      before = name;
      width = head.hidden().get(i).width();
    }
    return graph
        .addLayer(HEAD, GraphHead.output(width, head.classes(), activation), before)
        .setOutputs(HEAD)
        .build();
  }

  /**
   * An encoder alone with random weights, those of {@link EncoderGraph#encoder}; its output is the
   * layer {@code features}, a clip's embedding [B, D].
   *
   * @param builder gives updater, regularisation, workspaces and type of the layers
   * @param seed of the weights
   */
  public static ComputationGraphConfiguration encoderConfiguration(
      NeuralNetConfiguration.Builder builder, EncoderConfig encoder, long seed) {
    ComputationGraphConfiguration.GraphBuilder graph = builder.seed(seed).graphBuilder();
    return graph
        .setOutputs(
            addParts(
                graph, encoder, HeadInput.EMBEDDING, seed, part -> !part.startsWith(HEAD + "/")))
        .build();
  }

  /** The input and a layer for each part whose name suits; gives the name of what a head reads. */
  private static String addParts(
      ComputationGraphConfiguration.GraphBuilder graph,
      EncoderConfig encoder,
      HeadInput head,
      long seed,
      Predicate<String> wanted) {
    graph.addInputs(INPUT);
    String last = INPUT;
    List<String> stages = new ArrayList<>();
    List<EncoderPart> parts = encoder.parts(head);
    for (int i = 0; i < parts.size(); i++) {
      EncoderPart part = parts.get(i);
      if (wanted.test(part.name())) {
        graph.addLayer(part.name(), EncoderLayer.of(encoder, head, i, seed), part.input());
        last = part.name();
        if (last.startsWith(EncoderGraph.STAGE)) {
          stages.add(last);
        }
      }
    }
    if (stages.isEmpty()) {
      return last;
    }
    stages.add(last);
    graph.addVertex(STAGES, new MergeVertex(), stages.toArray(String[]::new));
    return STAGES;
  }

  /**
   * A model as a DL4J graph.
   *
   * @param newClasses classes of the new head that a model without classifier gets
   */
  public static ComputationGraph of(
      StoredModel model, int newClasses, NeuralNetConfiguration.Builder builder, long seed) {
    HeadShape head =
        new HeadShape(model.headInput(), model.hidden(), model.classes().orElse(newClasses));
    ComputationGraph graph =
        new ComputationGraph(
            configuration(builder, model.encoder(), head, model.activation(), seed));
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
    return first(graph).config();
  }

  /** What a classifier in place of the one that such a graph was made with reads. */
  static HeadInput headInput(ComputationGraph graph) {
    return first(graph).getHeadInput();
  }

  private static EncoderLayer first(ComputationGraph graph) {
    Layer first = graph.getLayer("embed");
    if (first != null && unfrozen(first) instanceof EncoderLayer layer) {
      return layer;
    }
    throw new IllegalArgumentException(
        "a graph without the layer embed of a spectrogram transformer; it has "
            + graph.getConfiguration().getVertices().keySet());
  }

  /** The layer's configuration, that of the layer within if it is frozen. */
  static org.deeplearning4j.nn.conf.layers.Layer unfrozen(Layer layer) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    return conf instanceof FrozenLayer frozen ? frozen.getLayer() : conf;
  }

  /**
   * A graph as a model directory holds it, with the head that transfer learning gave it: dense
   * layers, dropout, and an output layer of softmax or sigmoid.
   *
   * @param frontEnd that made the graph's input
   * @param labels of the classes in the order of the outputs, such as {@code
   *     AudioRecordReader.getLabels} gives
   * @throws IllegalArgumentException naming the layer of the head that a model directory can't
   *     hold, or if there are more or fewer labels than outputs
   */
  public static StoredModel model(
      ComputationGraph graph, FrontEndConfig frontEnd, List<String> labels) {
    GraphHead head = GraphHead.of(graph);
    if (head.classes() != labels.size()) {
      throw new IllegalArgumentException(
          "labels " + labels + " for a head of " + head.classes() + " classes; expected one each");
    }
    Weights weights = weights(graph);
    StoredModel model =
        StoredModel.builder(encoder(graph), frontEnd)
            .labels(labels)
            .activation(head.activation())
            .headInput(headInput(graph))
            .hidden(head.hidden())
            .weights(labels.isEmpty() ? weights.encoder() : weights)
            .build();
    model.requireShapes();
    return model;
  }

  /**
   * The weights of a graph by checkpoint key, as a model directory holds them; copies.
   *
   * @throws IllegalArgumentException naming the layer of the head that a model directory can't hold
   */
  public static Weights weights(ComputationGraph graph) {
    Map<String, INDArray> arrays = new TreeMap<>();
    parameters(graph).forEach((key, array) -> arrays.put(key, array.dup('c')));
    return Weights.of(arrays);
  }

  /**
   * Sets the weights of a graph.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped key
   */
  public static void assign(Weights weights, ComputationGraph graph) {
    Map<String, INDArray> parameters = parameters(graph);
    Map<String, long[]> shapes = new TreeMap<>();
    parameters.forEach((key, array) -> shapes.put(key, array.shape()));
    weights.requireShapes(shapes);
    parameters.forEach((key, array) -> array.assign(weights.get(key)));
  }

  /** Views of the graph's own arrays by checkpoint key, in the checkpoint's shapes. */
  private static Map<String, INDArray> parameters(ComputationGraph graph) {
    Map<String, INDArray> arrays = new TreeMap<>(GraphHead.of(graph).parameters());
    for (Layer layer : graph.getLayers()) {
      if (unfrozen(layer) instanceof EncoderLayer) {
        layer.paramTable().forEach((name, array) -> arrays.put(ParameterNames.toKey(name), array));
      }
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
