package org.mast4j.ssl.pretrain.ssmast;

import java.util.Map;
import java.util.Optional;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The loss in the student's graph, which runs once for the whole batch. */
final class WholeBatch implements Objective {
  private final ProjectedEncoder student;

  WholeBatch(ProjectedEncoder student, SsMastConfig config) {
    this.student = student;
    ContrastiveLoss.add(config, student.graph().getVariable(ProjectedEncoder.PROJECTED));
  }

  @Override
  public INDArray project(ProjectedEncoder network, ViewBatch views) {
    return network.project(views);
  }

  @Override
  public Gradients gradients(ViewBatch views, INDArray keys, Optional<INDArray> queue) {
    Map<String, INDArray> inputs = views.inputs();
    inputs.putAll(ContrastiveLoss.inputs(keys, queue));
    return Gradients.of(
        student.graph(), ContrastiveLoss.LOSS, inputs, student.parameters().keySet());
  }

  @Override
  public void close() {} // the graph is the student's
}
