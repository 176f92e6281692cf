package org.mast4j.zoo.mast;

import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
   * @param kernel [d, 1, k, k], k odd, the checkpoint's layout
   * @return [B*N', heads*d], tokens of {@code grid.pooled(stride)}
   */
  public SDVariable poolTokens(
      SDVariable x, TokenGrid grid, SDVariable kernel, int heads, int stride) {
    long[] shape = kernel.getShape();
    int headDim = (int) shape[0];
    int side = (int) shape[2];
    int width = heads * headDim;
    SDVariable yxio = sd.permute(kernel, 2, 3, 0, 1); // [k, k, d, 1]
    if (heads > 1) {
      SDVariable[] shared = new SDVariable[heads];
      java.util.Arrays.fill(shared, yxio);
      yxio = sd.concat(2, shared); // [k, k, heads*d, 1]
    }
    SDVariable image = x.reshape(-1, grid.rows(), grid.columns(), width); // NHWC
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(side)
            .kW(side)
            .sH(stride)
            .sW(stride)
            .pH(side / 2)
            .pW(side / 2)
            .dH(1)
            .dW(1)
            .paddingMode(PaddingMode.VALID)
            .dataFormat("NHWC")
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    return sd.cnn.depthWiseConv2d(image, yxio, config).reshape(-1, width);
  }

  /**
   * Max pooling of a token grid, for the shortcut around a block whose queries pool: kernel
   * stride+1, padding (stride+1)/2.
   *
   * @param x [B*N, width]
   * @return [B*N', width]
   */
  public SDVariable maxPoolTokens(SDVariable x, TokenGrid grid, int width, int stride) {
    int side = stride + 1;
    Pooling2DConfig config =
        Pooling2DConfig.builder()
            .kH(side)
            .kW(side)
            .sH(stride)
            .sW(stride)
            .pH(side / 2)
            .pW(side / 2)
            .isNHWC(true)
            .build();
    SDVariable image = x.reshape(-1, grid.rows(), grid.columns(), width); // NHWC
    return sd.cnn.maxPooling2d(image, config).reshape(-1, width);
  }

  /**
   * Decomposed relative-position bias: {@code E_ij = Q_i . R_h[h(i), h(j)] + Q_i . R_w[w(i), w(j)]}
   * (MViTv2, arXiv 2112.01526, section 3.1; timm's {@code cal_rel_pos_type}).
   *
   * @param queries [B*heads, Nq, d], unscaled
   * @param tableRows [rows of the table, d]
   * @param tableColumns [rows of the table, d]
   * @param index which table row a pair of positions has
   * @return [B*heads, Nq, Nk]
   */
  public SDVariable relativePosition(
      SDVariable queries, SDVariable tableRows, SDVariable tableColumns, RelativePosition index) {
    int headDim = (int) tableRows.getShape()[1];
    int nq = index.queries().size();
    int nk = index.keys().size();
    int perQuery = index.keys().rows() + index.keys().columns();
    DataType type = tableRows.dataType();
    // gather has a wrong gradient in M2.1: rows are picked by a constant one-hot matrix.
    SDVariable rows = sd.mmul(constant(index.rowSelector(), type), tableRows);
    SDVariable columns = sd.mmul(constant(index.columnSelector(), type), tableColumns);
    SDVariable picked =
        sd.concat(
            1,
            rows.reshape(nq, index.keys().rows(), headDim),
            columns.reshape(nq, index.keys().columns(), headDim)); // [Nq, kh+kw, d]
    SDVariable byPosition = sd.permute(queries, 1, 0, 2); // [Nq, B*heads, d]
    SDVariable scores = sd.mmul(byPosition, picked, false, true, false); // [Nq, B*heads, kh+kw]
    SDVariable byClip = sd.permute(scores, 1, 0, 2).reshape(-1, perQuery); // [B*heads*Nq, kh+kw]
    // Each key sums the score of its row and that of its column.
    return sd.mmul(byClip, constant(index.keySpread(), type)).reshape(-1, nq, nk);
  }

  /**
   * Multi-head attention over pooled queries, keys and values with relative position and residual
   * pooling: {@code softmax(QK^T/sqrt d + E) V + Q}.
   *
   * @param queries [B*Nq, heads*d]
   * @param keys [B*Nk, heads*d]
   * @param values [B*Nk, heads*d]
   * @param residual whether the pooled queries are added to the result
   * @return [B*Nq, heads*d]
   */
  public SDVariable pooledAttention(
      SDVariable queries,
      SDVariable keys,
      SDVariable values,
      SDVariable tableRows,
      SDVariable tableColumns,
      RelativePosition index,
      int heads,
      boolean residual) {
    int headDim = (int) tableRows.getShape()[1];
    int nq = index.queries().size();
    int nk = index.keys().size();
    SDVariable q = splitHeads(queries, nq, heads, headDim); // [B*heads, Nq, d]
    SDVariable k = splitHeads(keys, nk, heads, headDim); // [B*heads, Nk, d]
    SDVariable v = splitHeads(values, nk, heads, headDim); // [B*heads, Nk, d]
    SDVariable scores = sd.mmul(q.mul(1 / Math.sqrt(headDim)), k, false, true, false);
    SDVariable biased = scores.add(relativePosition(q, tableRows, tableColumns, index));
    // With one key the softmax is 1, and its gradient would reduce an axis of size 1 (an NPE).
    SDVariable out = nk == 1 ? sd.mmul(onesLike(biased), v) : sd.mmul(softmax(biased), v);
    SDVariable attended = residual ? out.add(q) : out;
    return mergeHeads(attended, nq, heads, headDim);
  }

  private SDVariable softmax(SDVariable scores) {
    return sd.nn.softmax(scores, 2);
  }

  private SDVariable onesLike(SDVariable x) {
    return x.mul(0.0).add(1.0);
  }

  /** [B*N, heads*d] to [B*heads, N, d]. */
  private SDVariable splitHeads(SDVariable x, int tokens, int heads, int headDim) {
    if (heads == 1) {
      return x.reshape(-1, tokens, headDim);
    }
    SDVariable split = x.reshape(-1, tokens, heads, headDim);
    return sd.permute(split, 0, 2, 1, 3).reshape(-1, tokens, headDim);
  }

  /** [B*heads, N, d] to [B*N, heads*d]. */
  private SDVariable mergeHeads(SDVariable x, int tokens, int heads, int headDim) {
    if (heads == 1) {
      return x.reshape(-1, headDim);
    }
    SDVariable split = x.reshape(-1, heads, tokens, headDim);
    return sd.permute(split, 0, 2, 1, 3).reshape(-1, heads * headDim);
  }

  private SDVariable constant(float[][] values, DataType type) {
    INDArray array = Nd4j.createFromArray(values).castTo(type);
    return sd.constant(array);
  }
}
