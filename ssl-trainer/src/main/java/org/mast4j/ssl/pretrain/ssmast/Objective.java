package org.mast4j.ssl.pretrain.ssmast;

import java.util.Optional;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a step minimises: how a batch gets from its views to loss and gradients. */
interface Objective extends AutoCloseable {
  /** A network's projections of all views, [2B, P]; the caller's. */
  INDArray project(ProjectedEncoder network, ViewBatch views);

  /**
   * The loss of the student's projections, and its gradients with respect to the student's
   * parameters.
   *
   * @param keys [2B, P]: the teacher's, h(a) above h(b)
   * @param queue [K, P], if the negatives are a queue's
   * @return lent until the next call
   */
  Gradients gradients(ViewBatch views, INDArray keys, Optional<INDArray> queue);

  @Override
  void close();
}
