package org.mast4j.ssl.pretrain;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The symmetric contrastive loss of SS-MAST (paper, section 4.1): {@code InfoNCE(f(a), h(b)) +
 * InfoNCE(f(b), h(a))}, each the mean over the batch, the other clips as negatives.
 */
public final class ContrastiveLoss {
  private ContrastiveLoss() {}

  /**
   * Adds the loss to a graph.
   *
   * @param student [2B, P], unit rows: f(a) above f(b)
   * @param teacher [2B, P], unit rows: h(a) above h(b)
   * @return a scalar
   */
  public static SDVariable symmetric(
      SDVariable student, SDVariable teacher, int batch, int width, double temperature) {
    SDVariable fa = half(student, 0, batch, width);
    SDVariable fb = half(student, batch, batch, width);
    SDVariable ha = half(teacher, 0, batch, width);
    SDVariable hb = half(teacher, batch, batch, width);
    return infoNce(fa, hb, batch, temperature).add(infoNce(fb, ha, batch, temperature));
  }

  /**
   * InfoNCE: row i's positive is row i, every other row a negative.
   *
   * @param queries [B, P], unit rows
   * @param keys [B, P], unit rows
   */
  static SDVariable infoNce(SDVariable queries, SDVariable keys, int batch, double temperature) {
    SameDiff sd = queries.getSameDiff();
    SDVariable logits = sd.mmul(queries, keys, false, true, false).mul(1 / temperature); // [B, B]
    SDVariable diagonal = sd.constant(Nd4j.eye(batch).castTo(queries.dataType()));
    // softmaxCrossEntropy ignores its upstream gradient in M2.1, and logSoftmax(x, 1) throws.
    return sd.nn.logSoftmax(logits).mul(diagonal).sum(1).mean().neg();
  }

  private static SDVariable half(SDVariable x, int from, int batch, int width) {
    return x.getSameDiff().slice(x, new int[] {from, 0}, batch, width);
  }
}
