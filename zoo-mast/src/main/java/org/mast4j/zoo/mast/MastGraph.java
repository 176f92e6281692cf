package org.mast4j.zoo.mast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.Layers;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.mast.SDMast.AttentionSize;
import org.mast4j.zoo.mast.SDMast.RelativeTables;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * MAST's graph: patch embedding, stages of multiscale blocks, mean over tokens (paper, section 3;
 * timm {@code models/mvitv2.py}). Activations are [B*N, D] throughout; a grid goes with them, N is
 * its size, and one more with a class token, which goes in front.
 */
final class MastGraph {
  static final String POSITIONS = "pos_embed";

  /** The name of each attention's softmax, below {@code stages/i/blocks/j/attn}. */
  static final String PROBABILITIES = "probabilities";

  private static final Initializer NORMAL = Initializer.truncatedNormal(0.02);

  private final GraphScope scope;
  private final MastConfig config;
  private final SDMast ops;

  /** 1 with a class token, or else 0. */
  private final int extraTokens;

  private MastGraph(GraphScope scope, MastConfig config) {
    this.scope = scope;
    this.config = config;
    this.ops = new SDMast(scope.graph());
    this.extraTokens = config.classToken() ? 1 : 0;
  }

  static Encoding encode(GraphScope scope, MastConfig config, PatchInput input) {
    return new MastGraph(scope, config).encode(input);
  }

  /** The same graph, of all patches, as a chain. */
  static List<EncoderPart> parts(MastConfig config) {
    TokenGrid patches = TokenGrid.of(config.grid());
    List<EncoderPart> parts = new ArrayList<>();
    parts.add(
        EncoderPart.tokens(
            "embed",
            tokenCount(config, patches),
            config.widths().get(0),
            (scope, x) ->
                new MastGraph(scope, config).embed(new PatchInput(x, patches, Optional.empty()))));
    TokenGrid grid = patches;
    for (BlockConfig block : BlockConfig.of(config)) {
      TokenGrid input = grid;
      grid = grid.pooled(block.queryStride());
      parts.add(
          EncoderPart.tokens(
              "blocks/" + (parts.size() - 1),
              tokenCount(config, grid),
              block.outWidth(),
              (scope, x) ->
                  new MastGraph(scope, config)
                      .block(x.reshape((long) -1, block.width()), input, block)));
    }
    TokenGrid last = grid;
    parts.addAll(
        EncoderPart.features(
            config,
            (scope, x) -> {
              SDVariable rows = x.reshape((long) -1, config.outputWidth());
              return new MastGraph(scope, config).finish(rows, last).pooled();
            }));
    return parts;
  }

  private static int tokenCount(MastConfig config, TokenGrid grid) {
    return (config.classToken() ? 1 : 0) + grid.size();
  }

  private Encoding encode(PatchInput input) {
    SDVariable x = embed(input);
    TokenGrid grid = input.grid();
    for (BlockConfig block : BlockConfig.of(config)) {
      x = block(x, grid, block);
      grid = grid.pooled(block.queryStride());
    }
    return finish(x, grid);
  }

  /** The last stage's tokens, [B*N', D], and what is made of them. */
  private Encoding finish(SDVariable x, TokenGrid grid) {
    int count = extraTokens + grid.size();
    if (!config.finalNorm()) {
      SDVariable tokens = x.reshape(-1, count, config.outputWidth()); // [B, N', D]
      return new Encoding(tokens, mean(tokens, count));
    }
    SDVariable normed = Layers.norm(scope.child("norm"), x, config.outputWidth(), config);
    SDVariable tokens = normed.reshape(-1, count, config.outputWidth());
    return new Encoding(tokens, globalPool(tokens, grid.size()));
  }

  /** Patches, with positions and behind the class token where the model has them; [B*N, D]. */
  private SDVariable embed(PatchInput input) {
    int width = config.widths().get(0);
    int count = input.grid().size();
    SDVariable x = Layers.patchEmbedding(scope, input, config, width);
    Optional<SDVariable> classToken = Optional.empty();
    if (config.classToken()) {
      classToken = Optional.of(scope.parameter("cls_token", NORMAL, 1, 1, width));
    }
    if (config.absolutePositions()) {
      long positionCount = extraTokens + config.grid().size();
      SDVariable positions = scope.parameter(POSITIONS, NORMAL, 1, positionCount, width);
      SDVariable ofPatches =
          Layers.patchPositions(positions, extraTokens, input, config.grid(), width);
      x = x.reshape(-1, count, width).add(ofPatches).reshape(-1, width);
      classToken =
          classToken.map(
              token -> token.add(scope.graph().slice(positions, new int[3], 1, 1, width)));
    }
    if (classToken.isEmpty()) {
      return x;
    }
    return ops.prepend(classToken.get(), x.reshape(-1, count, width), 1, count).reshape(-1, width);
  }

  /** What timm's classifier reads of the normed tokens, [B, N', D] to [B, D]. */
  private SDVariable globalPool(SDVariable tokens, int patchCount) {
    if (config.globalPool() == GlobalPool.FIRST_TOKEN) {
      return tokens.get(SDIndex.all(), SDIndex.point(0), SDIndex.all());
    }
    return mean(withoutClassToken(tokens, patchCount), patchCount);
  }

  /** [B, n, D] to [B, D]. */
  private SDVariable mean(SDVariable tokens, int count) {
    // A mean over an axis of size 1 is an NPE in a session.
    return count == 1 ? tokens.reshape(-1, config.outputWidth()) : tokens.mean(1);
  }

  /** x + Attn(LN x), then + MLP(LN x); [B*N, width] to [B*N', outWidth]. */
  private SDVariable block(SDVariable x, TokenGrid grid, BlockConfig block) {
    GraphScope scope = this.scope.child("stages", block.stage()).child("blocks", block.index());
    boolean widens = block.width() != block.outWidth();
    int attentionWidth = block.attentionWidth();

    SDVariable normed = Layers.norm(scope.child("norm1"), x, block.width(), config);
    SDVariable shortcut = x;
    if (widens && config.expandAttention()) {
      shortcut =
          Layers.linear(scope.child("shortcut_proj_attn"), normed, block.width(), block.outWidth());
    }
    PerAxis stride = block.queryStride();
    if (stride.product() > 1) {
      shortcut =
          overGrid(
              shortcut,
              grid,
              attentionWidth,
              stride,
              tokens -> ops.maxPoolTokens(tokens, grid, attentionWidth, stride));
    }
    x = shortcut.add(attention(scope.child("attn"), normed, grid, block));

    normed = Layers.norm(scope.child("norm2"), x, attentionWidth, config);
    shortcut = x;
    if (widens && !config.expandAttention()) {
      shortcut =
          Layers.linear(scope.child("shortcut_proj_mlp"), normed, block.width(), block.outWidth());
    }
    int hidden = (int) (attentionWidth * config.mlpRatio());
    SDVariable mlp =
        Layers.mlp(scope.child("mlp"), normed, attentionWidth, hidden, block.outWidth());
    return shortcut.add(mlp);
  }

  /** Multi-head pooling attention (paper, section 3.1), [B*N, in] to [B*N', width]. */
  private SDVariable attention(GraphScope scope, SDVariable x, TokenGrid grid, BlockConfig block) {
    int width = block.attentionWidth();
    AttentionSize size =
        new AttentionSize(
            grid.pooled(block.queryStride()),
            grid.pooled(block.keyStride()),
            block.heads(),
            width / block.heads(),
            config.classToken());
    SDVariable[] projected = queriesKeysValues(scope.child("qkv"), x, block.width(), width);
    SDVariable q = pool(scope, "q", projected[0], grid, size, block.queryStride());
    SDVariable k = pool(scope, "k", projected[1], grid, size, block.keyStride());
    SDVariable v = pool(scope, "v", projected[2], grid, size, block.keyStride());
    SDVariable probabilities =
        ops.attentionProbabilities(q, k, relativeTables(scope, block, size), size);
    SDVariable out = ops.attend(scope.named(PROBABILITIES, probabilities), v, size);
    if (config.residualPooling()) {
      out = out.add(q);
    }
    return Layers.linear(scope.child("proj"), out, width, width);
  }

  /** Three matrices [B*N, width]. */
  private SDVariable[] queriesKeysValues(GraphScope scope, SDVariable x, int in, int width) {
    SDVariable weight = scope.parameter("weight", NORMAL, 3L * width, in);
    SDVariable[] projected = new SDVariable[3];
    // The small weight is cut, not the activations: the same products without a copy of each.
    for (int i = 0; i < 3; i++) {
      int[] from = {i * width, 0};
      projected[i] = ops.linear(x, scope.graph().slice(weight, from, width, in));
    }
    if (config.qkvBias()) {
      SDVariable bias = scope.parameter("bias", Initializer.ZEROS, 3L * width);
      for (int i = 0; i < 3; i++) {
        SDVariable part = scope.graph().slice(bias, new int[] {i * width}, width);
        projected[i] = scope.graph().nn.biasAdd(projected[i], part, false);
      }
    }
    return projected;
  }

  /** Depth-wise pooling and layer norm over the head dimension, [B*N, width] to [B*N', width]. */
  private SDVariable pool(
      GraphScope scope,
      String name,
      SDVariable x,
      TokenGrid grid,
      AttentionSize size,
      PerAxis stride) {
    PerAxis kernelSize = config.poolKernel();
    if (kernelSize.product() == 1 && stride.product() == 1) {
      return x;
    }
    int heads = size.heads();
    int headDim = size.headDim();
    SDVariable kernel =
        scope.parameter(
            "pool_" + name + "/weight",
            Initializer.fanInUniform(kernelSize.product()),
            headDim,
            1,
            kernelSize.rows(),
            kernelSize.columns());
    SDVariable pooled =
        overGrid(
            x,
            grid,
            heads * headDim,
            stride,
            tokens -> ops.poolTokens(tokens, grid, kernel, heads, stride));
    SDVariable perHead = heads == 1 ? pooled : pooled.reshape(-1, headDim);
    SDVariable normed = Layers.norm(scope.child("norm_" + name), perHead, headDim, config);
    return heads == 1 ? normed : normed.reshape(-1, (long) heads * headDim);
  }

  private Optional<RelativeTables> relativeTables(
      GraphScope scope, BlockConfig block, AttentionSize size) {
    if (config.relativeIndex() == RelativeIndex.NONE) {
      return Optional.empty();
    }
    RelativePosition index =
        RelativePosition.of(config.relativeIndex(), block, size.queries(), size.keys());
    return Optional.of(
        new RelativeTables(
            scope.parameter("rel_pos_h", NORMAL, index.rows().entries(), size.headDim()),
            scope.parameter("rel_pos_w", NORMAL, index.columns().entries(), size.headDim()),
            index));
  }

  /** Pools the patches' tokens; a class token passes by. [B*N, width] to [B*N', width]. */
  private SDVariable overGrid(
      SDVariable x, TokenGrid grid, int width, PerAxis stride, UnaryOperator<SDVariable> pooling) {
    if (!config.classToken()) {
      return pooling.apply(x);
    }
    SDVariable tokens = x.reshape(-1, 1 + grid.size(), width); // [B, N, width]
    SDVariable classToken = tokens.get(SDIndex.all(), SDIndex.interval(0, 1), SDIndex.all());
    SDVariable patches = withoutClassToken(tokens, grid.size()).reshape(-1, width);
    SDVariable pooled = pooling.apply(patches).reshape(-1, grid.pooled(stride).size(), width);
    return scope.graph().concat(1, classToken, pooled).reshape(-1, width);
  }

  /** [B, N, D] to [B, patchCount, D]. */
  private SDVariable withoutClassToken(SDVariable tokens, int patchCount) {
    if (!config.classToken()) {
      return tokens;
    }
    return tokens.get(SDIndex.all(), SDIndex.interval(1, 1 + patchCount), SDIndex.all());
  }
}
