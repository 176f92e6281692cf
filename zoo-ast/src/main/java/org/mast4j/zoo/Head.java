package org.mast4j.zoo;

import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDVariable;

/** The classifier on the pooled output: LayerNorm (where the encoder asks for it) and Linear. */
public final class Head {
  private Head() {}

  /**
   * Adds {@code head/norm} and {@code head/fc}.
   *
   * @param pooled [B, D]
   * @return logits [B, classes]
   */
  public static SDVariable logits(
      GraphScope scope, EncoderConfig config, SDVariable pooled, int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("classes " + classes + "; expected at least 2");
    }
    GraphScope head = scope.child("head");
    SDTransformer ops = new SDTransformer(scope.graph());
    SDVariable features = pooled;
    if (config.headNorm()) {
      features = Layers.norm(head.child("norm"), pooled, config.outputWidth(), config);
    }
    GraphScope fc = head.child("fc");
    Initializer weight = Initializer.truncatedNormal(0.02);
    return ops.linear(
        features,
        fc.parameter("weight", weight, classes, config.outputWidth()),
        fc.parameter("bias", Initializer.ZEROS, classes));
  }
}
