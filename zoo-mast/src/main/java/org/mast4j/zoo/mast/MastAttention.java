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

  /** Depth-wise pooling and layer norm over the head dimension, [B*N, width] to [B*N', width]. */
  private SDVariable pool(String name, SDVariable x, PerAxis stride) {
    PerAxis size = config.poolKernel();
    if (size.product() == 1 && stride.product() == 1) {
      return x;
    }
    SDVariable kernel =
        scope.parameter(
            "pool_" + name + "/weight",
            Initializer.fanInUniform(size.product()),
            heads.width(),
            1,
            size.rows(),
            size.columns());
    SDVariable pooled =
        new GridPooling(block.grid(), stride, config.classToken())
            .of(x, width, tokens -> ops.poolTokens(tokens, block.grid(), kernel, heads, stride));
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
