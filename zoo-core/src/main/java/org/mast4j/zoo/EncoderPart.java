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
 * features of the last tokens or of those of an earlier stage, or a classifier's own norm. A graph
 * of layers holds each as a layer.
 *
 * @param name of such a layer: "embed", "blocks/7", "stages/0", "features", "head/norm"
 * @param input the name of the link whose output it reads; {@link EncoderGraph#PATCHES} for the
 *     first
 * @param output what the link gives
 * @param link the link itself
 */
public record EncoderPart(String name, String input, Output output, Link link) {

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
     * @param input the output of the link that it reads; [B, N, P] patches for the first
     */
    SDVariable add(GraphScope root, SDVariable input);
  }

  public EncoderPart {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(link, "link");
  }

  /** An encoder of all its grid's patches; see {@link EncoderConfig#parts(HeadInput)}. */
  static List<EncoderPart> of(EncoderConfig config, HeadInput head) {
    TokenGrid patches = TokenGrid.of(config.grid());
    List<BlockSize> blocks = config.blocks(patches);
    Function<GraphScope, EncoderChain> chain = root -> config.chain(root, patches);
    List<EncoderPart> parts = new ArrayList<>();
    parts.add(
        ofTokens(
            "embed",
            EncoderGraph.PATCHES,
            new Output(config.leadingTokens() + patches.size(), blocks.get(0).width()),
            (root, x) -> chain.apply(root).embed(new PatchInput(x, patches, Optional.empty()))));
    for (int i = 0; i < blocks.size(); i++) {
      int index = i;
      BlockSize block = blocks.get(i);
      parts.add(
          ofTokens(
              block(i),
              i == 0 ? "embed" : block(i - 1),
              new Output(config.leadingTokens() + block.output().size(), block.outputWidth()),
              (root, x) -> chain.apply(root).block(index, x.reshape((long) -1, block.width()))));
    }
    Output last = parts.get(parts.size() - 1).output();
    int earlier = head == HeadInput.STAGES ? addStages(parts, config, patches) : 0;
    Output features = new Output(0, head.width(config) - earlier);
    parts.add(
        new EncoderPart(
            "features",
            block(blocks.size() - 1),
            features,
            (root, x) -> {
              EncoderChain ends = chain.apply(root);
              SDVariable normed = ends.norm(x.reshape((long) -1, last.width()));
              SDVariable tokens = normed.reshape(-1, last.tokens(), last.width());
              return head.ofLastStage(config, tokens, ends::pool);
            }));
    if (head == HeadInput.EMBEDDING && config.headNorm()) {
      Link norm = (root, x) -> Head.normalised(root, config, x);
      parts.add(new EncoderPart("head/norm", "features", features, norm));
    }
    return parts;
  }

  private static String block(int index) {
    return "blocks/" + index;
  }

  /** What is read of each stage but the last; gives how wide that is together. */
  private static int addStages(List<EncoderPart> parts, EncoderConfig config, TokenGrid patches) {
    List<Integer> ends = config.stageEnds(patches);
    List<BlockSize> sizes = config.stages(patches);
    int width = 0;
    for (int i = 0; i < ends.size() - 1; i++) {
      BlockSize stage = sizes.get(i);
      Output output = new Output(0, HeadInput.rowsWidth(stage));
      Link rows = (root, x) -> HeadInput.rows(config, stage, x);
      parts.add(new EncoderPart(EncoderGraph.STAGE + i, block(ends.get(i)), output, rows));
      width += output.width();
    }
    return width;
  }

  /** A link whose rows, [B*n, width], come out as [B, n, width]. */
  private static EncoderPart ofTokens(String name, String input, Output output, Link link) {
    return new EncoderPart(
        name,
        input,
        output,
        (root, x) -> link.add(root, x).reshape(-1, output.tokens(), output.width()));
  }
}
