package org.mast4j.ssl.finetune;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.mast4j.ssl.evaluate.LinearClassifier;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.PooledFeatures;
import org.mast4j.ssl.evaluate.PooledProbe;
import org.mast4j.ssl.evaluate.Pooling;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The head of a frozen encoder as a {@link LinearProbe}: what that standardises is folded into the
 * head's weights. The embedding is read behind the head's norm where it has one.
 */
final class SolvedHead {
  private static final String WEIGHT = "head/fc/weight";
  private static final String BIAS = "head/fc/bias";

  /** The modes whose outcome may be a frozen encoder. */
  private static final Set<TrainMode> FROZEN = EnumSet.of(TrainMode.HEAD, TrainMode.AUTO);

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

  /** Whether the validation split may choose what the head of a frozen encoder reads. */
  static boolean choosesPooling(FineTuneConfig config, FineTuner.Task task) {
    return FROZEN.contains(config.mode())
        && config.choosePooling()
        && suits(config, task)
        && task.validation().isPresent();
  }

  /** The probe over what does best on the validation split. */
  static PooledProbe pooled(EncoderGraph classifier, FineTuner.Task task) {
    FineTuner.Labelled seen = task.validation().orElseThrow();
    try (PooledFeatures train = pooled(classifier, task.train());
        PooledFeatures validation = pooled(classifier, seen)) {
      return PooledProbe.fit(
          new PooledProbe.Clips(train, task.train().targets().single()),
          new PooledProbe.Clips(validation, seen.targets().single()),
          task.classes());
    }
  }

  private static PooledFeatures pooled(EncoderGraph classifier, FineTuner.Labelled labelled) {
    PooledFeatures features = PooledFeatures.of(classifier, labelled.clips());
    Map<Pooling, INDArray> byPooling = new EnumMap<>(features.byPooling());
    byPooling.computeIfPresent(
        Pooling.MEAN, (mean, embedding) -> normalised(embedding, classifier.config()));
    return new PooledFeatures(byPooling);
  }

  /** A probe as the weights of the head by name. */
  static Map<String, INDArray> parameters(LinearClassifier probe) {
    return Map.of(WEIGHT, probe.weights().transpose(), BIAS, probe.bias());
  }

  /** The weights of the head on the embedding by name. */
  static Map<String, INDArray> parameters(EncoderGraph classifier, FineTuner.Task task) {
    LinearProbe.Split train = features(classifier, task.train());
    LinearClassifier probe =
        task.validation()
            .map(labelled -> features(classifier, labelled))
            .map(seen -> LinearProbe.fit(train, seen, task.classes()).classifier())
            .orElseGet(() -> LinearProbe.fit(train, UNSEEN_L2, task.classes()));
    return parameters(probe);
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
