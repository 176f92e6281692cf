package org.mast4j.zoo.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.settings.Document;
import org.mast4j.settings.SettingsException;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderJson;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * The configuration of one {@link EncoderPart} as a DL4J layer. Activations between such layers are
 * [B, tokens, width].
 *
 * <p>It is a {@link BaseLayer}, since {@code FineTuneConfiguration}, {@code setLearningRate} and
 * DL4J's global settings reach no other kind, those of stock SameDiff layers included. Updaters,
 * regularisation, clipping and dropout (of the layer's input) are DL4J's; the initial weights are
 * the encoder's own. What it can't do it refuses when a network is built: constraints, weight
 * noise, an activation, optimisation by line search.
 *
 * <p>DL4J saves it as JSON by its properties: the encoder as JSON text, the part by its place in
 * the chain.
 */
public final class EncoderLayer extends BaseLayer {

  private String encoder;
  private HeadInput headInput = HeadInput.EMBEDDING; // of graphs that were saved without it
  private int part;
  private long seed;

  private transient EncoderPart link;
  private transient Map<String, GraphScope.Parameter> parameters;

  /** For DL4J's JSON alone. */
  private EncoderLayer() {}

  private EncoderLayer(Builder builder) {
    super(builder);
    this.encoder = builder.encoder;
    this.headInput = builder.headInput;
    this.part = builder.part;
    this.seed = builder.seed;
  }

  /**
   * The layer of a part of an encoder, with random weights until others are assigned.
   *
   * @param head what the network's classifier reads
   * @param part its place in {@link EncoderConfig#parts(HeadInput)}
   * @param seed of the weights
   */
  public static EncoderLayer of(EncoderConfig encoder, HeadInput head, int part, long seed) {
    return new Builder(EncoderJson.toJson(encoder).toString(), head, part, seed).build();
  }

  /** DL4J's way to set updaters and regularisation before a layer is built. */
  private static final class Builder extends BaseLayer.Builder<Builder> {
    private final String encoder;
    private final HeadInput headInput;
    private final int part;
    private final long seed;

    Builder(String encoder, HeadInput headInput, int part, long seed) {
      this.encoder = encoder;
      this.headInput = headInput;
      this.part = part;
      this.seed = seed;
      // Its own, so that DL4J's global default doesn't come here.
      activation(new ActivationIdentity());
    }

    @Override
    @SuppressWarnings("unchecked") // DL4J's signature: any layer type the caller names
    public EncoderLayer build() {
      return new EncoderLayer(this);
    }
  }

  /** The encoder, as {@link EncoderJson} writes it. */
  public String getEncoder() {
    return encoder;
  }

  public void setEncoder(String encoder) {
    this.encoder = encoder;
  }

  /** What the network's classifier reads. */
  public HeadInput getHeadInput() {
    return headInput;
  }

  public void setHeadInput(HeadInput headInput) {
    this.headInput = headInput;
  }

  /** The place in the encoder's chain. */
  public int getPart() {
    return part;
  }

  public void setPart(int part) {
    this.part = part;
  }

  /** Seed of the initial weights. */
  public long getSeed() {
    return seed;
  }

  public void setSeed(long seed) {
    this.seed = seed;
  }

  /** A copy: DL4J gives one instance to all layers, whose rates would then change together. */
  @Override
  public void setIUpdater(IUpdater updater) {
    super.setIUpdater(updater == null ? null : updater.clone());
  }

  /** A copy; see {@link #setIUpdater}. */
  @Override
  public void setBiasUpdater(IUpdater updater) {
    super.setBiasUpdater(updater == null ? null : updater.clone());
  }

  /** Each one once: DL4J's validation adds a weight decay that is there already. */
  @Override
  public void setRegularization(List<Regularization> regularization) {
    super.setRegularization(distinct(regularization));
  }

  /** Each one once; see {@link #setRegularization}. */
  @Override
  public void setRegularizationBias(List<Regularization> regularization) {
    super.setRegularizationBias(distinct(regularization));
  }

  private static List<Regularization> distinct(List<Regularization> regularization) {
    return regularization == null ? null : new ArrayList<>(new LinkedHashSet<>(regularization));
  }

  /** The encoder that this is a part of. */
  EncoderConfig config() {
    try {
      return EncoderJson.read(Document.json(encoder), "layer " + getLayerName());
    } catch (SettingsException e) {
      throw new IllegalArgumentException(
          "layer " + getLayerName() + ": encoder isn't JSON, " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private EncoderPart link() {
    if (link == null) {
      link = config().parts(headInput).get(part);
    }
    return link;
  }

  /** The parameters that the part asks for, by DL4J's name. */
  Map<String, GraphScope.Parameter> parameters() {
    if (parameters == null) {
      Map<String, GraphScope.Parameter> asked = new LinkedHashMap<>();
      GraphScope blueprint = GraphScope.blueprint(DataType.FLOAT, asked);
      link()
          .link()
          .add(blueprint, blueprint.graph().placeHolder("input", DataType.FLOAT, inputShape()));
      Map<String, GraphScope.Parameter> byName = new LinkedHashMap<>();
      asked.forEach((name, parameter) -> byName.put(ParameterNames.toDl4j(name), parameter));
      parameters = byName;
    }
    return parameters;
  }

  /** The shape of a batch that the layer reads, -1 for the number of clips. */
  long[] inputShape() {
    EncoderConfig config = config();
    EncoderPart.Output before =
        config.parts(headInput).stream()
            .filter(other -> other.name().equals(link().input()))
            .findFirst()
            .map(EncoderPart::output)
            .orElse(new EncoderPart.Output(config.grid().size(), config.grid().patchSize()));
    return before.tokens() == 0
        ? new long[] {-1, before.width()}
        : new long[] {-1, before.tokens(), before.width()};
  }

  /**
   * Adds the layer to a graph.
   *
   * @param variables the layer's parameters by DL4J's name
   */
  SDVariable define(SameDiff graph, SDVariable input, Map<String, SDVariable> variables) {
    GraphScope root =
        GraphScope.over(
            graph, input.dataType(), name -> variables.get(ParameterNames.toDl4j(name)));
    return link().link().add(root, input);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    EncoderPart.Output output = link().output();
    return output.tokens() == 0
        ? InputType.feedForward(output.width())
        : InputType.recurrent(output.width(), output.tokens(), RNNFormat.NWC);
  }

  /** Nothing: the encoder says how wide its layers are. */
  @Override
  public void setNIn(InputType inputType, boolean override) {}

  /** None: patches come as they are. */
  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public ParamInitializer initializer() {
    return EncoderParameters.INSTANCE;
  }

  @Override
  public boolean isPretrainParam(String name) {
    return false;
  }

  /** The memory of the parameters; what SameDiff needs in between isn't known here. */
  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    return new LayerMemoryReport.Builder(
            getLayerName(), EncoderLayer.class, inputType, getOutputType(0, inputType))
        .standardMemory(
            initializer().numParams(this), getIUpdater().stateSize(initializer().numParams(this)))
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parametersView,
      boolean initialize,
      DataType type) {
    requirePossible(conf);
    EncoderLayerRun layer = new EncoderLayerRun(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parametersView);
    layer.setParamTable(initializer().init(conf, parametersView, initialize));
    return layer;
  }

  private void requirePossible(NeuralNetConfiguration conf) {
    List<String> impossible = new ArrayList<>();
    if (getConstraints() != null && !getConstraints().isEmpty()) {
      impossible.add("constraints " + getConstraints());
    }
    if (getWeightNoise() != null) {
      impossible.add("weight noise " + getWeightNoise());
    }
    IActivation activation = getActivationFn();
    if (activation != null && !(activation instanceof ActivationIdentity)) {
      impossible.add("activation " + activation);
    }
    if (conf.getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
      impossible.add("optimization algorithm " + conf.getOptimizationAlgo());
    }
    if (!impossible.isEmpty()) {
      throw new DL4JInvalidConfigException(
          "layer "
              + getLayerName()
              + ": an encoder's layer has no "
              + String.join(", no ", impossible)
              + "; leave it out of FineTuneConfiguration or the network's settings, and give it to"
              + " a head of your own");
    }
  }

  @Override
  public EncoderLayer clone() {
    EncoderLayer clone = (EncoderLayer) super.clone();
    clone.setIUpdater(getIUpdater());
    clone.setBiasUpdater(getBiasUpdater());
    return clone;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncoderLayer that
        && super.equals(that)
        && encoder.equals(that.encoder)
        && headInput == that.headInput
        && part == that.part
        && seed == that.seed;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof EncoderLayer;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), encoder, headInput, part, seed);
  }
}
