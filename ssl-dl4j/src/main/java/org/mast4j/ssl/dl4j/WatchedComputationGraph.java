package org.mast4j.ssl.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model in training as DL4J's listeners see it. Its weights are fetched when something first
 * looks at them after a step, so that a listener which reads the score alone costs nothing. The
 * training UI shows layers of what has a name that ends with ComputationGraph.
 *
 * <p>{@link #gradient} is what the steps since the last look took off each parameter, as DL4J's own
 * networks have it once a step is done.
 */
final class WatchedComputationGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  private final transient Consumer<ComputationGraph> fetch;
  private transient boolean outdated;
  private transient Map<String, INDArray> updates = new LinkedHashMap<>();
  private transient Supplier<INDArray> batch = () -> null;
  private transient int clips;

  /**
   * Of weights that are fetched at once, too.
   *
   * @param fetch assigns the current weights to the network
   */
  WatchedComputationGraph(
      ComputationGraphConfiguration configuration, Consumer<ComputationGraph> fetch) {
    super(configuration);
    this.fetch = fetch;
    init();
    fetch.accept(this);
  }

  /**
   * A step was taken.
   *
   * @param trainedOn the clips of it, as the network's input
   */
  void stepped(double newScore, int clipsOfIt, Supplier<INDArray> trainedOn) {
    setScore(newScore);
    clips = clipsOfIt;
    batch = trainedOn;
    outdated = true;
  }

  /** Counts on, as DL4J does after its listeners were told of a step. */
  void countStep() {
    getConfiguration().setIterationCount(getConfiguration().getIterationCount() + 1);
    synchronizeIterEpochCounts();
  }

  /** Goes on from there. */
  void count(int iterations, int epochs) {
    getConfiguration().setIterationCount(iterations);
    getConfiguration().setEpochCount(epochs);
    synchronizeIterEpochCounts();
  }

  private void refresh() {
    if (outdated) {
      outdated = false; // before the network is looked at to be changed
      Map<String, INDArray> before = new LinkedHashMap<>();
      super.paramTable(false).forEach((name, array) -> before.put(name, array.dup('c')));
      fetch.accept(this);
      super.paramTable(false).forEach((name, array) -> before.get(name).subi(array));
      updates.values().forEach(INDArray::close);
      updates = before;
    }
  }

  @Override
  public Gradient gradient() {
    refresh();
    Gradient taken = new DefaultGradient();
    updates.forEach(taken::setGradientFor);
    return taken;
  }

  @Override
  public INDArray params() {
    refresh();
    return super.params();
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
    refresh();
    return super.paramTable(backpropParamsOnly);
  }

  @Override
  public INDArray getParam(String name) {
    refresh();
    return super.getParam(name);
  }

  @Override
  public Layer[] getLayers() {
    refresh();
    return super.getLayers();
  }

  @Override
  public Layer getLayer(int index) {
    refresh();
    return super.getLayer(index);
  }

  @Override
  public Layer getLayer(String name) {
    refresh();
    return super.getLayer(name);
  }

  @Override
  public GraphVertex[] getVertices() {
    refresh();
    return super.getVertices();
  }

  @Override
  public GraphVertex getVertex(String name) {
    refresh();
    return super.getVertex(name);
  }

  /** The clips of the last step, [B, N, P], normalised but not augmented. */
  @Override
  public INDArray[] getInputs() {
    return new INDArray[] {batch.get()};
  }

  /** The clips of the last step. */
  @Override
  public int batchSize() {
    return clips;
  }

  @Override
  protected synchronized Map<String, INDArray> ffToLayerActivationsDetached(
      boolean train,
      FwdPassType passType,
      boolean storeState,
      int layer,
      int[] excluded,
      INDArray[] features,
      INDArray[] featureMasks,
      INDArray[] labelMasks,
      boolean clear) {
    refresh();
    return super.ffToLayerActivationsDetached(
        train, passType, storeState, layer, excluded, features, featureMasks, labelMasks, clear);
  }

  @Override
  protected synchronized Map<String, INDArray> ffToLayerActivationsInWS(
      boolean train,
      int layer,
      int[] excluded,
      FwdPassType passType,
      boolean storeState,
      INDArray[] input,
      INDArray[] featureMasks,
      INDArray[] labelMasks,
      boolean clear) {
    refresh();
    return super.ffToLayerActivationsInWS(
        train, layer, excluded, passType, storeState, input, featureMasks, labelMasks, clear);
  }

  @Override
  protected INDArray[] outputOfLayersDetached(
      boolean train,
      FwdPassType passType,
      int[] layers,
      INDArray[] features,
      INDArray[] featureMasks,
      INDArray[] labelMasks,
      boolean clear,
      boolean detached,
      MemoryWorkspace workspace) {
    refresh();
    return super.outputOfLayersDetached(
        train, passType, layers, features, featureMasks, labelMasks, clear, detached, workspace);
  }
}
