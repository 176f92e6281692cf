package org.mast4j.ssl.pretrain.ssmast;

import java.io.IOException;
import java.util.Map;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A micro-batch's part of a step. It needs nothing but a network's weights, so that its bytes can
 * be sent to another process, which sends those of the answer back; both are safetensors.
 */
public sealed interface MicroBatchWork permits ProjectionWork, GradientWork {
  String COTANGENT = "cotangent";

  /** What is to be done, as named arrays, not copies. */
  Weights request();

  /** Does it on this network. */
  byte[] answer(ProjectedEncoder network);

  /** The request's bytes. */
  default byte[] toBytes() {
    return SafeTensors.toBytes(request());
  }

  /**
   * What gave these bytes.
   *
   * @throws IOException if they are malformed
   * @throws IllegalArgumentException naming an array that is missing
   */
  static MicroBatchWork of(byte[] bytes) throws IOException {
    Weights request = SafeTensors.read(bytes);
    Map<String, INDArray> arrays = request.toMap();
    ViewBatch views = ViewBatch.of(request);
    return arrays.containsKey(COTANGENT)
        ? new GradientWork(views, arrays.get(COTANGENT))
        : new ProjectionWork(views);
  }
}
