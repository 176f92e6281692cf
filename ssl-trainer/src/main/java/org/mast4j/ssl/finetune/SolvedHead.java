package org.mast4j.ssl.finetune;

import java.util.Map;
import org.mast4j.ssl.evaluate.LinearClassifier;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The head of a frozen encoder as a {@link LinearProbe}: what that standardises is folded into the
 * head's weights. It reads the embedding that a stored classifier reads, behind the head's norm
 * where it has one.
 */
final class SolvedHead {
  private static final String WEIGHT = "head/fc/weight";
  private static final String BIAS = "head/fc/bias";

  /** The strength of L2 where no validation split chooses it. */
  private static final double UNSEEN_L2 = 1e-2;

  private SolvedHead() {}

  /** Whether the loss is the probe's: cross-entropy of the clips as they are. */
  static boolean suits(FineTuneConfig config, FineTuner.Task task) {
    return config.solveHead()
        && task.activation() == Activation.SOFTMAX
        && config.augmentations().isEmpty()
        && config.classWeights() == ClassWeights.NONE
        && config.sampling() == Sampling.UNIFORM
        && config.labelSmoothing() == 0;
  }

  /** The weights of the head by name. */
  static Map<String, INDArray> parameters(EncoderGraph classifier, FineTuner.Task task) {
    LinearProbe.Split train = features(classifier, task.train());
    LinearClassifier probe =
        task.validation()
            .map(labelled -> features(classifier, labelled))
            .map(seen -> LinearProbe.fit(train, seen, task.classes()).classifier())
            .orElseGet(() -> LinearProbe.fit(train, UNSEEN_L2, task.classes()));
    return Map.of(WEIGHT, probe.weights().transpose(), BIAS, probe.bias());
  }

  private static LinearProbe.Split features(EncoderGraph classifier, FineTuner.Labelled labelled) {
    INDArray pooled = BatchedOutputs.pooled(classifier, labelled.clips()); // [n, D]
    return new LinearProbe.Split(
        normalised(pooled, classifier.config()), labelled.targets().single());
  }

  /** What the last layer of a fresh head reads, whose norm scales by 1 and shifts by 0. */
  private static INDArray normalised(INDArray pooled, EncoderConfig config) {
    if (!config.headNorm()) {
      return pooled;
    }
    INDArray centred = pooled.subColumnVector(pooled.mean(1));
    INDArray variance = centred.mul(centred).mean(1);
    return centred.diviColumnVector(
        Transforms.sqrt(variance.addi(config.headNormEpsilon()), false));
  }
}
