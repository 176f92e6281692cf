package org.mast4j.ssl.dl4j;

import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.learning.config.IUpdater;

/** Models of ours as SameDiff graphs that go on training under plain {@code sd.fit}, and back. */
public final class SameDiffModels {
  private SameDiffModels() {}

  /**
   * A classifier as a graph in training: placeholders {@code patches} [B, N, P], the features, and
   * {@code labels} [B, classes]; outputs {@code tokens}, {@code pooled}, {@code logits}; loss
   * variable {@code loss}, the mean over the batch of {@link org.mast4j.zoo.Activation#loss}. All
   * its weights train. {@code sd.save(file, true)} keeps the updater's state; {@link
   * org.mast4j.zoo.graph.Graphs#load} reads it again.
   *
   * @param model whose weights are copied
   * @param updater of all weights, which starts anew: ours has no state that it could go on from
   * @return the caller's, to be freed by {@link org.mast4j.zoo.graph.Graphs#close}
   * @throws IllegalArgumentException if the model has no classifier
   */
  public static SameDiff trainable(StoredModel model, IUpdater updater) {
    if (model.labels().isEmpty()) {
      throw new IllegalArgumentException(
          "this model has no classifier, hence no loss; fine-tune it first");
    }
    EncoderGraph graph = model.open();
    graph.addLoss(model.activation());
    SameDiff trainable = graph.graph();
    trainable.setTrainingConfig(
        TrainingConfig.builder()
            .updater(updater)
            .dataSetFeatureMapping(EncoderGraph.PATCHES)
            .dataSetLabelMapping(EncoderGraph.LABELS)
            .build());
    return trainable;
  }

  /**
   * A model with the weights that such a graph has now, copies.
   *
   * @param model that it was made of, whose encoder, labels and front end it keeps
   * @throws IllegalArgumentException naming every weight that doesn't fit
   */
  public static StoredModel model(SameDiff trained, StoredModel model) {
    StoredModel now = model.withWeights(Weights.of(trained).copy());
    now.requireShapes();
    return now;
  }
}
