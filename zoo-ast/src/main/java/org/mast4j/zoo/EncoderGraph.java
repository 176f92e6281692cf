package org.mast4j.zoo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An encoder, with or without a classifier, as a SameDiff graph that is ready to run.
 *
 * <p>Input {@value #PATCHES} [B, N, P]; outputs {@value #TOKENS} [B, N', D], {@value #POOLED} [B,
 * D] and, with a classifier, {@value #LOGITS} [B, classes].
 */
public final class EncoderGraph {
  public static final String PATCHES = "patches";
  public static final String TOKENS = "tokens";
  public static final String POOLED = "pooled";
  public static final String LOGITS = "logits";
  public static final String LABELS = "labels";
  public static final String LOSS = "loss";

  private final EncoderConfig config;
  private final SameDiff graph;
  private final String features;
  private final boolean classifier;

  private EncoderGraph(EncoderConfig config, SameDiff graph, String features, boolean classifier) {
    this.config = config;
    this.graph = graph;
    this.features = features;
    this.classifier = classifier;
  }

  /** A float graph of the encoder alone with random weights. */
  public static EncoderGraph encoder(EncoderConfig config, long seed) {
    return build(config, Optional.empty(), DataType.FLOAT, seed);
  }

  /** A float graph of encoder and classifier with random weights. */
  public static EncoderGraph classifier(EncoderConfig config, int classes, long seed) {
    return build(config, Optional.of(classes), DataType.FLOAT, seed);
  }

  /** As {@link #encoder} and {@link #classifier}, in a type of one's choice. */
  public static EncoderGraph build(
      EncoderConfig config, Optional<Integer> classes, DataType type, long seed) {
    return build(config, classes, GraphScope.root(type, seed));
  }

  /**
   * A float graph with the given weights, which are copied.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped weight
   */
  public static EncoderGraph load(
      EncoderConfig config, Optional<Integer> classes, Weights weights) {
    EncoderGraph graph = build(config, classes, GraphScope.zeros(DataType.FLOAT));
    weights.assignTo(graph.graph);
    return graph;
  }

  /** The shape of every weight by checkpoint key, without making any. */
  public static Map<String, long[]> shapes(EncoderConfig config, Optional<Integer> classes) {
    Map<String, GraphScope.Parameter> byName = new TreeMap<>();
    build(config, classes, GraphScope.blueprint(DataType.FLOAT, byName));
    Map<String, long[]> byKey = new LinkedHashMap<>();
    byName.forEach((name, parameter) -> byKey.put(Weights.key(name), parameter.shape()));
    return byKey;
  }

  private static EncoderGraph build(
      EncoderConfig config, Optional<Integer> classes, GraphScope scope) {
    SameDiff graph = scope.graph();
    int size = config.grid().size();
    SDVariable patches =
        graph.placeHolder(PATCHES, scope.type(), -1, size, config.grid().patchSize());
    PatchInput input = new PatchInput(patches, TokenGrid.of(config.grid()), Optional.empty());
    Encoding encoding = config.encode(scope, input);
    encoding.tokens().rename(TOKENS);
    encoding.pooled().rename(POOLED);
    classes.ifPresent(
        count -> Head.logits(scope, config, encoding.features(), count).rename(LOGITS));
    return new EncoderGraph(config, graph, encoding.features().name(), classes.isPresent());
  }

  /**
   * Adds what training needs: input {@value #LABELS} [B, classes] and output {@value #LOSS}, the
   * mean over the batch of {@link Activation#loss}.
   *
   * @throws IllegalStateException if the graph has no classifier
   */
  public void addLoss(Activation activation) {
    requireClassifier();
    SDVariable logits = graph.getVariable(LOGITS);
    SDVariable labels = graph.placeHolder(LABELS, logits.dataType(), -1, -1);
    activation.loss(logits, labels).rename(LOSS);
    graph.setLossVariables(LOSS);
  }

  /** Mean over tokens or what the encoder defines, [B, D]. */
  public INDArray pooled(INDArray patches) {
    return output(patches, POOLED);
  }

  /** What a classifier reads, [B, D]; see {@link Encoding#features}. */
  public INDArray features(INDArray patches) {
    return output(patches, features);
  }

  /** Tokens of the last stage, [B, N', D]. */
  public INDArray tokens(INDArray patches) {
    return output(patches, TOKENS);
  }

  /**
   * Logits [B, classes].
   *
   * @throws IllegalStateException if the graph has no classifier
   */
  public INDArray logits(INDArray patches) {
    requireClassifier();
    return output(patches, LOGITS);
  }

  private void requireClassifier() {
    if (!classifier) {
      throw new IllegalStateException("this graph has no classifier; fine-tune the model first");
    }
  }

  private INDArray output(INDArray patches, String name) {
    long[] shape = patches.shape();
    if (shape.length != 3
        || shape[1] != config.grid().size()
        || shape[2] != config.grid().patchSize()) {
      throw new IllegalArgumentException(
          "patches of shape "
              + java.util.Arrays.toString(shape)
              + "; expected [B, "
              + config.grid().size()
              + ", "
              + config.grid().patchSize()
              + "]");
    }
    return graph.output(Map.of(PATCHES, patches), name).get(name);
  }

  /** The weights by checkpoint key, not copies. */
  public Weights weights() {
    return Weights.of(graph);
  }

  /** The parameters by graph name, not copies. */
  public Map<String, INDArray> parameters() {
    return Graphs.parameters(graph);
  }

  public EncoderConfig config() {
    return config;
  }

  public SameDiff graph() {
    return graph;
  }
}
