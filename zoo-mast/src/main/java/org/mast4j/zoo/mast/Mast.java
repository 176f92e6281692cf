package org.mast4j.zoo.mast;

import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.Layers;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.mast.MastConfig.BlockConfig;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * MAST's graph: patch embedding, stages of multiscale blocks, mean over tokens (paper, section 3;
 * timm {@code models/mvitv2.py}). Activations are [B*N, D] throughout; a grid goes with them.
 */
final class Mast {
  private final GraphScope scope;
  private final MastConfig config;
  private final SDMast ops;

  private Mast(GraphScope scope, MastConfig config) {
    this.scope = scope;
    this.config = config;
    this.ops = new SDMast(scope.graph());
  }

  static Encoding encode(GraphScope scope, MastConfig config, PatchInput input) {
    return new Mast(scope, config).encode(input);
  }

  private Encoding encode(PatchInput input) {
    SDVariable x =
        Layers.patchEmbedding(
            scope.child("patch_embed/proj"), input.patches(), config, config.widths().get(0));
    TokenGrid grid = input.grid();
    for (BlockConfig block : config.blocks()) {
      GraphScope blockScope = scope.child("stages", block.stage()).child("blocks", block.index());
      x = block(blockScope, x, grid, block);
      grid = grid.pooled(PerAxis.square(block.queryStride()));
    }
    SDVariable tokens = x.reshape(-1, grid.size(), config.outputWidth()); // [B, N', D]
    SDVariable pooled = mean(tokens, grid.size());
    if (!config.finalNorm()) {
      return new Encoding(tokens, pooled, pooled);
    }
    SDVariable normed = Layers.norm(scope.child("norm"), x, config.outputWidth(), config);
    normed = normed.reshape(-1, grid.size(), config.outputWidth());
    return new Encoding(tokens, pooled, mean(normed, grid.size()));
  }

  /** [B, n, D] to [B, D]. */
  private SDVariable mean(SDVariable tokens, int count) {
    // A mean over an axis of size 1 is an NPE in a session.
    return count == 1 ? tokens.reshape(-1, config.outputWidth()) : tokens.mean(1);
  }

  /** x + Attn(LN x), then + MLP(LN x); [B*N, width] to [B*N', outWidth]. */
  private SDVariable block(GraphScope scope, SDVariable x, TokenGrid grid, BlockConfig block) {
    boolean widens = block.width() != block.outWidth();
    int attentionWidth = config.expandAttention() ? block.outWidth() : block.width();

    SDVariable normed = Layers.norm(scope.child("norm1"), x, block.width(), config);
    SDVariable shortcut = x;
    if (widens && config.expandAttention()) {
      shortcut =
          Layers.linear(scope.child("shortcut_proj_attn"), normed, block.width(), block.outWidth());
    }
    if (block.queryStride() > 1) {
      shortcut = ops.maxPoolTokens(shortcut, grid, attentionWidth, block.queryStride());
    }
    x = shortcut.add(attention(scope.child("attn"), normed, grid, block, attentionWidth));

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
  private SDVariable attention(
      GraphScope scope, SDVariable x, TokenGrid grid, BlockConfig block, int width) {
    int headDim = width / block.heads();
    TokenGrid queryGrid = grid.pooled(PerAxis.square(block.queryStride()));
    TokenGrid keyGrid = grid.pooled(PerAxis.square(block.keyStride()));

    Initializer linear = Initializer.truncatedNormal(0.02);
    SDVariable weight = scope.parameter("qkv/weight", linear, 3L * width, block.width());
    SDVariable[] projected = new SDVariable[3];
    // The small weight is cut, not the activations: the same products without a copy of each.
    for (int i = 0; i < 3; i++) {
      projected[i] = ops.linear(x, rows(weight, i * width, width, block.width()));
    }
    if (config.qkvBias()) {
      SDVariable bias = scope.parameter("qkv/bias", Initializer.ZEROS, 3L * width);
      for (int i = 0; i < 3; i++) {
        SDVariable part = scope.graph().slice(bias, new int[] {i * width}, width);
        projected[i] = scope.graph().nn.biasAdd(projected[i], part, false);
      }
    }
    SDVariable q =
        pool(scope, "q", projected[0], grid, block.heads(), headDim, block.queryStride());
    SDVariable k = pool(scope, "k", projected[1], grid, block.heads(), headDim, block.keyStride());
    SDVariable v = pool(scope, "v", projected[2], grid, block.heads(), headDim, block.keyStride());

    RelativePosition index = relativePosition(block, queryGrid, keyGrid);
    SDVariable tableRows = scope.parameter("rel_pos_h", linear, index.tableRows(), headDim);
    SDVariable tableColumns = scope.parameter("rel_pos_w", linear, index.tableColumns(), headDim);
    SDVariable out =
        ops.pooledAttention(
            q, k, v, tableRows, tableColumns, index, block.heads(), config.residualPooling());
    return Layers.linear(scope.child("proj"), out, width, width);
  }

  private SDVariable rows(SDVariable weight, int from, int count, int columns) {
    return scope.graph().slice(weight, new int[] {from, 0}, count, columns);
  }

  /** Depth-wise pooling and layer norm over the head dimension, [B*N, width] to [B*N', width]. */
  private SDVariable pool(
      GraphScope scope,
      String name,
      SDVariable x,
      TokenGrid grid,
      int heads,
      int headDim,
      int stride) {
    int side = MastConfig.POOL_KERNEL;
    SDVariable kernel =
        scope.parameter(
            "pool_" + name + "/weight",
            Initializer.fanInUniform((long) side * side),
            headDim,
            1,
            side,
            side);
    SDVariable pooled = ops.poolTokens(x, grid, kernel, heads, stride);
    SDVariable perHead = heads == 1 ? pooled : pooled.reshape(-1, headDim);
    SDVariable normed = Layers.norm(scope.child("norm_" + name), perHead, headDim, config);
    return heads == 1 ? normed : normed.reshape(-1, (long) heads * headDim);
  }

  private RelativePosition relativePosition(
      BlockConfig block, TokenGrid queryGrid, TokenGrid keyGrid) {
    TokenGrid tableQueries = block.tableGrid().pooled(PerAxis.square(block.queryStride()));
    TokenGrid tableKeys = block.tableGrid().pooled(PerAxis.square(block.keyStride()));
    boolean centred = config.relativeIndex() == RelativeIndex.CENTRED;
    TokenGrid offsetQueries = centred ? tableQueries : queryGrid;
    TokenGrid offsetKeys = centred ? tableKeys : keyGrid;
    return new RelativePosition(
        queryGrid,
        keyGrid,
        RelativePosition.offset(offsetQueries.rows(), offsetKeys.rows()),
        RelativePosition.offset(offsetQueries.columns(), offsetKeys.columns()),
        RelativePosition.tableLength(tableQueries.rows(), tableKeys.rows()),
        RelativePosition.tableLength(tableQueries.columns(), tableKeys.columns()));
  }
}
