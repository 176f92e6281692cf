package org.mast4j.zoo.mast;

import java.util.Arrays;
import java.util.Optional;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.Heads;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * MAST's own ops over a graph, in the manner of {@code sd.nn()}: {@code new
 * SDMast(sd).pooledAttention(...)}. Composites of stock ops, as all of {@link SDTransformer}.
 */
public final class SDMast extends SDTransformer {
  public SDMast(SameDiff sd) {
    super(sd);
  }

  /**
   * Depth-wise convolution of a token grid, one kernel set for all heads, padded by half the
   * kernel.
   *
   * @param x [B*N, heads*d], tokens of {@code grid}
   * @param kernel [d, 1, kh, kw], both odd, the checkpoint's layout
   * @return [B*N', heads*d], tokens of {@code grid.pooled(stride)}
   */
  public SDVariable poolTokens(
      SDVariable x, TokenGrid grid, SDVariable kernel, Heads heads, PerAxis stride) {
    long[] shape = kernel.getShape();
    int height = (int) shape[2];
    int length = (int) shape[3];
    int width = heads.total();
    SDVariable yxio = sd.permute(kernel, 2, 3, 0, 1); // [kh, kw, d, 1]
    if (heads.count() > 1) {
      SDVariable[] shared = new SDVariable[heads.count()];
      Arrays.fill(shared, yxio);
      yxio = sd.concat(2, shared); // [kh, kw, heads*d, 1]
    }
    SDVariable image = x.reshape(-1, grid.rows(), grid.columns(), width); // NHWC
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(height)
            .kW(length)
            .sH(stride.rows())
            .sW(stride.columns())
            .pH(height / 2)
            .pW(length / 2)
            .dH(1)
            .dW(1)
            .paddingMode(PaddingMode.VALID)
            .dataFormat("NHWC")
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    return sd.cnn.depthWiseConv2d(image, yxio, config).reshape(-1, width);
  }

  /**
   * Max pooling of a token grid, for the shortcut around a block whose queries pool: along an axis
   * of stride s &gt; 1 the kernel is s + 1, the padding half of it, rounded down.
   *
   * @param x [B*N, width]
   * @return [B*N', width]
   * @throws IllegalArgumentException if the result has not the tokens of {@code
   *     grid.pooled(stride)}, as with an odd stride that divides the grid (timm can't add them
   *     either)
   */
  public SDVariable maxPoolTokens(SDVariable x, TokenGrid grid, int width, PerAxis stride) {
    int height = stride.rows() > 1 ? stride.rows() + 1 : 1;
    int length = stride.columns() > 1 ? stride.columns() + 1 : 1;
    TokenGrid pooled =
        new TokenGrid(
            (grid.rows() + 2 * (height / 2) - height) / stride.rows() + 1,
            (grid.columns() + 2 * (length / 2) - length) / stride.columns() + 1);
    if (!pooled.equals(grid.pooled(stride))) {
      throw new IllegalArgumentException(
          "query stride "
              + stride
              + " on "
              + grid
              + ": the shortcut pools to "
              + pooled
              + ", the queries to "
              + grid.pooled(stride)
              + "; use an even stride or another input size");
    }
    Pooling2DConfig config =
        Pooling2DConfig.builder()
            .kH(height)
            .kW(length)
            .sH(stride.rows())
            .sW(stride.columns())
            .pH(height / 2)
            .pW(length / 2)
            .isNHWC(true)
            .build();
    SDVariable image = x.reshape(-1, grid.rows(), grid.columns(), width); // NHWC
    return sd.cnn.maxPooling2d(image, config).reshape(-1, width);
  }

  /**
   * The sizes of one pooled attention.
   *
   * @param queries grid of the pooled queries
   * @param keys grid of the pooled keys and values
   * @param heads attention heads, of d values each
   * @param classToken whether a class token goes in front of both grids
   */
  public record AttentionSize(TokenGrid queries, TokenGrid keys, Heads heads, boolean classToken) {
    /** Nq. */
    public int queryTokens() {
      return queries.size() + (classToken ? 1 : 0);
    }

    /** Nk. */
    public int keyTokens() {
      return keys.size() + (classToken ? 1 : 0);
    }
  }

  /**
   * The relative position of one attention.
   *
   * @param tableRows [entries, d], over frequency; {@code index.rows().entries()} of them
   * @param tableColumns [entries, d], over time; {@code index.columns().entries()} of them
   * @param index which table entry a pair of positions has
   */
  public record RelativeBias(
      SDVariable tableRows, SDVariable tableColumns, RelativePosition index) {}

  /**
   * Decomposed relative-position bias: {@code E_ij = Q_i . R_h[h(i), h(j)] + Q_i . R_w[w(i), w(j)]}
   * (MViTv2, arXiv 2112.01526, section 3.1; timm's {@code cal_rel_pos_type}).
   *
   * @param queries [B*heads, Nq, d], unscaled
   * @return [B*heads, Nq, Nk]
   */
  public SDVariable relativePosition(SDVariable queries, RelativeBias relative) {
    RelativePosition index = relative.index();
    int nq = index.queries().size();
    int nk = index.keys().size();
    int perQuery = index.keys().rows() + index.keys().columns();
    SDVariable picked =
        sd.concat(
            1,
            ofQueries(index.rowOfQuery(), index.rows(), relative.tableRows()),
            ofQueries(index.columnOfQuery(), index.columns(), relative.tableColumns()));
    SDVariable byPosition = sd.permute(queries, 1, 0, 2); // [Nq, B*heads, d]
    SDVariable scores = sd.mmul(byPosition, picked, false, true, false); // [Nq, B*heads, kh+kw]
    SDVariable byClip = sd.permute(scores, 1, 0, 2).reshape(-1, perQuery); // [B*heads*Nq, kh+kw]
    // Each key sums the score of its row and that of its column.
    DataType type = relative.tableRows().dataType();
    SDVariable keySpread = // [kh+kw, Nk]
        sd.concat(
            0,
            spread(index.rowOfKey(), index.keys().rows(), type),
            spread(index.columnOfKey(), index.keys().columns(), type));
    return sd.mmul(byClip, keySpread).reshape(-1, nq, nk);
  }

  /** [k, Nk], a one for each key at its position, of k along an axis. */
  private SDVariable spread(int[] positions, int count, DataType type) {
    return sd.oneHot(sd.constant(Nd4j.createFromArray(positions)), count, 0, 1, 0, type);
  }

  /**
   * The table entries of each query and each key position along one axis, [entries, d] to [Nq, k,
   * d]. They are picked for each position of the queries first, then spread over the grid: the
   * one-hot matrices would otherwise be larger still.
   *
   * @param positions each query's, Nq of them
   */
  private SDVariable ofQueries(int[] positions, RelativeAxis axis, SDVariable table) {
    int headDim = (int) table.getShape()[1];
    SDVariable ofPositions = pickRows(axis.pairs(), table, axis.entries()); // [q*k, d]
    SDVariable flat = ofPositions.reshape(axis.queries(), (long) axis.keys() * headDim);
    return pickRows(positions, flat, axis.queries())
        .reshape(positions.length, axis.keys(), headDim);
  }

  /**
   * Multi-head attention over pooled queries, keys and values with relative position: {@code
   * softmax(QK^T/sqrt d + E) V}. A class token has no position: its row and column of E are 0.
   *
   * @param queries [B*Nq, heads*d]
   * @param keys [B*Nk, heads*d]
   * @param values [B*Nk, heads*d]
   * @param relative what E is made of; empty for none
   * @return [B*Nq, heads*d]
   */
  public SDVariable pooledAttention(
      SDVariable queries,
      SDVariable keys,
      SDVariable values,
      Optional<RelativeBias> relative,
      AttentionSize size) {
    return attend(attentionProbabilities(queries, keys, relative, size), values, size);
  }

  /** The softmax of {@link #pooledAttention}, [B*heads, Nq, Nk]; parameters as there. */
  public SDVariable attentionProbabilities(
      SDVariable queries, SDVariable keys, Optional<RelativeBias> relative, AttentionSize size) {
    Heads heads = size.heads();
    SDVariable q = splitHeads(queries, size.queryTokens(), heads); // [B*heads, Nq, d]
    SDVariable k = splitHeads(keys, size.keyTokens(), heads); // [B*heads, Nk, d]
    Optional<SDVariable> bias = relative.map(r -> bias(q, r, size.classToken()));
    SDVariable scaled = q.mul(1 / Math.sqrt(heads.width()));
    return attentionProbabilities(scaled, k, bias, size.keyTokens());
  }

  /**
   * The rest of {@link #pooledAttention}: the values' means by {@link #attentionProbabilities}.
   *
   * @param probabilities [B*heads, Nq, Nk]
   * @param values [B*Nk, heads*d]
   * @return [B*Nq, heads*d]
   */
  public SDVariable attend(SDVariable probabilities, SDVariable values, AttentionSize size) {
    SDVariable v = splitHeads(values, size.keyTokens(), size.heads()); // [B*heads, Nk, d]
    return mergeHeads(sd.mmul(probabilities, v), size.queryTokens(), size.heads());
  }

  /** E, [B*heads, Nq, d] to [B*heads, Nq, Nk]. */
  private SDVariable bias(SDVariable queries, RelativeBias relative, boolean classToken) {
    if (!classToken) {
      return relativePosition(queries, relative);
    }
    int nq = relative.index().queries().size();
    SDVariable ofGrid = queries.get(SDIndex.all(), SDIndex.interval(1, 1 + nq), SDIndex.all());
    int[][] paddings = {{0, 0}, {1, 0}, {1, 0}};
    SDVariable padding = sd.constant(Nd4j.createFromArray(paddings));
    return sd.nn.pad(relativePosition(ofGrid, relative), padding, 0);
  }
}
