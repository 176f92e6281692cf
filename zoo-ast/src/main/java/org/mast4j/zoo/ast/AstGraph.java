package org.mast4j.zoo.ast;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.zoo.EncoderChain;
import org.mast4j.zoo.PatchEmbedding;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Heads;
import org.mast4j.zoo.graph.QueryKeyValue;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.graph.TransformerLayers;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * AST's graph: patch embedding, class and distillation token, learned positions, pre-norm blocks,
 * mean of the two tokens (arXiv 2104.01778; transformers {@code ASTModel}). Keys are those of
 * timm's {@code deit_base_distilled}. Activations are [B*n, D], n = K + 2.
 */
final class AstGraph implements EncoderChain {
  static final String CLASS_TOKEN = "cls_token";
  static final String DISTILLATION_TOKEN = "dist_token";
  static final String POSITIONS = "pos_embed";

  /** The class token and the distillation token, in front of the patches. */
  static final int LEADING_TOKENS = 2;

  /** The name of each attention's softmax, below {@code blocks/i/attn}. */
  private static final String PROBABILITIES = "probabilities";

  private final GraphScope scope;
  private final SameDiff graph;
  private final AstConfig config;
  private final SDTransformer ops;
  private final int width;
  private final int patchCount; // K
  private final int tokenCount; // n

  AstGraph(GraphScope scope, AstConfig config, TokenGrid patches) {
    this.scope = scope;
    this.graph = scope.graph();
    this.config = config;
    this.ops = new SDTransformer(graph);
    this.width = config.width();
    this.patchCount = patches.size();
    this.tokenCount = LEADING_TOKENS + patchCount;
  }

  /** The names of all blocks' attention probabilities, [B*heads, n, n] each. */
  static List<String> probabilities(AstConfig config) {
    return IntStream.range(0, config.layers())
        .mapToObj(i -> "blocks/" + i + "/attn/" + PROBABILITIES)
        .toList();
  }

  /** Patches with their positions, behind the two leading tokens with theirs; [B*n, D]. */
  @Override
  public SDVariable embed(PatchInput input) {
    SDVariable embedded =
        PatchEmbedding.tokens(scope, input, config, width).reshape(-1, patchCount, width);
    SDVariable cls = TransformerLayers.token(scope, CLASS_TOKEN, width);
    SDVariable dist = TransformerLayers.token(scope, DISTILLATION_TOKEN, width);
    long positionCount = (long) LEADING_TOKENS + config.grid().size();
    SDVariable positions =
        scope.parameter(POSITIONS, TransformerLayers.NORMAL, 1, positionCount, width);

    SDVariable leadingPositions = graph.slice(positions, new int[3], 1, LEADING_TOKENS, width);
    SDVariable leading = graph.concat(1, cls, dist).add(leadingPositions); // [1, 2, D]
    SDVariable patchPositions =
        PatchEmbedding.positions(positions, LEADING_TOKENS, input, config.grid(), width);
    return ops.prepend(leading, embedded.add(patchPositions), LEADING_TOKENS, patchCount)
        .reshape((long) -1, width);
  }

  @Override
  public SDVariable block(int index, SDVariable x) {
    return block(index, x, tokenCount);
  }

  @Override
  public Optional<SDVariable> lastBlockOfLeading(SDVariable x) {
    return config.pooling() == Pooling.CLASS_TOKENS
        ? Optional.of(block(config.layers() - 1, x, LEADING_TOKENS))
        : Optional.empty();
  }

  /**
   * x + Attn(LN x), then + MLP(LN x); [B*n, D] to [B*kept, D].
   *
   * @param kept how many of a clip's n tokens, the first ones, the block goes on with
   */
  private SDVariable block(int index, SDVariable x, int kept) {
    GraphScope scope = this.scope.child("blocks", index);
    SDVariable normed = norm(scope.child("norm1"), x);
    x = first(x, kept).add(attention(scope.child("attn"), normed, kept));
    normed = norm(scope.child("norm2"), x);
    int hidden = config.intermediateWidth();
    return x.add(TransformerLayers.mlp(scope.child("mlp"), normed, width, hidden, width));
  }

  /** Multi-head attention of the kept tokens to all; [B*n, D] to [B*kept, D]. */
  private SDVariable attention(GraphScope scope, SDVariable x, int kept) {
    Heads heads = Heads.over(width, config.heads());
    QueryKeyValue qkv = new QueryKeyValue(scope.child("qkv"), width, width, config.qkvBias());
    SDVariable q = qkv.queries(first(x, kept)).mul(1 / Math.sqrt(heads.width()));
    q = ops.splitHeads(q, kept, heads); // [B*heads, kept, d]
    SDVariable k = ops.splitHeads(qkv.keys(x), tokenCount, heads); // [B*heads, n, d]
    SDVariable v = ops.splitHeads(qkv.values(x), tokenCount, heads);
    SDVariable probabilities = ops.attentionProbabilities(q, k, Optional.empty(), tokenCount);
    if (kept == tokenCount) {
      probabilities = scope.named(PROBABILITIES, probabilities);
    }
    SDVariable out = ops.mergeHeads(graph.mmul(probabilities, v), kept, heads); // [B*kept, D]
    return TransformerLayers.linear(scope.child("proj"), out, width, width);
  }

  /** The first tokens of each clip, [B*n, D] to [B*kept, D]. */
  private SDVariable first(SDVariable x, int kept) {
    return ops.firstTokens(x, kept, tokenCount, width);
  }

  @Override
  public SDVariable norm(SDVariable x) {
    return norm(scope.child("norm"), x);
  }

  private SDVariable norm(GraphScope scope, SDVariable x) {
    return TransformerLayers.norm(scope, x, width, config.layerNormEpsilon());
  }

  @Override
  public SDVariable pool(SDVariable tokens) {
    return switch (config.pooling()) {
      case CLASS_TOKENS -> {
        SDVariable cls = tokens.get(SDIndex.all(), SDIndex.point(0), SDIndex.all());
        SDVariable dist = tokens.get(SDIndex.all(), SDIndex.point(1), SDIndex.all());
        yield cls.add(dist).mul(0.5);
      }
      case PATCHES -> {
        SDIndex patches = SDIndex.interval(LEADING_TOKENS, tokenCount);
        SDVariable behind = tokens.get(SDIndex.all(), patches, SDIndex.all());
        yield ops.meanOfTokens(behind, patchCount, width);
      }
    };
  }
}
