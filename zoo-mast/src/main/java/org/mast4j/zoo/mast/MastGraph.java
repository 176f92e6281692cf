package org.mast4j.zoo.mast;

import java.util.List;
import java.util.Optional;
import org.mast4j.zoo.EncoderChain;
import org.mast4j.zoo.PatchEmbedding;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * MAST's graph: patch embedding, stages of multiscale blocks, mean over tokens (paper, section 3;
 * timm {@code models/mvitv2.py}). Activations are [B*N, D] throughout; a grid goes with them, N is
 * its size, and one more with a class token, which goes in front.
 */
final class MastGraph implements EncoderChain {
  static final String POSITIONS = "pos_embed";
  static final String CLASS_TOKEN = "cls_token";

  private final GraphScope scope;
  private final MastConfig config;
  private final SDMast ops;
  private final TokenGrid patches;
  private final List<BlockConfig> blocks;

  MastGraph(GraphScope scope, MastConfig config, TokenGrid patches) {
    this.scope = scope;
    this.config = config;
    this.ops = new SDMast(scope.graph());
    this.patches = patches;
    this.blocks = BlockConfig.of(config, patches);
  }

  /** Patches, with positions and behind the class token where the model has them; [B*N, D]. */
  @Override
  public SDVariable embed(PatchInput input) {
    int width = config.widths().get(0);
    int count = patches.size();
    SDVariable x = PatchEmbedding.tokens(scope, input, config, width);
    Optional<SDVariable> classToken = Optional.empty();
    if (config.classToken()) {
      classToken = Optional.of(TransformerLayers.token(scope, CLASS_TOKEN, width));
    }
    if (config.absolutePositions()) {
      int leading = config.leadingTokens();
      long positionCount = (long) leading + config.grid().size();
      SDVariable positions =
          scope.parameter(POSITIONS, TransformerLayers.NORMAL, 1, positionCount, width);
      SDVariable ofPatches =
          PatchEmbedding.positions(positions, leading, input, config.grid(), width);
      x = x.reshape(-1, count, width).add(ofPatches).reshape((long) -1, width);
      classToken =
          classToken.map(
              token -> token.add(scope.graph().slice(positions, new int[3], 1, 1, width)));
    }
    if (classToken.isEmpty()) {
      return x;
    }
    return ops.prepend(classToken.get(), x.reshape(-1, count, width), 1, count)
        .reshape((long) -1, width);
  }

  /** x + Attn(LN x), then + MLP(LN x); [B*N, width] to [B*N', outWidth]. */
  @Override
  public SDVariable block(int index, SDVariable x) {
    BlockConfig block = blocks.get(index);
    GraphScope scope = this.scope.child(block.scope());
    SDVariable normed = norm(scope.child("norm1"), x, block.width());
    SDVariable attended = new MastAttention(scope.child("attn"), config, block).of(normed);
    SDVariable shortcut = pooled(attentionShortcut(scope, x, normed, block), block);
    return withMlp(scope, shortcut.add(attended), block);
  }

  @Override
  public Optional<SDVariable> lastBlockOfLeading(SDVariable x) {
    return config.readsClassTokenAlone()
        ? Optional.of(classTokenOf(blocks.get(blocks.size() - 1), x))
        : Optional.empty();
  }

  /** The same block of the class token alone, which no pooling touches; to [B, outWidth]. */
  private SDVariable classTokenOf(BlockConfig block, SDVariable x) {
    GraphScope scope = this.scope.child(block.scope());
    int tokens = 1 + block.grid().size();
    SDVariable normed = norm(scope.child("norm1"), x, block.width());
    SDVariable attended =
        new MastAttention(scope.child("attn"), config, block).ofClassToken(normed);
    SDVariable shortcut =
        attentionShortcut(
            scope,
            ops.firstTokens(x, 1, tokens, block.width()),
            ops.firstTokens(normed, 1, tokens, block.width()),
            block);
    return withMlp(scope, shortcut.add(attended), block);
  }

  private SDVariable withMlp(GraphScope scope, SDVariable x, BlockConfig block) {
    SDVariable normed = norm(scope.child("norm2"), x, block.attentionWidth());
    return mlpShortcut(scope, x, normed, block).add(mlp(scope.child("mlp"), normed, block));
  }

  /** x, widened as the attention does. */
  private SDVariable attentionShortcut(
      GraphScope scope, SDVariable x, SDVariable normed, BlockConfig block) {
    int width = block.attentionWidth();
    return block.width() == width
        ? x
        : TransformerLayers.linear(scope.child("shortcut_proj_attn"), normed, block.width(), width);
  }

  /** The attention's shortcut, pooled as its queries are. */
  private SDVariable pooled(SDVariable shortcut, BlockConfig block) {
    int width = block.attentionWidth();
    PerAxis stride = block.queryStride();
    if (stride.product() == 1) {
      return shortcut;
    }
    return new GridPooling(block.grid(), stride, config.classToken())
        .of(shortcut, width, rows -> ops.maxPoolTokens(rows, block.grid(), width, stride));
  }

  /** x, widened as the MLP does. */
  private SDVariable mlpShortcut(
      GraphScope scope, SDVariable x, SDVariable normed, BlockConfig block) {
    int width = block.attentionWidth();
    return block.outWidth() == width
        ? x
        : TransformerLayers.linear(
            scope.child("shortcut_proj_mlp"), normed, width, block.outWidth());
  }

  private SDVariable mlp(GraphScope scope, SDVariable x, BlockConfig block) {
    int hidden = block.mlpWidth(config.mlpRatio());
    return TransformerLayers.mlp(scope, x, block.attentionWidth(), hidden, block.outWidth());
  }

  private SDVariable norm(GraphScope scope, SDVariable x, int width) {
    return TransformerLayers.norm(scope, x, width, config.layerNormEpsilon());
  }

  @Override
  public SDVariable norm(SDVariable x) {
    return config.finalNorm() ? norm(scope.child("norm"), x, config.outputWidth()) : x;
  }

  /** The mean over all tokens, or what timm's classifier reads of the normed ones. */
  @Override
  public SDVariable pool(SDVariable tokens) {
    int leading = config.leadingTokens();
    int patchCount = blocks.get(blocks.size() - 1).queries().size();
    int width = config.outputWidth();
    if (!config.finalNorm() || leading == 0 && config.globalPool() == GlobalPool.MEAN) {
      return ops.meanOfTokens(tokens, leading + patchCount, width);
    }
    return switch (config.globalPool()) {
      case FIRST_TOKEN -> tokens.get(SDIndex.all(), SDIndex.point(0), SDIndex.all());
      case MEAN -> {
        SDIndex behind = SDIndex.interval(leading, leading + patchCount);
        yield ops.meanOfTokens(tokens.get(SDIndex.all(), behind, SDIndex.all()), patchCount, width);
      }
    };
  }
}
