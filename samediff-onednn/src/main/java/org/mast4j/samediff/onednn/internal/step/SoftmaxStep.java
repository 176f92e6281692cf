package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** Softmax over the columns of dense matrices, and its gradient. */
public final class SoftmaxStep {
  private SoftmaxStep() {}

  /** x and y [M, N], which may be the same. */
  public static Step forward(StridedView x, StridedView y) {
    NanRows rows = new NanRows(y.type(), y.size(0), y.size(1));
    return new Step("softmax", List.of(x), List.of(y, rows.scratch())) {
      private final List<Call> calls = new ArrayList<>();

      @Override
      public void prepare() {
        memory.desc from = PrimitiveStep.desc(x);
        memory.desc to = PrimitiveStep.desc(y);
        calls.add(
            new Call(new softmax_forward(describe(from, to, prop_kind.forward_inference)))
                .with(dnnl.DNNL_ARG_SRC, PrimitiveStep.memory(x))
                .with(dnnl.DNNL_ARG_DST, PrimitiveStep.memory(y)));
        calls.addAll(rows.calls(name(), y));
      }

      @Override
      List<Call> calls() {
        return calls;
      }

      @Override
      public void run() {
        calls.forEach(Call::run);
      }
    };
  }

  static softmax_forward.primitive_desc describe(memory.desc x, memory.desc y, prop_kind kind) {
    return new softmax_forward.primitive_desc(
        PrimitiveStep.ENGINE,
        kind,
        algorithm.softmax_accurate,
        x,
        y,
        1,
        PrimitiveStep.noAttributes(),
        false);
  }

  /** From the result y [M, N]. */
  public static Step backward(StridedView y, StridedView dy, StridedView dx) {
    return new PrimitiveStep("softmax gradient", List.of(y, dy), List.of(dx)) {
      @Override
      primitive build() {
        argument(dnnl.DNNL_ARG_DST, y);
        argument(dnnl.DNNL_ARG_DIFF_DST, dy);
        argument(dnnl.DNNL_ARG_DIFF_SRC, dx);
        return gradient(desc(y), desc(dy), desc(dx));
      }
    };
  }

  static softmax_backward gradient(memory.desc y, memory.desc dy, memory.desc dx) {
    return new softmax_backward(
        new softmax_backward.primitive_desc(
            PrimitiveStep.ENGINE,
            algorithm.softmax_accurate,
            dx,
            dy,
            y,
            1,
            describe(y, y, prop_kind.forward_training),
            PrimitiveStep.noAttributes(),
            false));
  }
}
