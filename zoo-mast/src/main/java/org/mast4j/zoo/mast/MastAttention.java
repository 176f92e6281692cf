package org.mast4j.zoo.mast;

import java.util.Optional;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Heads;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.graph.QueryKeyValue;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.mast.SDMast.AttentionSize;
import org.mast4j.zoo.mast.SDMast.RelativeBias;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Multi-head pooling attention with its parameters (paper, section 3.1; timm's {@code
 * MultiScaleAttention}).
 */
final class MastAttention {
  /** The name of each attention's softmax, below {@code stages/i/blocks/j/attn}. */
  static final String PROBABILITIES = "probabilities";

  /** The tables of relative positions over frequency and over time. */
  static final String TABLE_ROWS = "rel_pos_h";

  static final String TABLE_COLUMNS = "rel_pos_w";

  private final GraphScope scope;
  private final MastConfig config;
  private final BlockConfig block;
  private final SDMast ops;
  private final int width;
  private final Heads heads;

  MastAttention(GraphScope scope, MastConfig config, BlockConfig block) {
    this.scope = scope;
    this.config = config;
    this.block = block;
    this.ops = new SDMast(scope.graph());
    this.width = block.attentionWidth();
    this.heads = Heads.over(width, block.heads());
  }

  /** [B*N, in] to [B*N', width]. */
  SDVariable of(SDVariable x) {
    QueryKeyValue qkv =
        new QueryKeyValue(scope.child("qkv"), block.width(), width, config.qkvBias());
    SDVariable q = pool("q", qkv.queries(x), block.queryStride());
    SDVariable k = pool("k", qkv.keys(x), block.keyStride());
    SDVariable v = pool("v", qkv.values(x), block.keyStride());
    AttentionSize size =
        new AttentionSize(block.queries(), block.keys(), heads, config.classToken());
    SDVariable probabilities = ops.attentionProbabilities(q, k, relativeBias(), size);
    SDVariable out = ops.attend(scope.named(PROBABILITIES, probabilities), v, size);
    if (config.residualPooling()) {
      out = out.add(q);
    }
    return TransformerLayers.linear(scope.child("proj"), out, width, width);
  }

  /**
   * The same of the class token alone, which is pooled with nothing and has no position; [B*N, in]
   * to [B, width]. What it doesn't need of the parameters has a gradient all the same: 0.
   */
  SDVariable ofClassToken(SDVariable x) {
    QueryKeyValue qkv =
        new QueryKeyValue(scope.child("qkv"), block.width(), width, config.qkvBias());
    SDVariable first = ops.firstTokens(x, 1, 1 + block.grid().size(), block.width());
    SDVariable q = qkv.queries(first);
    if (isPooled(block.queryStride())) {
      q = without(norm("q", q), kernel("q"));
    }
    SDVariable k = pool("k", qkv.keys(x), block.keyStride());
    SDVariable v = pool("v", qkv.values(x), block.keyStride());
    int keyTokens = 1 + block.keys().size();
    SDVariable scaled = ops.splitHeads(q, 1, heads).mul(1 / Math.sqrt(heads.width()));
    SDVariable probabilities =
        ops.attentionProbabilities(
            scaled, ops.splitHeads(k, keyTokens, heads), Optional.empty(), keyTokens);
    SDVariable values = ops.splitHeads(v, keyTokens, heads); // [B*heads, Nk, d]
    SDVariable out = ops.mergeHeads(scope.graph().mmul(probabilities, values), 1, heads);
    if (config.residualPooling()) {
      out = out.add(q);
    }
    Optional<RelativeBias> relative = relativeBias();
    if (relative.isPresent()) {
      out = without(without(out, relative.get().tableRows()), relative.get().tableColumns());
    }
    return TransformerLayers.linear(scope.child("proj"), out, width, width);
  }

  /** x as it is, as a function of a parameter too. */
  private static SDVariable without(SDVariable x, SDVariable parameter) {
    return x.add(parameter.sum().mul(0.0));
  }

  /** Where kernel and stride are both 1 x 1 there is neither pooling nor its norm. */
  private boolean isPooled(PerAxis stride) {
    return config.poolKernel().product() != 1 || stride.product() != 1;
  }

  private SDVariable kernel(String name) {
    PerAxis size = config.poolKernel();
    return scope.parameter(
        "pool_" + name + "/weight",
        Initializer.fanInUniform(size.product()),
        heads.width(),
        1,
        size.rows(),
        size.columns());
  }

  /** Depth-wise pooling and layer norm over the head dimension, [B*N, width] to [B*N', width]. */
  private SDVariable pool(String name, SDVariable x, PerAxis stride) {
    if (!isPooled(stride)) {
      return x;
    }
    SDVariable kernel = kernel(name);
    SDVariable pooled =
        new GridPooling(block.grid(), stride, config.classToken())
            .of(x, width, tokens -> ops.poolTokens(tokens, block.grid(), kernel, heads, stride));
    return norm(name, pooled);
  }

  /** Layer norm over the head dimension. */
  private SDVariable norm(String name, SDVariable pooled) {
    SDVariable perHead = heads.count() == 1 ? pooled : pooled.reshape(-1, heads.width());
    SDVariable normed =
        TransformerLayers.norm(
            scope.child("norm_" + name), perHead, heads.width(), config.layerNormEpsilon());
    return heads.count() == 1 ? normed : normed.reshape((long) -1, width);
  }

  private Optional<RelativeBias> relativeBias() {
    if (config.relativeIndex() == RelativeIndex.NONE) {
      return Optional.empty();
    }
    RelativePosition index = RelativePosition.of(config.relativeIndex(), block);
    return Optional.of(
        new RelativeBias(
            table(TABLE_ROWS, index.rows()), table(TABLE_COLUMNS, index.columns()), index));
  }

  private SDVariable table(String name, RelativeAxis axis) {
    return scope.parameter(name, TransformerLayers.NORMAL, axis.entries(), heads.width());
  }
}
