package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reduction;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Rows as 8-bit integers: {@code q = x rate}, rounded to nearest, where a row's rate makes its
 * largest magnitude 127. A row of zeros stays one; one with a value that isn't finite has a rate of
 * NaN, by which what is made of it is NaN too.
 */
public final class QuantiseStep extends Step {
  /** The largest number, so that a row has the same steps above and below zero. */
  static final float LARGEST = 127;

  /** A magnitude whose rate is still finite. */
  private static final float TINY = 1e-30f;

  /**
   * What it makes.
   *
   * @param q BYTE [M, K]
   * @param rates FLOAT [M, 1]
   */
  public record Rows(StridedView q, StridedView rates) {
    /** For so many rows and columns, in the arena. */
    public static Rows scratch(long rows, long columns) {
      return new Rows(
          StridedView.scratch(DataType.BYTE, rows, columns), StridedView.scratch(rows, 1));
    }
  }

  private final StridedView x;
  private final Rows rows;
  private final StridedView maxima;
  private List<Call> calls = List.of();

  /**
   * A quantisation.
   *
   * @param x dense [M, K], FLOAT or BFLOAT16
   */
  public QuantiseStep(StridedView x, Rows rows) {
    this(x, rows, StridedView.scratch(x.size(0), 1));
  }

  private QuantiseStep(StridedView x, Rows rows, StridedView maxima) {
    super("quantise", List.of(x), List.of(rows.q(), rows.rates(), maxima));
    this.x = x;
    this.rows = rows;
    this.maxima = maxima;
  }

  @Override
  public void prepare() {
    memory from = PrimitiveStep.memory(x);
    memory most = PrimitiveStep.memory(maxima);
    memory rate = PrimitiveStep.memory(rows.rates());
    Call maximum =
        reduce(algorithm.reduction_max, PrimitiveStep.noAttributes())
            .with(dnnl.DNNL_ARG_SRC, from)
            .with(dnnl.DNNL_ARG_DST, most);
    post_ops after = new post_ops();
    after.append_eltwise(algorithm.eltwise_linear, -1, 0);
    after.append_binary(algorithm.binary_max, PrimitiveStep.desc(maxima));
    after.append_eltwise(algorithm.eltwise_clip, TINY, Float.POSITIVE_INFINITY);
    after.append_eltwise(algorithm.eltwise_pow, LARGEST, -1);
    Call finite =
        reduce(algorithm.reduction_min, PrimitiveStep.attributes(after))
            .with(dnnl.DNNL_ARG_SRC, from)
            .with(MatMulStep.postOperation(1), most)
            .with(dnnl.DNNL_ARG_DST, most);
    // oneDNN's largest and smallest pass over a NaN, as ND4J's do; a sum doesn't.
    post_ops kept = new post_ops();
    kept.append_eltwise(algorithm.eltwise_linear, 0, 0);
    kept.append_binary(algorithm.binary_add, PrimitiveStep.desc(maxima));
    Call rates =
        reduce(algorithm.reduction_sum, PrimitiveStep.attributes(kept))
            .with(dnnl.DNNL_ARG_SRC, from)
            .with(MatMulStep.postOperation(1), most)
            .with(dnnl.DNNL_ARG_DST, rate);
    binary.primitive_desc desc =
        new binary.primitive_desc(
            PrimitiveStep.ENGINE,
            algorithm.binary_mul,
            PrimitiveStep.desc(x),
            PrimitiveStep.desc(rows.rates()),
            PrimitiveStep.desc(rows.q()),
            PrimitiveStep.noAttributes(),
            false);
    PrimitiveStep.requireFast(name(), desc, PrimitiveStep.desc(rows.q()));
    Call round =
        new Call(new binary(desc))
            .with(dnnl.DNNL_ARG_SRC_0, from)
            .with(dnnl.DNNL_ARG_SRC_1, rate)
            .with(dnnl.DNNL_ARG_DST, PrimitiveStep.memory(rows.q()));
    calls = List.of(maximum, finite, rates, round);
  }

  private Call reduce(algorithm kind, primitive_attr attributes) {
    reduction.primitive_desc desc =
        new reduction.primitive_desc(
            PrimitiveStep.ENGINE,
            kind,
            PrimitiveStep.desc(x),
            PrimitiveStep.desc(rows.rates()),
            0,
            0,
            attributes,
            false);
    PrimitiveStep.requireFast(name(), desc, PrimitiveStep.desc(x));
    return new Call(new reduction(desc));
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
