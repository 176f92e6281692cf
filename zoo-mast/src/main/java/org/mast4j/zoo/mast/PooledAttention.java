package org.mast4j.zoo.mast;

import org.mast4j.settings.Require;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * MAST's attention as a layer for a graph of one's own: queries, keys and values by one linear
 * layer, pooled by learned depth-wise convolutions and normed, relative positions of this grid, the
 * pooled queries added, a linear layer (MViTv2, arXiv 2112.01526, section 3). {@link SDMast} has
 * its ops one by one.
 *
 * @param grid in which the tokens lie, N of them
 * @param in width of a token
 * @param out width of a token that comes out, a multiple of the heads
 * @param heads attention heads
 * @param queryStride by which tokens become fewer
 * @param keyStride by which keys and values are pooled
 */
public record PooledAttention(
    TokenGrid grid, int in, int out, int heads, PerAxis queryStride, PerAxis keyStride) {
  /** Its options: the paper's, but with tables for the grid at hand. */
  private static final MastConfig OPTIONS =
      MastVariants.small().withRelativeIndex(RelativeIndex.CENTRED);

  public PooledAttention {
    Require.positive("in", in);
    Require.positive("heads", heads);
    Require.that(out > 0 && out % heads == 0, "out", out, "a multiple of heads " + heads);
  }

  /** The grid of the tokens that come out, N' of them. */
  public TokenGrid pooled() {
    return grid.pooled(queryStride);
  }

  /**
   * Adds the layer to a graph, with its parameters, named as checkpoints have them.
   *
   * @param x [B*N, in]
   * @return [B*N', out]
   */
  public SDVariable of(GraphScope scope, SDVariable x) {
    BlockConfig block =
        new BlockConfig(0, 0, in, out, out, heads, queryStride, keyStride, grid, grid);
    return new MastAttention(scope, OPTIONS, block).of(x);
  }
}
