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
    return statistics.isPresent()
        ? new Forward(x, gain, bias, y, statistics, epsilon)
        : new WithoutStatistics(x, gain, bias, y, epsilon);
  }

  private static class Forward extends PrimitiveStep {
    final StridedView x;
    final StridedView gain;
    final StridedView bias;
    final StridedView y;
    final float epsilon;
    private final Optional<Statistics> statistics;

    Forward(
        StridedView x,
        StridedView gain,
        StridedView bias,
        StridedView y,
        Optional<Statistics> statistics,
        float epsilon) {
      super("layer norm", List.of(x, gain, bias), writes(y, statistics));
      this.x = x;
      this.gain = gain;
      this.bias = bias;
      this.y = y;
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
              ENGINE, kind.value, desc(x), desc(y), epsilon, FLAGS, noAttributes(), false);
      requireFast(desc, y);
      argument(dnnl.DNNL_ARG_SRC, x);
      argument(dnnl.DNNL_ARG_SCALE, gain);
      argument(dnnl.DNNL_ARG_SHIFT, bias);
      argument(dnnl.DNNL_ARG_DST, y);
      statistics.ifPresent(
          s -> {
            argument(dnnl.DNNL_ARG_MEAN, s.mean());
            argument(dnnl.DNNL_ARG_VARIANCE, s.variance());
          });
      return new layer_normalization_forward(desc);
    }
  }

  private static final class WithoutStatistics extends Forward implements RowWise {
    WithoutStatistics(
        StridedView x, StridedView gain, StridedView bias, StridedView y, float epsilon) {
      super(x, gain, bias, y, Optional.empty(), epsilon);
    }

    @Override
    public List<StridedView> operands() {
      return List.of(x);
    }

    @Override
    public StridedView result() {
      return y;
    }

    @Override
    public List<StridedView> whole() {
      return List.of(gain, bias);
    }

    @Override
    public Step part(UnaryOperator<StridedView> rows, boolean first) {
      return new WithoutStatistics(rows.apply(x), gain, bias, rows.apply(y), epsilon);
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
