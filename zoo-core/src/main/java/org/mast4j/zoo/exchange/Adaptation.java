package org.mast4j.zoo.exchange;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Head;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.RelativeTables;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fits a model to other inputs and classes. What depends on the input is cut or resized as {@link
 * EncoderConfig#regrid} says (tables of relative positions if asked), a patch kernel of another
 * size is resized ({@link PatchKernel}), and a classifier of as many classes is kept while one of
 * another number starts anew. To the same input and classes it is the identity.
 *
 * @param grid the new input and patches
 * @param labels the new classes; empty to keep the model's own
 * @param activation of the classifier; empty to keep the model's own, or softmax for a new one
 * @param resizesTables whether tables of relative positions are resized to the input, or else kept
 * @param seed of a new classifier's weights
 */
@RecordBuilder
public record Adaptation(
    PatchGrid grid,
    Optional<List<String>> labels,
    Optional<Activation> activation,
    boolean resizesTables,
    long seed)
    implements AdaptationBuilder.With {
  public Adaptation {
    Objects.requireNonNull(grid, "grid");
    labels = labels.map(List::copyOf);
  }

  /** To another input and other patches, with the same classes. */
  public static Adaptation to(PatchGrid grid) {
    return AdaptationBuilder.builder().grid(grid).build();
  }

  /** A copy that also changes the classes. */
  public Adaptation withLabels(List<String> newLabels) {
    return withLabels(Optional.of(newLabels));
  }

  /** A copy that also changes how logits become probabilities. */
  public Adaptation withActivation(Activation newActivation) {
    return withActivation(Optional.of(newActivation));
  }

  /**
   * The adapted model; its weights are those of {@code model} wherever nothing changes, not copies.
   *
   * @throws IllegalArgumentException if the encoder can't serve the grid, saying why
   */
  public StoredModel apply(StoredModel model) {
    EncoderConfig old = model.encoder();
    EncoderConfig encoder = fitted(old);
    Weights weights = old.regrid(withPatchKernel(model.weights().encoder()), encoder);
    List<String> classes = labels.orElse(model.labels());
    boolean sameClasses = classes.size() == model.labels().size();
    requireFit(sameClasses ? model.headInput() : HeadInput.EMBEDDING, old, encoder);
    Weights head = sameClasses ? model.weights().head() : newHead(encoder, classes.size());
    StoredModel adapted =
        model.with(
            adapt ->
                adapt
                    .encoder(encoder)
                    .frontEnd(model.frontEnd().withMels(grid.mels()).withFrames(grid.frames()))
                    .labels(classes)
                    .activation(
                        activation.orElse(sameClasses ? model.activation() : Activation.SOFTMAX))
                    .windowing(model.windowing().withWindow(grid.frames()))
                    .headInput(sameClasses ? model.headInput() : HeadInput.EMBEDDING)
                    .hidden(sameClasses ? model.hidden() : List.of())
                    .weights(weights.and(head)));
    adapted.requireShapes();
    return adapted;
  }

  private static void requireFit(HeadInput input, EncoderConfig old, EncoderConfig encoder) {
    if (input.width(old) != input.width(encoder)) {
      throw new IllegalArgumentException(
          "the classifier reads %s of %d values, the new input gives %d; keep the input, or give other labels or classes for a new classifier"
              .formatted(input, input.width(old), input.width(encoder)));
    }
  }

  private Weights newHead(EncoderConfig encoder, int classes) {
    return classes == 0 ? Weights.of(Map.of()) : Head.weights(encoder, classes, seed);
  }

  private EncoderConfig fitted(EncoderConfig encoder) {
    if (encoder instanceof RelativeTables tables) {
      return resizesTables ? encoder.withGrid(grid) : tables.withGridOnly(grid);
    }
    if (resizesTables) {
      throw new IllegalArgumentException(
          "architecture "
              + encoder.architecture()
              + " has no tables of relative positions to resize");
    }
    return encoder.withGrid(grid);
  }

  private Weights withPatchKernel(Weights weights) {
    INDArray kernel = weights.get(PatchKernel.KEY);
    INDArray resized = PatchKernel.resize(kernel, grid.patchMels(), grid.patchFrames());
    return weights.with(PatchKernel.KEY, resized);
  }
}
