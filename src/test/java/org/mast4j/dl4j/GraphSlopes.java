package org.mast4j.dl4j;

import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.mast4j.testkit.Slopes;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** A network's gradients beside finite differences. */
final class GraphSlopes {
  private GraphSlopes() {}

  /**
   * Compares along one random direction a parameter.
   *
   * @param graph a classifier of tiny encoders' classes, in double
   */
  static void assertGradients(ComputationGraph graph) {
    int batch = 3;
    DataSet data = TinyEncoders.data(batch, 1, DataType.DOUBLE);
    graph.setInput(0, data.getFeatures());
    graph.setLabel(0, data.getLabels());
    graph.computeGradientAndScore();
    Map<String, INDArray> gradients = new TreeMap<>();
    graph
        .gradient()
        .gradientForVariable()
        .forEach((name, array) -> gradients.put(name, array.dup('c')));
    // DL4J's gradients are sums over the batch, its score is the mean.
    Slopes.assertEachSlope(gradients, graph.paramTable(), () -> batch * graph.score(data));
  }
}
