package org.mast4j.ssl.pretrain.ssmast;

import java.io.IOException;
import java.util.Map;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a micro-batch adds to the gradients with respect to the parameters.
 *
 * @param views n of them
 * @param cotangent [n, P]: the gradient of the batch's loss with respect to their projections
 */
public record GradientWork(ViewBatch views, INDArray cotangent) implements MicroBatchWork {
  /** The gradients; of the network's next work no longer. */
  Gradients on(ProjectedEncoder network) {
    return network.gradients(views, cotangent);
  }

  @Override
  public Weights request() {
    return Weights.of(views.inputs()).with(COTANGENT, cotangent);
  }

  @Override
  public byte[] answer(ProjectedEncoder network) {
    try (Gradients gradients = on(network)) {
      return SafeTensors.toBytes(Weights.of(gradients.byParameter()));
    }
  }

  /**
   * The gradients by parameter name of an {@link #answer}.
   *
   * @throws IOException if it is malformed
   */
  public static Map<String, INDArray> gradients(byte[] answer) throws IOException {
    return SafeTensors.read(answer).toMap();
  }
}
