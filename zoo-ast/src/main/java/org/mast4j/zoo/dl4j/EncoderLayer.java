package org.mast4j.zoo.dl4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderJson;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The configuration of one {@link EncoderPart} as a DL4J layer. Activations between such layers are
 * [B, tokens, width].
 *
 * <p>DL4J saves it as JSON by its properties: the encoder as JSON text, the part by its place in
 * the chain.
 */
public final class EncoderLayer extends SameDiffLayer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private String encoder;
  private int part;
  private long seed;

  private transient EncoderPart link;
  private transient Map<String, GraphScope.Parameter> parameters;

  /** For DL4J's JSON alone. */
  private EncoderLayer() {}

  private EncoderLayer(Builder builder) {
    super(builder);
    this.encoder = builder.encoder;
    this.part = builder.part;
    this.seed = builder.seed;
  }

  /**
   * The layer of a part of an encoder, with random weights until others are assigned.
   *
   * @param part its place in {@link EncoderConfig#parts}
   * @param seed of the weights
   */
  public static EncoderLayer of(EncoderConfig encoder, int part, long seed) {
    return new Builder(EncoderJson.toJson(encoder).toString(), part, seed).build();
  }

  /** DL4J's way to set updaters and regularisation before a layer is built. */
  private static final class Builder extends SameDiffLayer.Builder<Builder> {
    private final String encoder;
    private final int part;
    private final long seed;

    Builder(String encoder, int part, long seed) {
      this.encoder = encoder;
      this.part = part;
      this.seed = seed;
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

  /** The encoder that this is a part of. */
  EncoderConfig config() {
    try {
      return EncoderJson.read((ObjectNode) JSON.readTree(encoder), "layer " + getLayerName());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "layer " + getLayerName() + ": encoder isn't JSON, " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private EncoderPart link() {
    if (link == null) {
      link = config().parts().get(part);
    }
    return link;
  }

  /** The parameters that the part asks for, by DL4J's name. */
  private Map<String, GraphScope.Parameter> parameters() {
    if (parameters == null) {
      Map<String, GraphScope.Parameter> asked = new LinkedHashMap<>();
      GraphScope blueprint = GraphScope.blueprint(DataType.FLOAT, asked);
      link().link().add(blueprint, input(blueprint));
      parameters = new LinkedHashMap<>();
      asked.forEach((name, parameter) -> parameters.put(ParameterNames.toDl4j(name), parameter));
    }
    return parameters;
  }

  private SDVariable input(GraphScope blueprint) {
    EncoderConfig config = config();
    EncoderPart.Output before =
        part == 0
            ? new EncoderPart.Output(config.grid().size(), config.grid().patchSize())
            : config.parts().get(part - 1).output();
    long[] shape =
        before.tokens() == 0
            ? new long[] {-1, before.width()}
            : new long[] {-1, before.tokens(), before.width()};
    return blueprint.graph().placeHolder("input", DataType.FLOAT, shape);
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.shape().length > 1) {
                params.addWeightParam(name, parameter.shape());
              } else {
                params.addBiasParam(name, parameter.shape());
              }
            });
  }

  @Override
  public void initializeParameters(Map<String, INDArray> arrays) {
    arrays.forEach(
        (name, array) -> array.assign(parameters().get(name).initial(DataType.FLOAT, seed)));
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, Map<String, SDVariable> variables, SDVariable mask) {
    Graphs.safe(graph);
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

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parametersView,
      boolean initialize,
      DataType type) {
    EncoderLayerRun layer = new EncoderLayerRun(conf, type);
    layer.setIndex(index);
    layer.setParamsViewArray(parametersView);
    layer.setParamTable(initializer().init(conf, parametersView, initialize));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncoderLayer that
        && super.equals(that)
        && encoder.equals(that.encoder)
        && part == that.part
        && seed == that.seed;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof EncoderLayer;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), encoder, part, seed);
  }
}
