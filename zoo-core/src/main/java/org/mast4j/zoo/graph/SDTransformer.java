package org.mast4j.zoo.graph;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDIndex;
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
   * @param leading [1, e, D]
   * @param tokens [B, k, D]
   * @param leadingCount e
   * @param tokenCount k
   * @return [B, e + k, D]
   */
  public SDVariable prepend(
      SDVariable leading, SDVariable tokens, int leadingCount, int tokenCount) {
    // The batch size is unknown here: both parts are padded to e + k tokens and the sum repeats the
    // leading ones over the batch, where a concatenation would need them B times.
    return padTokens(tokens, leadingCount, 0).add(padTokens(leading, 0, tokenCount));
  }

  /** Zero tokens around those of x, [b, k, D] to [b, before + k + after, D]. */
  private SDVariable padTokens(SDVariable x, int before, int after) {
    int[][] paddings = {{0, 0}, {before, after}, {0, 0}};
    return sd.nn.pad(x, sd.constant(Nd4j.createFromArray(paddings)), 0);
  }

  /**
   * The first tokens of each clip; of all of them the same rows.
   *
   * @param x [B*n, width]
   * @param count how many, e
   * @param tokenCount n
   * @return [B*e, width]
   */
  public SDVariable firstTokens(SDVariable x, int count, int tokenCount, int width) {
    if (count == tokenCount) {
      return x;
    }
    return x.reshape(-1, tokenCount, width)
        .get(SDIndex.all(), SDIndex.interval(0, count), SDIndex.all())
        .reshape((long) -1, width);
  }

  /**
   * Splits the heads of an attention's queries, keys or values.
   *
   * @param x [B*n, heads*d]
   * @param tokenCount n
   * @return [B*heads, n, d]
   */
  public SDVariable splitHeads(SDVariable x, int tokenCount, Heads heads) {
    if (heads.count() == 1) {
      return x.reshape(-1, tokenCount, heads.width());
    }
    SDVariable split = x.reshape(-1, tokenCount, heads.count(), heads.width());
    return sd.permute(split, 0, 2, 1, 3).reshape(-1, tokenCount, heads.width());
  }

  /**
   * Puts the heads of an attention's result side by side again.
   *
   * @param x [B*heads, n, d]
   * @param tokenCount n
   * @return [B*n, heads*d]
   */
  public SDVariable mergeHeads(SDVariable x, int tokenCount, Heads heads) {
    if (heads.count() == 1) {
      return x.reshape(-1, heads.width());
    }
    SDVariable split = x.reshape(-1, heads.count(), tokenCount, heads.width());
    return sd.permute(split, 0, 2, 1, 3).reshape((long) -1, heads.total());
  }

  /**
   * How much each query attends to each key, {@code softmax(Q K^T + bias)}.
   *
   * @param queries [B*heads, Nq, d], divided by the square root of d already
   * @param keys [B*heads, Nk, d]
   * @param bias [B*heads, Nq, Nk]; empty for none
   * @param keyCount Nk
   * @return [B*heads, Nq, Nk]
   */
  public SDVariable attentionProbabilities(
      SDVariable queries, SDVariable keys, Optional<SDVariable> bias, int keyCount) {
    SDVariable products = sd.mmul(queries, keys, false, true, false);
    SDVariable scores = bias.map(products::add).orElse(products);
    // Of one key it is 1, and the softmax's gradient would reduce an axis of size 1: an NPE in
    // M2.1's sessions.
    return keyCount == 1 ? scores.mul(0.0).add(1.0) : sd.nn.softmax(scores, 2);
  }

  /**
   * The mean of each clip's tokens.
   *
   * @param x [B, n, D]
   * @param tokenCount n
   * @param width D
   * @return [B, D]
   */
  public SDVariable meanOfTokens(SDVariable x, int tokenCount, int width) {
    // A mean over an axis of size 1 is an NPE in M2.1's sessions.
    return tokenCount == 1 ? x.reshape((long) -1, width) : x.mean(1);
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
   * As {@link #pickRows(SDVariable, SDVariable, int)}, of rows that are always the same.
   *
   * @param indices k of them, each below n
   * @return [k, D]
   */
  public SDVariable pickRows(int[] indices, SDVariable table, int tableRows) {
    // Of indices that are known an engine makes the matrix once; a constant matrix it would have to
    // compare at each call.
    SDVariable known = sd.constant(Nd4j.createFromArray(indices));
    return sd.mmul(sd.oneHot(known, tableRows, 1, 1, 0, table.dataType()), table);
  }

  /**
   * The mean over the rows of the cross-entropy between the softmax of logits and a distribution.
   *
   * @param logits [rows, classes]
   * @param targets [rows, classes], each row's sum 1
   * @return a scalar
   */
  public SDVariable crossEntropy(SDVariable logits, SDVariable targets) {
    // softmaxCrossEntropy ignores its upstream gradient in M2.1, and logSoftmax(x, 1) throws.
    return sd.nn.logSoftmax(logits).mul(targets).sum(1).mean().neg();
  }

  /**
   * The same where every row's target is the first class; no targets as large as the logits.
   *
   * @param rows how many
   */
  public SDVariable crossEntropyOfFirst(SDVariable logits, int rows) {
    return sd.slice(sd.nn.logSoftmax(logits), new int[] {0, 0}, rows, 1).mean().neg();
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
