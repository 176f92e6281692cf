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
  private Head() {}

  /**
   * Adds {@code head/norm} and {@code head/fc}.
   *
   * @param features [B, D], {@link Encoding#pooled}
   * @return logits [B, classes]
   */
  public static SDVariable logits(
      GraphScope scope, EncoderConfig config, SDVariable features, int classes) {
    return logits(scope, config, features, List.of(), classes);
  }

  /**
   * As {@link #logits(GraphScope, EncoderConfig, SDVariable, int)}, with hidden layers {@code
   * head/hidden/0} ... between the two.
   */
  public static SDVariable logits(
      GraphScope scope,
      EncoderConfig config,
      SDVariable features,
      List<HiddenLayer> hidden,
      int classes) {
    Require.positive("classes", classes);
    GraphScope head = scope.child("head");
    SDVariable x = normalised(scope, config, features);
    int width = config.outputWidth();
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
