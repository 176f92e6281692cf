package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.mast4j.samediff.ir.Window;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** Max pooling of NHWC images, and its gradient. */
public final class PoolStep extends Step {
  private static final long[] NO_DILATION = {0, 0};

  private final Window window;
  private final StridedView x;
  private final StridedView y;
  private final List<StridedView> gradients;
  private List<Call> calls = List.of();

  private PoolStep(
      String name,
      Window window,
      StridedView x,
      StridedView y,
      List<StridedView> gradients,
      List<StridedView> reads,
      List<StridedView> writes) {
    super(name, reads, writes);
    this.window = window;
    this.x = x;
    this.y = y;
    this.gradients = gradients;
  }

  public static Step forward(Window window, StridedView x, StridedView y) {
    return new PoolStep("max pool", window, x, y, List.of(), List.of(x), List.of(y));
  }

  /** The gradient pools x again, to y, to know where each maximum came from. */
  public static Step backward(
      Window window, StridedView x, StridedView y, StridedView dy, StridedView dx) {
    return new PoolStep(
        "max pool gradient", window, x, y, List.of(dy, dx), List.of(x, dy), List.of(y, dx));
  }

  @Override
  public void prepare() {
    boolean training = !gradients.isEmpty();
    long[] strides = {window.rows().stride(), window.columns().stride()};
    long[] size = {window.rows().size(), window.columns().size()};
    long[] before = {window.rows().before(), window.columns().before()};
    long[] after = {window.rows().after(), window.columns().after()};
    pooling_forward.primitive_desc forward =
        new pooling_forward.primitive_desc(
            PrimitiveStep.ENGINE,
            training ? prop_kind.forward_training : prop_kind.forward_inference,
            algorithm.pooling_max,
            PrimitiveStep.images(x),
            PrimitiveStep.images(y),
            strides,
            size,
            NO_DILATION,
            before,
            after,
            PrimitiveStep.noAttributes(),
            false);
    Call pool = new Call(new pooling_forward(forward));
    pool.with(dnnl.DNNL_ARG_SRC, PrimitiveStep.memory(x, PrimitiveStep.images(x)))
        .with(dnnl.DNNL_ARG_DST, PrimitiveStep.memory(y, PrimitiveStep.images(y)));
    if (!training) {
      calls = List.of(pool);
      return;
    }
    StridedView dy = gradients.get(0);
    StridedView dx = gradients.get(1);
    memory workspace = new memory(forward.workspace_desc(), PrimitiveStep.ENGINE);
    pool.with(dnnl.DNNL_ARG_WORKSPACE, workspace);
    pooling_backward.primitive_desc backward =
        new pooling_backward.primitive_desc(
            PrimitiveStep.ENGINE,
            algorithm.pooling_max,
            PrimitiveStep.images(dx),
            PrimitiveStep.images(dy),
            strides,
            size,
            NO_DILATION,
            before,
            after,
            forward,
            PrimitiveStep.noAttributes(),
            false);
    Call gradient =
        new Call(new pooling_backward(backward))
            .with(dnnl.DNNL_ARG_DIFF_DST, PrimitiveStep.memory(dy, PrimitiveStep.images(dy)))
            .with(dnnl.DNNL_ARG_DIFF_SRC, PrimitiveStep.memory(dx, PrimitiveStep.images(dx)))
            .with(dnnl.DNNL_ARG_WORKSPACE, workspace);
    calls = List.of(pool, gradient);
  }

  @Override
  List<Call> calls() {
    return calls;
  }

  @Override
  public void run() {
    calls.forEach(Call::run);
  }
}
