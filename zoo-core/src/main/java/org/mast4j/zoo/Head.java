package org.mast4j.zoo;

import java.util.List;
import org.mast4j.settings.Require;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The classifier on an encoder: LayerNorm (where the encoder asks for it), hidden layers if any,
 * and Linear.
 */
public final class Head {
  /** The checkpoint key of the last layer's kernel, [classes, width]. */
  static final String LAST_WEIGHT = "head.fc.weight";

  /** That of the first hidden layer's, where there is one. */
  static final String FIRST_HIDDEN_WEIGHT = "head.hidden.0.weight";

  private Head() {}

  /**
   * Adds {@code head/norm} and {@code head/fc}.
   *
   * @param features [B, D], {@link Encoding#pooled}
   * @return logits [B, classes]
   */
  public static SDVariable logits(
      GraphScope scope, EncoderConfig config, SDVariable features, int classes) {
    return layers(
        scope, normalised(scope, config, features), config.outputWidth(), List.of(), classes);
  }

  /**
   * Adds a classifier of any shape: hidden layers are {@code head/hidden/0} ...; what isn't the
   * encoder's embedding is read as it is, without {@code head/norm}.
   *
   * @return logits [B, classes]
   */
  public static SDVariable logits(
      GraphScope scope, EncoderConfig config, Encoding encoding, HeadShape shape) {
    SDVariable input = shape.input().of(config, encoding);
    return layers(
        scope,
        shape.input() == HeadInput.EMBEDDING ? normalised(scope, config, input) : input,
        shape.input().width(config),
        shape.hidden(),
        shape.classes());
  }

  private static SDVariable layers(
      GraphScope scope, SDVariable input, int inputWidth, List<HiddenLayer> hidden, int classes) {
    Require.positive("classes", classes);
    GraphScope head = scope.child("head");
    SDVariable x = input;
    int width = inputWidth;
    for (int i = 0; i < hidden.size(); i++) {
      HiddenLayer layer = hidden.get(i);
      SDVariable linear =
          TransformerLayers.linear(head.child("hidden", i), x, width, layer.width());
      x = layer.activation().of(linear);
      width = layer.width();
    }
    return TransformerLayers.linear(head.child("fc"), x, width, classes);
  }

  /**
   * What the first linear layer reads: adds {@code head/norm} where the encoder asks for it; [B,
   * D].
   */
  public static SDVariable normalised(GraphScope scope, EncoderConfig config, SDVariable features) {
    return config.headNorm()
        ? TransformerLayers.norm(
            scope.child("head").child("norm"),
            features,
            config.outputWidth(),
            config.headNormEpsilon())
        : features;
  }

  /** Whether a checkpoint key is that of a hidden layer's kernel. */
  static boolean isHiddenWeight(String key) {
    return key.matches("head\\.hidden\\.\\d+\\.weight");
  }

  /** The weights of a new classifier, those that {@link EncoderGraph#classifier} starts from. */
  public static Weights weights(EncoderConfig config, int classes, long seed) {
    GraphScope scope = GraphScope.root(DataType.FLOAT, seed);
    SDVariable features =
        scope.graph().placeHolder("features", DataType.FLOAT, -1, config.outputWidth());
    logits(scope, config, features, classes);
    return Weights.of(scope.graph());
  }
}
