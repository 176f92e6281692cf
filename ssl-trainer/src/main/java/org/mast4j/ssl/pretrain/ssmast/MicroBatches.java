package org.mast4j.ssl.pretrain.ssmast;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.ssl.optim.GradientSum;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The same loss and gradients in the memory of a micro-batch (GradCache, arXiv 2101.06983): first
 * the projections of the whole batch, then the loss and its gradient with respect to them, at last
 * what each micro-batch adds to the gradients with respect to the parameters.
 */
final class MicroBatches implements Objective {
  private static final String PROJECTED = ProjectedEncoder.PROJECTED;

  private final ProjectedEncoder student;
  private final int rows; // views of a micro-batch

  /** The loss of projections, its one variable. */
  private final SameDiff loss;

  private final INDArray projections; // [2B, P], the student's
  private final GradientSum sum;

  MicroBatches(ProjectedEncoder student, SsMastConfig config, DataType type) {
    this.student = student;
    this.rows = 2 * config.microBatch();
    this.loss = Graphs.create();
    SDVariable projected =
        loss.var(PROJECTED, Nd4j.zeros(type, 2L * config.batchSize(), config.projectionWidth()));
    this.projections = projected.getArr();
    ContrastiveLoss.add(config, projected);
    this.sum = new GradientSum(student.parameters());
  }

  @Override
  public INDArray project(ProjectedEncoder network, ViewBatch views) {
    INDArray all = projections.ulike();
    project(network, views, all);
    return all;
  }

  private void project(ProjectedEncoder network, ViewBatch views, INDArray all) {
    for (long from = 0; from < all.size(0); from += rows) {
      ProjectionWork work = new ProjectionWork(views.rows(from, from + rows));
      try (INDArray part = work.on(network)) {
        rowsOf(all, from).assign(part);
      }
    }
  }

  @Override
  public Gradients gradients(ViewBatch views, INDArray keys, Optional<INDArray> queue) {
    project(student, views, projections);
    Map<String, INDArray> inputs = ContrastiveLoss.inputs(keys, queue);
    try (Gradients ofLoss = Gradients.of(loss, ContrastiveLoss.LOSS, inputs, List.of(PROJECTED))) {
      INDArray cotangents = ofLoss.byParameter().get(PROJECTED); // [2B, P]
      sum.clear();
      for (long from = 0; from < cotangents.size(0); from += rows) {
        GradientWork work =
            new GradientWork(views.rows(from, from + rows), rowsOf(cotangents, from));
        try (Gradients part = work.on(student)) {
          sum.add(part.byParameter(), 1);
        }
      }
      return new Gradients(ofLoss.loss(), sum.byParameter());
    }
  }

  private INDArray rowsOf(INDArray all, long from) {
    return all.get(NDArrayIndex.interval(from, from + rows), NDArrayIndex.all());
  }

  @Override
  public void close() {
    Graphs.close(loss);
    sum.close();
  }
}
