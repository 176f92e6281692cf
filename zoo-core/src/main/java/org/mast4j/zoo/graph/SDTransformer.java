package org.mast4j.zoo.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.ops.SDOps;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The ops that every spectrogram transformer shares, in the manner of {@code sd.nn()}: {@code new
 * SDTransformer(sd).gelu(x)}. Each is a composite of stock ops, so that it differentiates, saves
 * and runs on every backend, and exists because the stock op is not what the models were trained
 * with (or has a wrong gradient); the Javadoc says which.
 *
 * <p>Engines know these composites, and attention as the models write it, by their patterns, each
 * of which runs as one op: {@code FuseLinear}, {@code FuseLayerNorm}, {@code FuseGelu} and {@code
 * FuseAttention} of {@code org.mast4j.samediff.rewrite}. Written otherwise a layer gives the same
 * numbers, many times slower; {@code PlannedKindsTest} of samediff-onednn fails then.
 */
public class SDTransformer extends SDOps {
  public SDTransformer(SameDiff sd) {
    super(sd);
  }

  /**
   * Fully connected layer with PyTorch's weight layout, {@code x W^T + b}.
   *
   * @param x [rows, in]
   * @param weight [out, in]
   * @param bias [out]
   * @return [rows, out]
   */
  public SDVariable linear(SDVariable x, SDVariable weight, SDVariable bias) {
    return sd.nn.biasAdd(sd.mmul(x, weight, false, true, false), bias, false);
  }

  /** Fully connected layer without bias; shapes as {@link #linear}. */
  public SDVariable linear(SDVariable x, SDVariable weight) {
    return sd.mmul(x, weight, false, true, false);
  }

  /**
   * Layer normalisation over the last axis with an epsilon, which the stock op lacks.
   *
   * @param x [rows, dim]
   * @param gain [dim]
   * @param bias [dim]
   * @param epsilon added to the variance; 1e-6 in timm, 1e-12 in transformers' AST
   * @return [rows, dim]
   */
  public SDVariable layerNorm(SDVariable x, SDVariable gain, SDVariable bias, double epsilon) {
    // The axis is given as 1, not -1: keepDims with a negative axis is silently wrong in M2.1.
    SDVariable centred = x.sub(x.mean(true, 1));
    SDVariable variance = sd.math.square(centred).mean(true, 1); // [rows, 1]
    SDVariable normalised = centred.mul(sd.math.rsqrt(variance.add(epsilon)));
    return sd.nn.biasAdd(normalised.mul(gain), bias, false);
  }

  /**
   * The exact GELU, {@code x Phi(x)} by the error function. Both stock ones are approximations that
   * differ from it by up to 0.02.
   */
  public SDVariable gelu(SDVariable x) {
    return x.mul(0.5).mul(sd.math.erf(x.mul(1 / Math.sqrt(2))).add(1.0));
  }

  /**
   * Puts the same tokens in front of every clip's.
   *
   * @param extra [1, e, D]
   * @param tokens [B, k, D]
   * @param extraCount e
   * @param tokenCount k
   * @return [B, e + k, D]
   */
  public SDVariable prepend(SDVariable extra, SDVariable tokens, int extraCount, int tokenCount) {
    // The batch size is unknown here: both parts are padded to e + k tokens and the sum repeats the
    // extra ones over the batch, where a concatenation would need them B times.
    return padTokens(tokens, extraCount, 0).add(padTokens(extra, 0, tokenCount));
  }

  /** Zero tokens around those of x, [b, k, D] to [b, before + k + after, D]. */
  private SDVariable padTokens(SDVariable x, int before, int after) {
    int[][] paddings = {{0, 0}, {before, after}, {0, 0}};
    return sd.nn.pad(x, sd.constant(Nd4j.createFromArray(paddings)), 0);
  }

  /**
   * The table's row for each index.
   *
   * @param indices [B, k] int, each below n
   * @param table [n, D]
   * @param tableRows n
   * @return [B*k, D]
   */
  public SDVariable pickRows(SDVariable indices, SDVariable table, int tableRows) {
    // gather has a wrong gradient in M2.1: rows are picked by a one-hot matrix.
    SDVariable oneHot = sd.oneHot(indices, tableRows, 2, 1, 0, table.dataType()); // [B, k, n]
    return sd.mmul(oneHot.reshape((long) -1, tableRows), table);
  }

  /**
   * L2-normalises each row: {@code x / sqrt(sum x^2 + epsilon)}.
   *
   * @param x [rows, dim]
   * @return [rows, dim]
   */
  public SDVariable l2Normalize(SDVariable x, double epsilon) {
    SDVariable squaredNorm = sd.math.square(x).sum(true, 1); // [rows, 1]
    return x.mul(sd.math.rsqrt(squaredNorm.add(epsilon)));
  }
}
