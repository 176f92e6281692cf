package org.mast4j.zoo;

import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** The classifier on an encoder: LayerNorm (where the encoder asks for it) and Linear. */
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
    if (classes < 1) {
      throw new IllegalArgumentException("classes " + classes + "; expected at least 1");
    }
    GraphScope fc = scope.child("head").child("fc");
    Initializer weight = Initializer.truncatedNormal(0.02);
    return new SDTransformer(scope.graph())
        .linear(
            normalised(scope, config, features),
            fc.parameter("weight", weight, classes, config.outputWidth()),
            fc.parameter("bias", Initializer.ZEROS, classes));
  }

  /** What the linear layer reads: adds {@code head/norm} where the encoder asks for it; [B, D]. */
  public static SDVariable normalised(GraphScope scope, EncoderConfig config, SDVariable features) {
    return config.headNorm()
        ? Layers.norm(
            scope.child("head").child("norm"),
            features,
            config.outputWidth(),
            config.headNormEpsilon())
        : features;
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
