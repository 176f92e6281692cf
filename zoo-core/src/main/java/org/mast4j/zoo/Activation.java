package org.mast4j.zoo;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
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

  /** Probabilities of a clip's logits, in their place. */
  public void toProbabilities(float[] logits) {
    switch (this) {
      case SOFTMAX -> softmax(logits);
      case SIGMOID -> {
        for (int i = 0; i < logits.length; i++) {
          logits[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
      }
    }
  }

  private static void softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (Math.exp(logits[i] - max) / sum);
    }
  }

  /**
   * The mean over the batch of the cross-entropy, which for sigmoid is the sum over the labels.
   *
   * @param logits [B, classes]
   * @param labels [B, classes], one-hot for softmax, 0 and 1 for sigmoid
   * @return a scalar
   */
  public SDVariable loss(SDVariable logits, SDVariable labels) {
    SameDiff graph = logits.getSameDiff();
    return switch (this) {
      case SOFTMAX -> new SDTransformer(graph).crossEntropy(logits, labels);
      // -y log s(x) - (1 - y) log(1 - s(x)) = softplus(x) - y x
      case SIGMOID -> graph.nn.softplus(logits).sub(logits.mul(labels)).sum(1).mean();
    };
  }
}
