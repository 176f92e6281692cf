package org.mast4j.zoo.ast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.Layers;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * AST's graph: patch embedding, class and distillation token, learned positions, pre-norm blocks,
 * mean of the two tokens (arXiv 2104.01778; transformers {@code ASTModel}). Keys are those of
 * timm's {@code deit_base_distilled}. Activations are [B*n, D], n = K + 2.
 */
final class AstGraph {
  static final String CLASS_TOKEN = "cls_token";
  static final String DISTILLATION_TOKEN = "dist_token";
  static final String POSITIONS = "pos_embed";

  /** The class token and the distillation token, in front of the patches. */
  static final int EXTRA_TOKENS = 2;

  /** The name of each attention's softmax, below {@code blocks/i/attn}. */
  private static final String PROBABILITIES = "probabilities";

  private static final Initializer NORMAL = Initializer.truncatedNormal(0.02);

  private final GraphScope scope;
  private final SameDiff graph;
  private final AstConfig config;
  private final SDTransformer ops;
  private final int width;

  private AstGraph(GraphScope scope, AstConfig config) {
    this.scope = scope;
    this.graph = scope.graph();
    this.config = config;
    this.ops = new SDTransformer(graph);
    this.width = config.width();
  }

  static Encoding encode(GraphScope scope, AstConfig config, PatchInput input) {
    return new AstGraph(scope, config).encode(input);
  }

  /** The same graph, of all patches, as a chain. */
  static List<EncoderPart> parts(AstConfig config) {
    TokenGrid grid = TokenGrid.of(config.grid());
    int tokens = tokenCount(grid);
    int width = config.width();
    List<EncoderPart> parts = new ArrayList<>();
    parts.add(
        EncoderPart.tokens(
            "embed",
            tokens,
            width,
            (scope, x) ->
                new AstGraph(scope, config).embed(new PatchInput(x, grid, Optional.empty()))));
    for (int i = 0; i < config.layers(); i++) {
      int index = i;
      parts.add(
          EncoderPart.tokens(
              "blocks/" + i,
              tokens,
              width,
              (scope, x) ->
                  new AstGraph(scope, config)
                      .block(index, x.reshape((long) -1, width), tokens, tokens)));
    }
    parts.addAll(
        EncoderPart.features(
            config,
            (scope, x) -> {
              AstGraph ast = new AstGraph(scope, config);
              return ast.pool(ast.norm(x.reshape((long) -1, width), tokens), grid);
            }));
    return parts;
  }

  /** The names of all blocks' attention probabilities, [B*heads, n, n] each. */
  static List<String> probabilities(AstConfig config) {
    return IntStream.range(0, config.layers())
        .mapToObj(i -> "blocks/" + i + "/attn/" + PROBABILITIES)
        .toList();
  }

  private static int tokenCount(TokenGrid patches) {
    return patches.size() + EXTRA_TOKENS;
  }

  private Encoding encode(PatchInput input) {
    int count = tokenCount(input.grid());
    int last = config.layers() - 1;
    SDVariable x = embed(input);
    for (int i = 0; i < last; i++) {
      x = block(i, x, count, count);
    }
    SDVariable tokens = norm(block(last, x, count, count), count);
    SDVariable pooled =
        switch (config.pooling()) {
          // Only these leave the last block: nobody who asks for the embedding alone, or trains on
          // it, pays for the others' queries and MLP.
          case CLASS_TOKENS ->
              pool(norm(block(last, x, count, EXTRA_TOKENS), EXTRA_TOKENS), input.grid());
          case PATCHES -> pool(tokens, input.grid());
        };
    return new Encoding(tokens, pooled);
  }

  /** The last norm, [B*n, D] to [B, n, D]. */
  private SDVariable norm(SDVariable x, int count) {
    return Layers.norm(scope.child("norm"), x, width, config).reshape(-1, count, width);
  }

  /** The clip's embedding, of all tokens or, where they make it, the two extra ones; [B, D]. */
  private SDVariable pool(SDVariable tokens, TokenGrid patches) {
    return switch (config.pooling()) {
      case CLASS_TOKENS -> meanOfClassTokens(tokens);
      case PATCHES -> meanOfPatches(tokens, patches.size());
    };
  }

  /** Patches with their positions, behind the two extra tokens with theirs; [B*(K+2), D]. */
  private SDVariable embed(PatchInput input) {
    int patches = input.grid().size();
    SDVariable embedded =
        Layers.patchEmbedding(scope, input, config, width).reshape(-1, patches, width);
    SDVariable cls = scope.parameter(CLASS_TOKEN, NORMAL, 1, 1, width);
    SDVariable dist = scope.parameter(DISTILLATION_TOKEN, NORMAL, 1, 1, width);
    SDVariable positions =
        scope.parameter(POSITIONS, NORMAL, 1, (long) EXTRA_TOKENS + config.grid().size(), width);

    SDVariable extraPositions = graph.slice(positions, new int[3], 1, EXTRA_TOKENS, width);
    SDVariable extra = graph.concat(1, cls, dist).add(extraPositions); // [1, 2, D]
    SDVariable patchPositions =
        Layers.patchPositions(positions, EXTRA_TOKENS, input, config.grid(), width);
    return ops.prepend(extra, embedded.add(patchPositions), EXTRA_TOKENS, patches)
        .reshape((long) -1, width);
  }

  /**
   * x + Attn(LN x), then + MLP(LN x); [B*n, D] to [B*kept, D].
   *
   * @param kept how many of a clip's n tokens, the first ones, the block goes on with
   */
  private SDVariable block(int index, SDVariable x, int tokenCount, int kept) {
    GraphScope scope = this.scope.child("blocks", index);
    SDVariable normed = Layers.norm(scope.child("norm1"), x, width, config);
    x = first(x, tokenCount, kept).add(attention(scope.child("attn"), normed, tokenCount, kept));
    normed = Layers.norm(scope.child("norm2"), x, width, config);
    return x.add(Layers.mlp(scope.child("mlp"), normed, width, config.intermediateWidth(), width));
  }

  /** Multi-head attention of the kept tokens to all; [B*n, D] to [B*kept, D]. */
  private SDVariable attention(GraphScope scope, SDVariable x, int tokenCount, int kept) {
    int headWidth = width / config.heads();
    GraphScope qkv = scope.child("qkv");
    SDVariable q = projection(qkv, 0, first(x, tokenCount, kept)).mul(1 / Math.sqrt(headWidth));
    q = splitHeads(q, kept, headWidth);
    SDVariable k = splitHeads(projection(qkv, 1, x), tokenCount, headWidth);
    SDVariable v = splitHeads(projection(qkv, 2, x), tokenCount, headWidth);
    SDVariable scores = graph.mmul(q, k, false, true, false); // [B*heads, kept, n]
    SDVariable probabilities = graph.nn.softmax(scores, 2);
    if (kept == tokenCount) {
      probabilities = scope.named(PROBABILITIES, probabilities);
    }
    SDVariable out = graph.mmul(probabilities, v); // [B*heads, kept, d]
    SDVariable merged = out.reshape(-1, config.heads(), kept, headWidth);
    merged = graph.permute(merged, 0, 2, 1, 3).reshape((long) -1, width); // [B*kept, D]
    return Layers.linear(scope.child("proj"), merged, width, width);
  }

  /** Queries, keys or values: part 0, 1 or 2 of the joint layer; [rows, D] to [rows, D]. */
  private SDVariable projection(GraphScope scope, int part, SDVariable x) {
    int from = part * width;
    // The small weight is cut, not the activations: the same products without a copy of each.
    SDVariable weight = scope.parameter("weight", NORMAL, 3L * width, width);
    SDVariable product = ops.linear(x, graph.slice(weight, new int[] {from, 0}, width, width));
    if (!config.qkvBias()) {
      return product;
    }
    SDVariable bias = scope.parameter("bias", Initializer.ZEROS, 3L * width);
    return graph.nn.biasAdd(product, graph.slice(bias, new int[] {from}, width), false);
  }

  /** The first tokens of each clip, [B*n, D] to [B*kept, D]. */
  private SDVariable first(SDVariable x, int tokenCount, int kept) {
    if (kept == tokenCount) {
      return x;
    }
    return x.reshape(-1, tokenCount, width)
        .get(SDIndex.all(), SDIndex.interval(0, kept), SDIndex.all())
        .reshape((long) -1, width);
  }

  /** [B*n, heads*d] to [B*heads, n, d]. */
  private SDVariable splitHeads(SDVariable x, int tokenCount, int headWidth) {
    SDVariable split = x.reshape(-1, tokenCount, config.heads(), headWidth);
    return graph.permute(split, 0, 2, 1, 3).reshape(-1, tokenCount, headWidth);
  }

  /** The mean over K patches, [B, K+2, D] to [B, D]. */
  private SDVariable meanOfPatches(SDVariable tokens, int patches) {
    if (patches == 1) { // a mean over an axis of size 1 is an NPE in a session
      return tokens.get(SDIndex.all(), SDIndex.point(EXTRA_TOKENS), SDIndex.all());
    }
    SDIndex behind = SDIndex.interval(EXTRA_TOKENS, EXTRA_TOKENS + patches);
    return tokens.get(SDIndex.all(), behind, SDIndex.all()).mean(1);
  }

  /** The mean of the first two tokens, [B, n, D] to [B, D]. */
  private SDVariable meanOfClassTokens(SDVariable tokens) {
    SDVariable cls = tokens.get(SDIndex.all(), SDIndex.point(0), SDIndex.all());
    SDVariable dist = tokens.get(SDIndex.all(), SDIndex.point(1), SDIndex.all());
    return cls.add(dist).mul(0.5);
  }
}
