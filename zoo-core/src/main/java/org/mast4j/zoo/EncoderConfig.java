package org.mast4j.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The zoo contract: an immutable description of an encoder that can add the encoder to a graph.
 * Implementations are records, so that {@code config.json} is the record's fields.
 */
public interface EncoderConfig {
  /** The key in {@link Architectures}: "mast", "ast". */
  String architecture();

  /** The input that the model expects, and its patches. */
  PatchGrid grid();

  /** The front end of the encoder's family, of as many mels and frames as the grid. */
  default FrontEndConfig frontEnd() {
    FrontEndConfig ofFamily = Architectures.byName(architecture()).frontEnd();
    return ofFamily.withMels(grid().mels()).withFrames(grid().frames());
  }

  /** D, the width of the pooled output. */
  int outputWidth();

  /** Tokens in front of each clip's patches, such as a class token (timm: num_prefix_tokens). */
  int leadingTokens();

  /**
   * Parameters beside vectors that weight decay spares, by the last part of their names (timm's
   * {@code no_weight_decay}): positions and tokens, which aren't weights of a sum.
   */
  Set<String> undecayed();

  /** Whether a classifier normalises the encoder's features first. */
  boolean headNorm();

  /** Whether the encoder pools over the grid of its patches, so that what is kept must be one. */
  default boolean needsGrid() {
    return true;
  }

  /** Epsilon of every layer normalisation in the encoder. */
  double layerNormEpsilon();

  /** Epsilon of a classifier's layer normalisation, the encoder's unless it says otherwise. */
  default double headNormEpsilon() {
    return layerNormEpsilon();
  }

  /** A copy for another input; what is sized by the input is sized for the new one. */
  EncoderConfig withGrid(PatchGrid grid);

  /**
   * A copy whose embedding is made of the patches' tokens; most encoders have no others and return
   * themselves.
   */
  default EncoderConfig poolingPatches() {
    return this;
  }

  /**
   * A copy of the same kind with the fewest blocks and the least width: for checks that must be
   * quick.
   */
  EncoderConfig miniature();

  /**
   * The encoder's weights for a copy of it that has another input: those that belong to positions
   * in the grid are cut or resized, all others are the same arrays.
   *
   * @param weights of this encoder, without a classifier's
   * @param fitted by {@link #withGrid}, or by {@link RelativeTables#withGridOnly}
   */
  Weights regrid(Weights weights, EncoderConfig fitted);

  /** The sizes of each block, from input to output, for patches that lie in such a grid. */
  List<BlockSize> blocks(TokenGrid patches);

  /**
   * The last block of each stage, by its place: of blocks whose tokens lie in the same grid. An
   * encoder that doesn't pool has one stage.
   */
  default List<Integer> stageEnds(TokenGrid patches) {
    List<BlockSize> blocks = blocks(patches);
    int last = blocks.size() - 1;
    return IntStream.rangeClosed(0, last)
        .filter(i -> i == last || !blocks.get(i).output().equals(blocks.get(i + 1).output()))
        .boxed()
        .toList();
  }

  /** The sizes of those blocks: the output of each is what leaves its stage. */
  default List<BlockSize> stages(TokenGrid patches) {
    List<BlockSize> blocks = blocks(patches);
    return stageEnds(patches).stream().map(blocks::get).toList();
  }

  /** Floating-point operations of one clip's forward, without a classifier's. */
  Flops flops();

  /**
   * The encoder's functions over a graph; the parameters are named after timm's checkpoint keys.
   *
   * @param scope where the parameters go
   * @param patches the grid in which every clip's patches lie
   */
  EncoderChain chain(GraphScope scope, TokenGrid patches);

  /**
   * Adds the encoder to a graph.
   *
   * @param scope where the parameters go
   * @param input [B, K, P] patches with their grid
   */
  default Encoding encode(GraphScope scope, PatchInput input) {
    EncoderChain chain = chain(scope, input.grid());
    List<BlockSize> blocks = blocks(input.grid());
    int last = blocks.size() - 1;
    int count = leadingTokens() + blocks.get(last).output().size();
    SDVariable x = chain.embed(input);
    List<Integer> ends = stageEnds(input.grid());
    List<SDVariable> stages = new ArrayList<>();
    for (int i = 0; i < last; i++) {
      x = chain.block(i, x);
      if (ends.contains(i)) {
        BlockSize size = blocks.get(i);
        stages.add(x.reshape(-1, leadingTokens() + size.output().size(), size.outputWidth()));
      }
    }
    SDVariable tokens =
        chain.norm(chain.block(last, x)).reshape(-1, count, outputWidth()); // [B, N', D]
    SDVariable pooled =
        chain
            .lastBlockOfLeading(x)
            .map(rows -> chain.norm(rows).reshape(-1, leadingTokens(), outputWidth()))
            .orElse(tokens);
    stages.add(tokens);
    return new Encoding(tokens, chain.pool(pooled), stages);
  }

  /**
   * The same encoder, of all its grid's patches, cut into a chain: the link {@code features} gives
   * a clip's embedding, the last one what a linear classifier reads.
   */
  default List<EncoderPart> parts() {
    return parts(HeadInput.EMBEDDING);
  }

  /**
   * As {@link #parts()}, where {@code features} gives what such a head reads. Of {@link
   * HeadInput#STAGES} it gives what is read of the last stage; the links {@code stages/0} ..., each
   * of which reads its stage's last block, give the rest, which goes before it.
   */
  default List<EncoderPart> parts(HeadInput head) {
    return EncoderPart.of(this, head);
  }

  /** How the encoder's attention is read as a map over its patches. */
  AttentionMap attentionMap();
}
