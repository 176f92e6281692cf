package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/**
 * {@code y = scale (x w + bias) + residual}, or the GELU of that without a residual, with x and w
 * as 8-bit integers and sums of 32 bits: x by a {@link QuantiseStep}, a rate for each row; w by
 * {@link KeptWeights}, a scale for each column.
 */
public final class QuantisedLinearStep extends PrimitiveStep {
  /** All weights of a column have one scale; the columns are the last of four axes. */
  static final int BY_COLUMN = 1 << 3;

  /**
   * Views of rank 2.
   *
   * @param weights [K, N], an array of the graph
   * @param bias [N]
   * @param residual dense, as y
   * @param y [M, N]
   */
  public record Operands(
      QuantiseStep.Rows x,
      StridedView weights,
      Optional<StridedView> bias,
      Optional<StridedView> residual,
      StridedView y) {
    private List<StridedView> reads() {
      List<StridedView> views = new ArrayList<>(List.of(x.q(), x.rates(), weights));
      bias.ifPresent(views::add);
      residual.ifPresent(views::add);
      return views;
    }
  }

  private final Operands operands;
  private final float scale;
  private final boolean gelu;
  private final KeptWeights.Lease lease;
  private final Runnable multiplication = super::run;
  private Optional<KeptOperand> kept = Optional.empty();

  /**
   * A product.
   *
   * @param gelu whether the result, which has no residual, goes through a GELU
   */
  public QuantisedLinearStep(
      Operands operands, float scale, boolean gelu, KeptWeights.Lease lease) {
    super("int8 linear", operands.reads(), List.of(operands.y()));
    this.operands = operands;
    this.scale = scale;
    this.gelu = gelu;
    this.lease = lease;
  }

  @Override
  primitive build() {
    // Of four axes: with two, oneDNN 3.11 leaves a factor for each row to its reference code.
    memory.desc rates = lifted(operands.x().rates());
    memory.desc y = lifted(operands.y());
    post_ops after = new post_ops();
    int next = 0;
    after.append_binary(algorithm.binary_div, rates);
    argument(MatMulStep.postOperation(next++), memory(operands.x().rates(), rates));
    if (operands.bias().isPresent()) {
      StridedView bias = operands.bias().get();
      memory.desc row =
          lifted(bias.withAxes(0, 0, List.of(new StridedView.Factor(1, bias.size(0)))));
      after.append_binary(algorithm.binary_add, row);
      argument(MatMulStep.postOperation(next++), memory(bias, row));
    }
    if (scale != 1) {
      after.append_eltwise(algorithm.eltwise_linear, scale, 0);
      next++;
    }
    if (gelu) {
      after.append_eltwise(algorithm.eltwise_gelu_erf, 0, 0);
      next++;
    }
    if (operands.residual().isPresent()) {
      memory.desc residual = lifted(operands.residual().get());
      after.append_binary(algorithm.binary_add, residual);
      argument(MatMulStep.postOperation(next), memory(operands.residual().get(), residual));
    }
    primitive_attr attributes = attributes(after);
    attributes.set_scales_mask(dnnl.DNNL_ARG_WEIGHTS, BY_COLUMN);
    memory.desc a = lifted(operands.x().q());
    long[] shape = {1, 1, operands.weights().size(0), operands.weights().size(1)};
    memory.desc b = new memory.desc(shape, memory.data_type.s8, memory.format_tag.any);
    matmul.primitive_desc desc = new matmul.primitive_desc(ENGINE, a, b, y, attributes, false);
    requireFast(name(), desc, y);
    argument(dnnl.DNNL_ARG_SRC, memory(operands.x().q(), a));
    argument(dnnl.DNNL_ARG_DST, memory(operands.y(), y));
    kept =
        Optional.of(
            new KeptOperand(operands.weights(), desc.weights_desc(), lease, this::multiplyBy));
    return new matmul(desc);
  }

  private void multiplyBy(KeptWeights.Matrix matrix) {
    argument(dnnl.DNNL_ARG_WEIGHTS, matrix.memory());
    argument(dnnl.DNNL_ARG_ATTR_SCALES | dnnl.DNNL_ARG_WEIGHTS, matrix.scales());
  }

  @Override
  public void rebind() {
    kept.ifPresent(KeptOperand::rebind);
  }

  @Override
  public void run() {
    kept.orElseThrow().use(multiplication);
  }

  @Override
  public double flops() {
    return 2.0 * operands.y().length() * operands.weights().size(0);
  }
}
