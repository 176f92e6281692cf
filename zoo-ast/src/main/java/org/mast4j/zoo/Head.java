package org.mast4j.zoo;

import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDVariable;

/** The classifier on an encoder: LayerNorm (where the encoder asks for it) and Linear. */
public final class Head {
  private Head() {}

  /**
   * Adds {@code head/norm} and {@code head/fc}.
   *
   * @param features [B, D], {@link Encoding#features}
   * @return logits [B, classes]
   */
  public static SDVariable logits(
      GraphScope scope, EncoderConfig config, SDVariable features, int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("classes " + classes + "; expected at least 2");
    }
    GraphScope head = scope.child("head");
    SDTransformer ops = new SDTransformer(scope.graph());
    SDVariable input =
        config.headNorm()
            ? Layers.norm(head.child("norm"), features, config.outputWidth(), config)
            : features;
    GraphScope fc = head.child("fc");
    Initializer weight = Initializer.truncatedNormal(0.02);
    return ops.linear(
        input,
        fc.parameter("weight", weight, classes, config.outputWidth()),
        fc.parameter("bias", Initializer.ZEROS, classes));
  }
}
