package org.mast4j.samediff.onednn.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_forward;
import org.mast4j.samediff.onednn.memory.View;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code softmax(scale q k^T + bias) v} in blocks of heads or of a head's rows, whose scores stay
 * in the processor's cache.
 */
public final class AttentionStep extends Step {
  /** A core's scores of a block; 1.5 MB of the 2 MB of its second-level cache. */
  private static final long CORE_BLOCK = 3 << 17;

  /** Scores of a block, which all cores compute together. */
  private static final long BLOCK = CORE_BLOCK * Nd4j.getEnvironment().maxThreads();

  /**
   * The operands, of the same regular leading axes.
   *
   * @param q [.., M, d]
   * @param k [.., d, N]
   * @param v [.., N, e]
   * @param bias [.., M, N]
   * @param y [.., M, e]
   */
  public record Operands(View q, View k, View v, Optional<View> bias, View y) {
    List<View> reads() {
      List<View> reads = new ArrayList<>(List.of(q, k, v));
      bias.ifPresent(reads::add);
      return reads;
    }
  }

  private final Operands all;
  private final View scores;
  private final float scale;
  private final List<Call> calls = new ArrayList<>();

  private AttentionStep(Operands all, View scores, float scale) {
    super("attention", all.reads(), List.of(all.y(), scores));
    this.all = all;
    this.scores = scores;
    this.scale = scale;
  }

  public static Step of(Operands operands, float scale) {
    long rows = operands.q().size(-2);
    long keys = operands.k().size(-1);
    long heads = 1;
    for (int i = 0; i < operands.q().rank() - 2; i++) {
      heads *= operands.q().size(i);
    }
    long block =
        Math.max(Math.min(rows, BLOCK / keys) * keys, Math.min(heads * rows * keys, BLOCK));
    return new AttentionStep(operands, View.scratch(block), scale);
  }

  @Override
  public double flops() {
    return 2.0 * all.y().length() * all.k().size(-1) + 2.0 * all.q().length() * all.k().size(-1);
  }

  @Override
  public void prepare() {
    block(all, 0, new HashMap<>());
  }

  /** Cuts the outermost axis that is too long, if any; axes before {@code axis} are 1 by now. */
  private void block(Operands part, int axis, Map<String, List<primitive>> made) {
    int batchAxes = part.q().rank() - 2;
    long keys = part.k().size(-1);
    long inner = part.q().size(-2) * keys;
    for (int i = axis + 1; i < batchAxes; i++) {
      inner *= part.q().size(i);
    }
    long size = axis <= batchAxes ? part.q().size(axis) : 1;
    if (axis < batchAxes) {
      long count = Math.max(1, Math.min(size, BLOCK / inner));
      boolean whole = inner * count <= BLOCK;
      for (long from = 0; from < size; from += count) {
        Operands cut = heads(part, axis, from, Math.min(count, size - from));
        if (whole) {
          rows(cut, cut.q().size(-2), made);
        } else {
          block(cut, axis + 1, made);
        }
      }
    } else {
      rows(part, Math.max(1, BLOCK / keys), made);
    }
  }

  private static Operands heads(Operands part, int axis, long from, long count) {
    return new Operands(
        cut(part.q(), axis, from, count),
        cut(part.k(), axis, from, count),
        cut(part.v(), axis, from, count),
        part.bias().map(view -> cut(view, axis, from, count)),
        cut(part.y(), axis, from, count));
  }

  private static View cut(View view, int axis, long from, long count) {
    long[] start = new long[view.rank()];
    long[] size = view.shape();
    start[axis] = from;
    size[axis] = count;
    return view.slice(start, size).orElseThrow();
  }

  private void rows(Operands part, long limit, Map<String, List<primitive>> made) {
    int axis = part.q().rank() - 2;
    long rows = part.q().size(-2);
    long blocks = (rows + limit - 1) / limit;
    long count = (rows + blocks - 1) / blocks;
    for (long from = 0; from < rows; from += count) {
      long first = from;
      long size = Math.min(count, rows - from);
      add(
          new Operands(
              cut(part.q(), axis, first, size),
              part.k(),
              part.v(),
              part.bias().map(view -> cut(view, axis, first, size)),
              cut(part.y(), axis, first, size)),
          made);
    }
  }

  private void add(Operands block, Map<String, List<primitive>> made) {
    long[] shape = block.q().shape();
    shape[shape.length - 1] = block.k().size(-1);
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    View weights =
        scores.slice(new long[1], new long[] {length}).orElseThrow().reshape(shape).orElseThrow();
    View matrix = weights.reshape(length / block.k().size(-1), block.k().size(-1)).orElseThrow();
    memory.desc weightsDesc = PrimitiveStep.desc(weights);
    // Blocks of one size have the same strides, hence the same kernels.
    List<primitive> kernels =
        made.computeIfAbsent(
            java.util.Arrays.toString(shape),
            key -> {
              matmul.primitive_desc score =
                  MatMulStep.describe(
                      PrimitiveStep.desc(block.q()),
                      PrimitiveStep.desc(block.k()),
                      weightsDesc,
                      scale,
                      Optional.empty(),
                      block.bias().map(PrimitiveStep::desc));
              matmul.primitive_desc sum =
                  MatMulStep.describe(
                      weightsDesc,
                      PrimitiveStep.desc(block.v()),
                      PrimitiveStep.desc(block.y()),
                      1,
                      Optional.empty(),
                      Optional.empty());
              memory.desc rows = PrimitiveStep.desc(matrix);
              return List.of(
                  new matmul(score),
                  new softmax_forward(
                      SoftmaxStep.describe(rows, rows, prop_kind.forward_inference)),
                  new matmul(sum));
            });
    memory scoreMemory = PrimitiveStep.memory(weights);
    memory rowMemory = PrimitiveStep.memory(matrix);
    Call score =
        new Call(kernels.get(0))
            .with(dnnl.DNNL_ARG_SRC, PrimitiveStep.memory(block.q()))
            .with(dnnl.DNNL_ARG_WEIGHTS, PrimitiveStep.memory(block.k()))
            .with(dnnl.DNNL_ARG_DST, scoreMemory);
    block
        .bias()
        .ifPresent(
            view ->
                score.with(
                    MatMulStep.postOperation(scale == 1 ? 0 : 1), PrimitiveStep.memory(view)));
    calls.add(score);
    calls.add(
        new Call(kernels.get(1))
            .with(dnnl.DNNL_ARG_SRC, rowMemory)
            .with(dnnl.DNNL_ARG_DST, rowMemory));
    calls.add(
        new Call(kernels.get(2))
            .with(dnnl.DNNL_ARG_SRC, scoreMemory)
            .with(dnnl.DNNL_ARG_WEIGHTS, PrimitiveStep.memory(block.v()))
            .with(dnnl.DNNL_ARG_DST, PrimitiveStep.memory(block.y())));
  }

  @Override
  public void run() {
    calls.forEach(Call::run);
  }
}
