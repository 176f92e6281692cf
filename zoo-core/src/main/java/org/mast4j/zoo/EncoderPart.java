package org.mast4j.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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

  /** An encoder of all its grid's patches; see {@link EncoderConfig#parts}. */
  static List<EncoderPart> of(EncoderConfig config) {
    TokenGrid patches = TokenGrid.of(config.grid());
    List<BlockSize> blocks = config.blocks(patches);
    Function<GraphScope, EncoderChain> chain = root -> config.chain(root, patches);
    List<EncoderPart> parts = new ArrayList<>();
    parts.add(
        ofTokens(
            "embed",
            new Output(config.leadingTokens() + patches.size(), blocks.get(0).width()),
            (root, x) -> chain.apply(root).embed(new PatchInput(x, patches, Optional.empty()))));
    for (int i = 0; i < blocks.size(); i++) {
      int index = i;
      BlockSize block = blocks.get(i);
      parts.add(
          ofTokens(
              "blocks/" + i,
              new Output(config.leadingTokens() + block.output().size(), block.outputWidth()),
              (root, x) -> chain.apply(root).block(index, x.reshape((long) -1, block.width()))));
    }
    Output last = parts.get(parts.size() - 1).output();
    Output embedding = new Output(0, last.width());
    parts.add(
        new EncoderPart(
            "features",
            embedding,
            (root, x) -> {
              EncoderChain ends = chain.apply(root);
              SDVariable normed = ends.norm(x.reshape((long) -1, last.width()));
              return ends.pool(normed.reshape(-1, last.tokens(), last.width()));
            }));
    if (config.headNorm()) {
      Link norm = (root, x) -> Head.normalised(root, config, x);
      parts.add(new EncoderPart("head/norm", embedding, norm));
    }
    return parts;
  }

  /** A link whose rows, [B*n, width], come out as [B, n, width]. */
  private static EncoderPart ofTokens(String name, Output output, Link link) {
    return new EncoderPart(
        name, output, (root, x) -> link.add(root, x).reshape(-1, output.tokens(), output.width()));
  }
}
