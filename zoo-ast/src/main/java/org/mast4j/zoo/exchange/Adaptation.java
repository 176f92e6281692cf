package org.mast4j.zoo.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Head;
import org.mast4j.zoo.ModelDirectory;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fits a model to other inputs and classes. What depends on the input is cut or resized as {@link
 * EncoderConfig#regrid} says, a patch kernel of another size is resized ({@link PatchKernel}), and
 * a classifier of as many classes is kept while one of another number starts anew. To the same
 * input and classes it is the identity.
 *
 * @param grid the new input and patches
 * @param labels the new classes; empty to keep the model's own
 * @param activation of the classifier; empty to keep the model's own, or softmax for a new one
 * @param seed of a new classifier's weights
 */
public record Adaptation(
    PatchGrid grid, Optional<List<String>> labels, Optional<Activation> activation, long seed) {
  private static final String PATCH_KERNEL = "patch_embed.proj.weight";

  public Adaptation {
    labels = labels.map(List::copyOf);
  }

  /** To another input and other patches, with the same classes. */
  public static Adaptation to(PatchGrid grid) {
    return new Adaptation(grid, Optional.empty(), Optional.empty(), 0);
  }

  /** A copy that also changes the classes. */
  public Adaptation withLabels(List<String> newLabels) {
    return new Adaptation(grid, Optional.of(newLabels), activation, seed);
  }

  /** A copy that also changes how logits become probabilities. */
  public Adaptation withActivation(Activation newActivation) {
    return new Adaptation(grid, labels, Optional.of(newActivation), seed);
  }

  /** A copy with another seed for the weights of a new classifier. */
  public Adaptation withSeed(long newSeed) {
    return new Adaptation(grid, labels, activation, newSeed);
  }

  /**
   * The adapted model; its weights are those of {@code model} wherever nothing changes, not copies.
   *
   * @throws IllegalArgumentException if the encoder can't serve the grid, saying why
   */
  public ModelDirectory apply(ModelDirectory model) {
    EncoderConfig encoder = model.encoder().withGrid(grid);
    Weights weights = model.encoder().regrid(withPatchKernel(model.weights().encoder()), grid);
    List<String> classes = labels.orElse(model.labels());
    boolean sameClasses = classes.size() == model.labels().size();
    Weights head = model.weights().head();
    if (!sameClasses) {
      head = classes.isEmpty() ? Weights.of(Map.of()) : Head.weights(encoder, classes.size(), seed);
    }
    Map<String, INDArray> all = new LinkedHashMap<>(weights.toMap());
    all.putAll(head.toMap());
    return new ModelDirectory(
        encoder,
        model.frontEnd().withMels(grid.mels()).withFrames(grid.frames()),
        classes,
        activation.orElse(sameClasses ? model.activation() : Activation.SOFTMAX),
        Weights.of(all));
  }

  private Weights withPatchKernel(Weights weights) {
    INDArray kernel = weights.get(PATCH_KERNEL);
    INDArray resized = PatchKernel.resize(kernel, grid.patchMels(), grid.patchFrames());
    return weights.with(PATCH_KERNEL, resized);
  }
}
