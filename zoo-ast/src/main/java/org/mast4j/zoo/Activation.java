package org.mast4j.zoo;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** How a classifier's logits become probabilities. */
public enum Activation {
  /** One label a clip: the probabilities of all labels sum to 1. */
  @JsonProperty("softmax")
  SOFTMAX,

  /** Any number of labels a clip: each has a probability of its own. */
  @JsonProperty("sigmoid")
  SIGMOID;

  /** Probabilities of logits, both [B, classes]. */
  public INDArray probabilities(INDArray logits) {
    return switch (this) {
      case SOFTMAX -> Transforms.softmax(logits, true);
      case SIGMOID -> Transforms.sigmoid(logits, true);
    };
  }
}
