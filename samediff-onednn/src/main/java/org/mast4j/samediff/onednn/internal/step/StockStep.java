package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** An op that ND4J runs, on dense views; plans of several callers share the op, one at a time. */
public final class StockStep extends Step {
  private final DifferentialFunction function;
  private OpContext context = Nd4j.getExecutioner().buildContext();

  public StockStep(
      DifferentialFunction function, List<StridedView> inputs, List<StridedView> outputs) {
    super(function.opName() + " (ND4J)", inputs, outputs);
    this.function = function;
  }

  @Override
  public void prepare() {
    INDArray[] inputs = reads().stream().map(StridedView::array).toArray(INDArray[]::new);
    INDArray[] outputs = writes().stream().map(StridedView::array).toArray(INDArray[]::new);
    if (function instanceof DynamicCustomOp op) {
      context.setIArguments(op.iArgs());
      context.setTArguments(op.tArgs());
      context.setBArguments(op.bArgs());
      context.setDArguments(op.dArgs());
    }
    for (int i = 0; i < inputs.length; i++) {
      context.setInputArray(i, inputs[i]);
    }
    for (int i = 0; i < outputs.length; i++) {
      context.setOutputArray(i, outputs[i]);
    }
  }

  @Override
  public void rebind() {
    context = Nd4j.getExecutioner().buildContext();
    prepare();
  }

  @Override
  public void run() {
    synchronized (function) {
      if (function instanceof DynamicCustomOp op) {
        Nd4j.getExecutioner().exec(op, context);
      } else {
        Nd4j.getExecutioner().exec((Op) function, context);
      }
    }
  }
}
