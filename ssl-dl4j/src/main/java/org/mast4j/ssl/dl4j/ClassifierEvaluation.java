package org.mast4j.ssl.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.EvaluationBinary;
import org.nd4j.evaluation.classification.ROCMultiClass;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A classifier of ours under DL4J's evaluations: what {@code ComputationGraph.doEvaluation} gives
 * for a network of the same weights. Features are patches [B, N, P], log-mels [B, mels, frames] or
 * images [B, 1, mels, frames], made by the model's own front end.
 */
public final class ClassifierEvaluation implements AutoCloseable {
  private final EncoderGraph classifier;
  private final Activation activation;
  private final List<String> labels;
  private final boolean owned;

  private ClassifierEvaluation(
      EncoderGraph classifier, Activation activation, List<String> labels, boolean owned) {
    this.classifier = classifier;
    this.activation = activation;
    this.labels = labels;
    this.owned = owned;
  }

  /**
   * Of a stored model.
   *
   * @throws IllegalArgumentException if it has no classifier
   */
  public static ClassifierEvaluation of(StoredModel model) {
    if (model.labels().isEmpty()) {
      throw new IllegalArgumentException("this model has no classifier; fine-tune it first");
    }
    return new ClassifierEvaluation(model.open(), model.activation(), model.labels(), true);
  }

  /**
   * Of a classifier such as {@code FineTuner} gives, which stays the caller's to close.
   *
   * @param labels of its classes in the order of the logits
   */
  public static ClassifierEvaluation of(
      EncoderGraph classifier, Activation activation, List<String> labels) {
    return new ClassifierEvaluation(classifier, activation, List.copyOf(labels), false);
  }

  /** Accuracy, precision, recall, confusion, of one class a clip; with the model's labels. */
  public Evaluation evaluate(DataSetIterator iterator) {
    Evaluation evaluation = new Evaluation(new ArrayList<>(labels));
    run(iterator, List.of(evaluation));
    return evaluation;
  }

  /** The same figures of each class by itself, where a clip has any number of them. */
  public EvaluationBinary evaluateBinary(DataSetIterator iterator) {
    EvaluationBinary evaluation = new EvaluationBinary();
    evaluation.setLabelNames(new ArrayList<>(labels));
    run(iterator, List.of(evaluation));
    return evaluation;
  }

  /** One class against all others, exactly. */
  public ROCMultiClass evaluateROCMultiClass(DataSetIterator iterator) {
    ROCMultiClass evaluation = new ROCMultiClass(0);
    run(iterator, List.of(evaluation));
    return evaluation;
  }

  /** Any of DL4J's evaluations, in one pass. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the caller's own array goes back as it came
  public final <T extends IEvaluation<?>> T[] doEvaluation(
      DataSetIterator iterator, T... evaluations) {
    run(iterator, List.of(evaluations));
    return evaluations;
  }

  private void run(DataSetIterator iterator, List<? extends IEvaluation<?>> evaluations) {
    if (!iterator.hasNext() && iterator.resetSupported()) {
      iterator.reset();
    }
    ClipFeatures reading = new ClipFeatures(classifier.config().grid());
    while (iterator.hasNext()) {
      DataSet batch = iterator.next();
      INDArray logits = classifier.logits(reading.patches(batch.getFeatures()));
      INDArray probabilities = activation.probabilities(logits);
      evaluations.forEach(evaluation -> evaluation.eval(batch.getLabels(), probabilities));
    }
  }

  @Override
  public void close() {
    if (owned) {
      classifier.close();
    }
  }
}
