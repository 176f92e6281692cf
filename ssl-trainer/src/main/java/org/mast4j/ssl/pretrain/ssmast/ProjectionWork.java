package org.mast4j.ssl.pretrain.ssmast;

import java.io.IOException;
import java.util.Map;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The projections of a micro-batch's views, without gradients.
 *
 * @param views n of them
 */
public record ProjectionWork(ViewBatch views) implements MicroBatchWork {
  /** The projections, [n, P]; the caller's. */
  INDArray on(ProjectedEncoder network) {
    return network.project(views);
  }

  @Override
  public Weights request() {
    return Weights.of(views.inputs());
  }

  @Override
  public byte[] answer(ProjectedEncoder network) {
    try (INDArray projected = on(network)) {
      return SafeTensors.toBytes(Weights.of(Map.of(ProjectedEncoder.PROJECTED, projected)));
    }
  }

  /**
   * The projections, [n, P], of an {@link #answer}.
   *
   * @throws IOException if it is malformed
   */
  public static INDArray projections(byte[] answer) throws IOException {
    return SafeTensors.read(answer).get(ProjectedEncoder.PROJECTED);
  }
}
