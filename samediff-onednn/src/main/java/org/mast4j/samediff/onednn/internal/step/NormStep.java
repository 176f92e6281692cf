package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.primitive;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** Layer normalisation over the columns of dense matrices, and its gradient. */
public final class NormStep {
  private static final int FLAGS =
      normalization_flags.use_scale.value | normalization_flags.use_shift.value;

  private NormStep() {}

  /** Mean and variance of each row. */
  public record Statistics(StridedView mean, StridedView variance) {}

  /**
   * The normalisation.
   *
   * @param x [M, D]
   * @param statistics where to put them for the gradient
   * @param y [M, D]
   */
  public static Step forward(
      StridedView x,
      StridedView gain,
      StridedView bias,
      StridedView y,
      Optional<Statistics> statistics,
      float epsilon) {
    Operands operands = new Operands(x, gain, bias, y);
    return statistics.isPresent()
        ? new Forward(operands, statistics, epsilon)
        : new WithoutStatistics(operands, epsilon);
  }

  private record Operands(StridedView x, StridedView gain, StridedView bias, StridedView y) {}

  private static class Forward extends PrimitiveStep {
    final Operands all;
    final float epsilon;
    private final Optional<Statistics> statistics;

    Forward(Operands all, Optional<Statistics> statistics, float epsilon) {
      super("layer norm", List.of(all.x(), all.gain(), all.bias()), writes(all.y(), statistics));
      this.all = all;
      this.statistics = statistics;
      this.epsilon = epsilon;
    }

    private static List<StridedView> writes(StridedView y, Optional<Statistics> statistics) {
      return statistics.map(s -> List.of(y, s.mean(), s.variance())).orElse(List.of(y));
    }

    @Override
    primitive build() {
      prop_kind kind =
          statistics.isPresent() ? prop_kind.forward_training : prop_kind.forward_inference;
      layer_normalization_forward.primitive_desc desc =
          new layer_normalization_forward.primitive_desc(
              ENGINE,
              kind.value,
              desc(all.x()),
              desc(all.y()),
              epsilon,
              FLAGS,
              noAttributes(),
              false);
      requireFast(desc, all.y());
      argument(dnnl.DNNL_ARG_SRC, all.x());
      argument(dnnl.DNNL_ARG_SCALE, all.gain());
      argument(dnnl.DNNL_ARG_SHIFT, all.bias());
      argument(dnnl.DNNL_ARG_DST, all.y());
      statistics.ifPresent(
          s -> {
            argument(dnnl.DNNL_ARG_MEAN, s.mean());
            argument(dnnl.DNNL_ARG_VARIANCE, s.variance());
          });
      return new layer_normalization_forward(desc);
    }
  }

  private static final class WithoutStatistics extends Forward implements RowWise {
    WithoutStatistics(Operands all, float epsilon) {
      super(all, Optional.empty(), epsilon);
    }

    @Override
    public List<StridedView> operands() {
      return List.of(all.x());
    }

    @Override
    public StridedView result() {
      return all.y();
    }

    @Override
    public List<StridedView> whole() {
      return List.of(all.gain(), all.bias());
    }

    @Override
    public Step part(UnaryOperator<StridedView> rows, boolean first) {
      Operands some =
          new Operands(rows.apply(all.x()), all.gain(), all.bias(), rows.apply(all.y()));
      return new WithoutStatistics(some, epsilon);
    }
  }

  /** Its gradients with respect to x, gain and bias. */
  public static Step backward(
      StridedView x,
      StridedView gain,
      StridedView dy,
      Statistics statistics,
      StridedView dx,
      StridedView dgain,
      StridedView dbias,
      float epsilon) {
    return new PrimitiveStep(
        "layer norm gradient",
        List.of(x, gain, dy, statistics.mean(), statistics.variance()),
        List.of(dx, dgain, dbias)) {
      @Override
      primitive build() {
        layer_normalization_forward.primitive_desc forward =
            new layer_normalization_forward.primitive_desc(
                ENGINE,
                prop_kind.forward_training.value,
                desc(x),
                desc(x),
                epsilon,
                FLAGS,
                noAttributes(),
                false);
        layer_normalization_backward.primitive_desc desc =
            new layer_normalization_backward.primitive_desc(
                ENGINE,
                prop_kind.backward.value,
                desc(dx),
                desc(dy),
                desc(x),
                epsilon,
                FLAGS,
                forward,
                noAttributes(),
                false);
        requireFast(desc, dx);
        argument(dnnl.DNNL_ARG_SRC, x);
        argument(dnnl.DNNL_ARG_DIFF_DST, dy);
        argument(dnnl.DNNL_ARG_MEAN, statistics.mean());
        argument(dnnl.DNNL_ARG_VARIANCE, statistics.variance());
        argument(dnnl.DNNL_ARG_SCALE, gain);
        argument(dnnl.DNNL_ARG_DIFF_SRC, dx);
        argument(dnnl.DNNL_ARG_DIFF_SCALE, dgain);
        argument(dnnl.DNNL_ARG_DIFF_SHIFT, dbias);
        return new layer_normalization_backward(desc);
      }
    };
  }
}
