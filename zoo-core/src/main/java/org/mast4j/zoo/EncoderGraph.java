package org.mast4j.zoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mast4j.samediff.engine.DirectCalls;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An encoder, with or without a classifier, as a SameDiff graph that is ready to run.
 *
 * <p>Input {@value #PATCHES} [B, N, P]; outputs {@value #TOKENS} [B, N', D], {@value #POOLED} [B,
 * D], {@value #STAGE}0 ... [B, n, D of the stage] and, with a classifier, {@value #LOGITS} [B,
 * classes]. Attention probabilities are named by scope: {@code blocks/3/attn/probabilities}.
 */
public final class EncoderGraph implements AutoCloseable {
  public static final String PATCHES = Graphs.PATCHES;
  public static final String TOKENS = "tokens";
  public static final String POOLED = "pooled";

  /**
   * With a number from 0 on: tokens that leave a stage, but for the last one's, {@value #TOKENS}.
   */
  public static final String STAGE = "stages/";

  public static final String LOGITS = "logits";
  public static final String LABELS = "labels";
  public static final String LOSS = "loss";

  private final EncoderConfig config;
  private final SameDiff graph;
  private final Optional<HeadShape> head;
  private final Map<Request, DirectCalls> calls = new ConcurrentHashMap<>();

  /** What a call by an engine is prepared for. */
  private record Request(List<String> outputs, int clips) {}

  private EncoderGraph(EncoderConfig config, SameDiff graph, Optional<HeadShape> head) {
    this.config = config;
    this.graph = graph;
    this.head = head;
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
    return build(config, classes.map(HeadShape::linear), GraphScope.root(type, seed));
  }

  /**
   * A float graph with the given weights, which are copied.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped weight
   */
  public static EncoderGraph load(
      EncoderConfig config, Optional<Integer> classes, Weights weights) {
    return loadShaped(config, classes.map(HeadShape::linear), weights);
  }

  /** As {@link #load(EncoderConfig, Optional, Weights)}, with a classifier of any shape. */
  public static EncoderGraph load(EncoderConfig config, HeadShape head, Weights weights) {
    return loadShaped(config, Optional.of(head), weights);
  }

  private static EncoderGraph loadShaped(
      EncoderConfig config, Optional<HeadShape> head, Weights weights) {
    EncoderGraph graph = build(config, head, GraphScope.zeros(DataType.FLOAT));
    try {
      weights.assignTo(graph.graph);
      return graph;
    } catch (IllegalArgumentException e) {
      graph.close();
      throw e;
    }
  }

  /** The shape of every weight by checkpoint key, without making any. */
  public static Map<String, long[]> shapes(EncoderConfig config, Optional<Integer> classes) {
    return shapesOf(config, classes.map(HeadShape::linear));
  }

  /** As {@link #shapes(EncoderConfig, Optional)}, with a classifier of any shape. */
  public static Map<String, long[]> shapes(EncoderConfig config, HeadShape head) {
    return shapesOf(config, Optional.of(head));
  }

  private static Map<String, long[]> shapesOf(EncoderConfig config, Optional<HeadShape> head) {
    Map<String, GraphScope.Parameter> byName = new TreeMap<>();
    build(config, head, GraphScope.blueprint(DataType.FLOAT, byName)).close();
    Map<String, long[]> byKey = new LinkedHashMap<>();
    byName.forEach((name, parameter) -> byKey.put(Weights.key(name), parameter.shape()));
    return byKey;
  }

  private static EncoderGraph build(
      EncoderConfig config, Optional<HeadShape> head, GraphScope scope) {
    SameDiff graph = scope.graph();
    int size = config.grid().size();
    SDVariable patches =
        graph.placeHolder(PATCHES, scope.type(), -1, size, config.grid().patchSize());
    PatchInput input = new PatchInput(patches, TokenGrid.of(config.grid()), Optional.empty());
    Encoding encoding = config.encode(scope, input);
    encoding.tokens().rename(TOKENS);
    encoding.pooled().rename(POOLED);
    for (int i = 0; i < encoding.stages().size() - 1; i++) {
      encoding.stages().get(i).rename(STAGE + i);
    }
    head.ifPresent(shape -> Head.logits(scope, config, encoding, shape).rename(LOGITS));
    return new EncoderGraph(config, graph, head);
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
    SDVariable labels =
        graph.placeHolder(LABELS, logits.dataType(), -1, head.orElseThrow().classes());
    activation.loss(logits, labels).rename(LOSS);
    graph.setLossVariables(LOSS);
  }

  /** One embedding a clip, [B, D]: what a classifier reads; see {@link Encoding#pooled}. */
  public INDArray pooled(INDArray patches) {
    return output(patches, POOLED);
  }

  /**
   * The tokens that leave the encoder, [B, N', D], leading tokens first: behind its last norm, as
   * every AST has one; without, the last block's own, as of a MAST whose classifier norms what is
   * pooled (the paper's, {@code finalNorm} false).
   */
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

  /**
   * What the encoder attends to, as {@link EncoderConfig#attentionMap} reads it, [B, H, W].
   *
   * @param patches a few clips' only: the probabilities of all blocks read are held at once
   */
  public INDArray attention(INDArray patches) {
    AttentionMap map = config.attentionMap();
    int clips = (int) patches.size(0);
    return run(
        map.probabilities(),
        clips,
        input -> input.assign(patches),
        probabilities -> attention(map, clips, probabilities));
  }

  private static INDArray attention(
      AttentionMap map, int clips, Map<String, INDArray> probabilities) {
    INDArray[] maps = new INDArray[clips];
    for (int clip = 0; clip < maps.length; clip++) {
      List<INDArray> ofClip = new ArrayList<>();
      for (String name : map.probabilities()) {
        INDArray all = probabilities.get(name); // [B*heads, Nq, Nk]
        long heads = all.size(0) / maps.length;
        INDArrayIndex ofHeads = NDArrayIndex.interval(clip * heads, (clip + 1) * heads);
        ofClip.add(all.get(ofHeads, NDArrayIndex.all(), NDArrayIndex.all()).mean(0));
      }
      maps[clip] = map.ofClip().apply(ofClip);
    }
    return Nd4j.stack(0, maps);
  }

  /**
   * Runs a float graph on patches that are written where it reads them. Several threads may: by an
   * engine their calls run side by side, each in its own thread, and allocate nothing; without one
   * they take turns at one session.
   *
   * @param outputs names of what is asked for
   * @param clips B
   * @param fill writes all of [B, N, P], the graph's memory; where an engine fails, once more
   * @param read makes something of the outputs by name, which are the graph's memory, too
   * @throws IllegalStateException if logits are asked for that the graph doesn't have
   */
  public <T> T run(
      List<String> outputs,
      int clips,
      Consumer<INDArray> fill,
      Function<Map<String, INDArray>, T> read) {
    if (outputs.contains(LOGITS)) {
      requireClassifier();
    }
    return calls
        .computeIfAbsent(new Request(outputs, clips), this::prepare)
        .run(inputs -> fill.accept(inputs.get(PATCHES)), read)
        .orElseGet(() -> runInTurn(outputs, clips, fill, read));
  }

  private long[] inputShape(int clips) {
    return new long[] {clips, config.grid().size(), config.grid().patchSize()};
  }

  private DirectCalls prepare(Request request) {
    Map<String, long[]> inputs = Map.of(PATCHES, inputShape(request.clips()));
    return Engines.directCalls(graph, inputs, request.outputs());
  }

  private synchronized <T> T runInTurn(
      List<String> names,
      int clips,
      Consumer<INDArray> fill,
      Function<Map<String, INDArray>, T> read) {
    Graphs.handOver(graph);
    try (INDArray patches = Nd4j.createUninitialized(DataType.FLOAT, inputShape(clips), 'c')) {
      fill.accept(patches);
      Map<String, INDArray> outputs = outputs(patches, names);
      try {
        return read.apply(outputs);
      } finally {
        outputs.values().forEach(INDArray::close);
      }
    }
  }

  /** Frees the native memory at once; the graph and its weights can't be used any more. */
  @Override
  public void close() {
    Graphs.close(graph);
  }

  private void requireClassifier() {
    if (head.isEmpty()) {
      throw new IllegalStateException("this graph has no classifier; fine-tune the model first");
    }
  }

  private INDArray output(INDArray patches, String name) {
    return outputs(patches, List.of(name)).get(name);
  }

  private Map<String, INDArray> outputs(INDArray patches, List<String> names) {
    return graph.output(Map.of(PATCHES, patches), names);
  }

  /** What the classifier is made of, if there is one. */
  public Optional<HeadShape> head() {
    return head;
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
