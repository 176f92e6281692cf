package org.mast4j.zoo;

import java.util.List;
import java.util.Objects;
import org.mast4j.zoo.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * One link of an encoder cut into a chain: the patch embedding, a block, what makes a clip's
 * embedding of the last tokens, or a classifier's own norm. A graph of layers holds each as a
 * layer.
 *
 * @param name of such a layer: "embed", "blocks/7", "features", "head/norm"
 * @param output what the link gives
 * @param link the link itself
 */
public record EncoderPart(String name, Output output, Link link) {

  /**
   * The shape of a link's output.
   *
   * @param tokens n of [B, n, width]; 0 for [B, width]
   * @param width values a token
   */
  public record Output(int tokens, int width) {}

  /** Adds a link to a graph. */
  @FunctionalInterface
  public interface Link {
    /**
     * @param root of the encoder's parameters, whichever link this is
     * @param input the output of the link before; [B, N, P] patches for the first
     */
    SDVariable add(GraphScope root, SDVariable input);
  }

  public EncoderPart {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(link, "link");
  }

  /**
   * A link between tokens, [B, n', width'] to [B, n, width].
   *
   * @param link gives [B*n, width]
   */
  public static EncoderPart tokens(String name, int tokens, int width, Link link) {
    return new EncoderPart(
        name,
        new Output(tokens, width),
        (root, input) -> link.add(root, input).reshape(-1, tokens, width));
  }

  /**
   * The last links: the embedding of the last tokens, [B, width], and the norm that a classifier of
   * this encoder has, if any.
   *
   * @param link gives the embedding, {@link Encoding#pooled}
   */
  public static List<EncoderPart> features(EncoderConfig config, Link link) {
    Output output = new Output(0, config.outputWidth());
    EncoderPart features = new EncoderPart("features", output, link);
    if (!config.headNorm()) {
      return List.of(features);
    }
    Link norm = (root, input) -> Head.normalised(root, config, input);
    return List.of(features, new EncoderPart("head/norm", output, norm));
  }
}
