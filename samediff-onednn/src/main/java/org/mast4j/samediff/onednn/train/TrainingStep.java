package org.mast4j.samediff.onednn.train;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.LoggerFactory;

/** One iteration: gradients, updates, and what listeners are shown of both. */
interface TrainingStep {

  /** The graph of the gradients, which listeners get to see in an iteration. */
  SameDiff gradients();

  /**
   * Trains on a batch.
   *
   * @return the loss before the update
   */
  Loss run(At at, MultiDataSet batch, Map<String, INDArray> placeholders);

  /**
   * By plans; by ND4J's own session if a listener looks at every op.
   *
   * @param listeners told of iterations, in this order
   */
  static TrainingStep of(SameDiff graph, List<Listener> listeners) {
    if (graph.getFunction("grad") == null) {
      graph.createGradFunction();
    }
    graph.getFunction("grad").setTrainingConfig(graph.getTrainingConfig()); // for listeners
    List<Listener> active = listeners.stream().filter(l -> l.isActive(Operation.TRAINING)).toList();
    Wishes wishes = Wishes.of(graph, active, Operation.TRAINING);
    if (wishes.ofEveryOp().isEmpty()) {
      return new PlannedTrainingStep(graph, wishes, active);
    }
    LoggerFactory.getLogger(TrainingStep.class)
        .warn(
            "{} looks at every op, so that this training runs in ND4J's own session, much slower;"
                + " leave it out, or let it name its variables in requiredVariables",
            wishes.ofEveryOp().get());
    return new StockTrainingStep(graph, active);
  }
}
