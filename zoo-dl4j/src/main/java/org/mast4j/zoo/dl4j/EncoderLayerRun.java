package org.mast4j.zoo.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.layers.samediff.DL4JSameDiffMemoryMgr;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.autodiff.util.SameDiffUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.ExternalErrorsFunction;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An {@link EncoderLayer} at work: a SameDiff graph over the network's parameters, whose memory is
 * DL4J's workspaces.
 */
final class EncoderLayerRun extends BaseLayer<EncoderLayer> {
  private static final String INPUT = "input";

  private SameDiff graph;
  private String output;
  private ExternalErrorsFunction errors;
  private final long[] expected;

  EncoderLayerRun(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
    expected = layerConf().inputShape();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    requireShape();
    applyDropOutIfNecessary(training, workspaces);
    build();
    useMemory(graph, workspaces, ArrayType.FF_WORKING_MEM, ArrayType.ACTIVATIONS);
    INDArray result = graph.output(Map.of(INPUT, input), output).get(output);
    boolean detached = workspaces.isScopedOut(ArrayType.ACTIVATIONS);
    if (!detached && !isIn(result, workspaces.getWorkspaceName(ArrayType.ACTIVATIONS))) {
      result = workspaces.dup(ArrayType.ACTIVATIONS, result);
    } else if (detached && result.isAttached()) {
      result = result.detach();
    }
    forgetArrays();
    return result;
  }

  private static boolean isIn(INDArray array, String workspace) {
    return array.isAttached() && array.data().getParentWorkspace().getId().equals(workspace);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    build();
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      if (!graph.hasGradientFunction()) {
        graph.createGradFunction(INPUT);
      }
    }
    useMemory(
        graph.getFunction("grad"), workspaces, ArrayType.BP_WORKING_MEM, ArrayType.ACTIVATION_GRAD);
    List<String> wanted = new ArrayList<>(params.keySet());
    wanted.add(INPUT);
    // SameDiff counts external errors twice in M2.1: each layer would double what passes it.
    INDArray half = epsilon.mul(0.5);
    Map<String, INDArray> gradients =
        graph.calculateGradients(
            Map.of(INPUT, input, errors.getGradPlaceholderName(), half), wanted);
    Gradient ofParameters = new DefaultGradient();
    for (String name : params.keySet()) {
      INDArray view = gradientViews.get(name);
      view.assign(gradients.get(name));
      ofParameters.setGradientFor(name, view);
    }
    INDArray ofInput = workspaces.dup(ArrayType.ACTIVATION_GRAD, gradients.get(INPUT));
    forgetArrays();
    return new Pair<>(ofParameters, backpropDropOutIfPresent(ofInput));
  }

  /** The graph, made at the first use and outside of the workspaces, which it outlives. */
  private void build() {
    if (graph != null) {
      return;
    }
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      SameDiff made = SameDiff.create();
      // The graph's parameters are views of the network's.
      made.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
      SDVariable in = made.placeHolder(INPUT, dataType, expected);
      Map<String, SDVariable> variables = new LinkedHashMap<>();
      params.forEach((name, array) -> variables.put(name, made.var(name, dataType, array.shape())));
      SDVariable out = layerConf().define(Graphs.safe(made), in, variables);
      params.forEach((name, array) -> made.associateArrayWithVariable(array, variables.get(name)));
      errors = SameDiffUtils.externalErrors(made, null, out);
      output = out.name();
      graph = made;
    }
  }

  private static void useMemory(
      SameDiff graph, LayerWorkspaceMgr workspaces, ArrayType working, ArrayType result) {
    graph
        .getSessions()
        .computeIfAbsent(
            Thread.currentThread().getId(), thread -> SameDiff.getInferenceFactory().create(graph))
        .setMmgr(
            new DL4JSameDiffMemoryMgr(
                workspaces.getWorkspaceName(working),
                workspaces.getWorkspaceName(result),
                workspaces.getConfiguration(working),
                workspaces.getConfiguration(result)));
  }

  /** Lets go of arrays whose workspace is about to close. */
  private void forgetArrays() {
    graph.clearPlaceholders(true);
    graph.clearOpInputs();
  }

  /** Patches of another grid have another count, which a reshape would take for another batch. */
  private void requireShape() {
    if (!input.isEmpty() && Shape.shapeMatchesPlaceholder(expected, input.shape())) {
      return;
    }
    throw new DL4JInvalidInputException(
        "layer "
            + layerConf().getLayerName()
            + ": input of shape "
            + Arrays.toString(input.shape())
            + "; expected "
            + Arrays.toString(expected).replace("-1", input.isEmpty() ? "at least 1" : "any")
            + (layerConf().getPart() == 0 ? origin() : ""));
  }

  private String origin() {
    PatchGrid grid = layerConf().config().grid();
    return ", the patches of "
        + grid.mels()
        + " mels x "
        + grid.frames()
        + " frames; give the reader the model's front end and grid";
  }

  /**
   * @throws IllegalArgumentException if a mask leaves any patch out: the encoder reads all of them
   */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
    if (mask != null && mask.minNumber().doubleValue() != 1) {
      throw new IllegalArgumentException(
          "layer "
              + layerConf().getLayerName()
              + ": a features mask of shape "
              + Arrays.toString(mask.shape())
              + " that leaves patches out; an encoder reads all patches, so leave the mask away");
    }
    return new Pair<>(null, state);
  }

  /**
   * Sets a parameter's values.
   *
   * @throws IllegalArgumentException if there is no such parameter, or it has another shape
   */
  @Override
  public void setParam(String name, INDArray value) {
    INDArray parameter = params.get(name);
    if (parameter == null || !Arrays.equals(parameter.shape(), value.shape())) {
      throw new IllegalArgumentException(
          "layer "
              + layerConf().getLayerName()
              + ": parameter "
              + name
              + " of shape "
              + Arrays.toString(value.shape())
              + "; expected "
              + (parameter == null
                  ? "one of " + params.keySet()
                  : Arrays.toString(parameter.shape())));
    }
    parameter.assign(value);
  }

  @Override
  protected void setParams(INDArray flat, char order) {
    paramsFlattened.assign(flat.reshape(paramsFlattened.shape()));
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  /**
   * @throws UnsupportedOperationException always, as DL4J's own SameDiff layers: clone the network
   */
  @Override
  public Layer clone() {
    throw new UnsupportedOperationException("a layer of a network; clone the network");
  }
}
