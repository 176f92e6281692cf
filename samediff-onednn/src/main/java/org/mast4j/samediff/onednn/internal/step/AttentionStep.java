package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_forward;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.ScoreBlocks.Block;

/**
 * {@code softmax(scale q k^T + bias) v}, block by block of {@link ScoreBlocks}. Scores and softmax
 * are FLOAT also where q, k and v are not.
 */
public final class AttentionStep extends Step {
  /**
   * The operands, of the same regular leading axes.
   *
   * @param q [.., M, d]
   * @param k [.., d, N]
   * @param v [.., N, e]
   * @param bias [.., M, N]
   * @param y [.., M, e]
   */
  public record Operands(
      StridedView q, StridedView k, StridedView v, Optional<StridedView> bias, StridedView y) {
    List<StridedView> reads() {
      List<StridedView> reads = new ArrayList<>(List.of(q, k, v));
      bias.ifPresent(reads::add);
      return reads;
    }

    Operands cut(Block block) {
      return new Operands(
          block.rows(q), block.heads(k), block.heads(v), bias.map(block::rows), block.rows(y));
    }

    /** All that differ from block to block. */
    List<StridedView> parts() {
      List<StridedView> parts = reads();
      parts.add(y);
      return parts;
    }
  }

  /**
   * Queries of a block, though its scores then don't stay in the cache: each block reads all keys
   * and values, which with fewer queries takes longer than the products.
   */
  private static final long LEAST_QUERIES = 256;

  private final Operands all;
  private final List<Block> blocks;
  private final StridedView scores;
  private final StridedView probabilities;
  private final float scale;
  private final List<Runnable> runs = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  /** What makes the scores, their softmax, and the sums. */
  private record Kernels(primitive score, primitive softmax, primitive sum) {}

  private AttentionStep(
      Operands all,
      List<Block> blocks,
      StridedView scores,
      StridedView probabilities,
      float scale) {
    super("attention", all.reads(), List.of(all.y(), scores, probabilities));
    this.all = all;
    this.blocks = blocks;
    this.scores = scores;
    this.probabilities = probabilities;
    this.scale = scale;
  }

  public static Step of(Operands operands, float scale) {
    long least = LEAST_QUERIES * operands.k().size(-1);
    return of(operands, scale, Math.max(ScoreBlocks.limit(1), least));
  }

  static Step of(Operands operands, float scale, long limit) {
    long keys = operands.k().size(-1);
    List<Block> blocks = ScoreBlocks.of(operands.q(), keys, limit);
    StridedView scores = StridedView.scratch(ScoreBlocks.largest(blocks, keys));
    StridedView probabilities = ScoreMatrices.probabilities(scores, operands.v().type());
    return new AttentionStep(operands, blocks, scores, probabilities, scale);
  }

  @Override
  public double flops() {
    return 2.0 * all.y().length() * all.k().size(-1) + 2.0 * all.q().length() * all.k().size(-1);
  }

  @Override
  public void prepare() {
    Map<String, Moved> made = new HashMap<>();
    List<StridedView> wholes = all.parts();
    for (Block place : blocks) {
      Operands block = all.cut(place);
      // Blocks of one size have the same strides, hence the same kernels.
      Moved moved = made.computeIfAbsent(Arrays.toString(block.q().shape()), size -> moved(block));
      List<StridedView> parts = block.parts();
      long[] offsets = new long[parts.size()];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = parts.get(i).address() - wholes.get(i).address();
      }
      runs.add(() -> moved.run(offsets));
    }
    made.values().forEach(moved -> calls.addAll(moved.calls()));
  }

  /** What is done with blocks of one size, of which there may be so many that they share it. */
  private record Moved(List<Moving> parts, List<Call> calls) {
    void run(long[] offsets) {
      for (int i = 0; i < offsets.length; i++) {
        parts.get(i).to(offsets[i]);
      }
      calls.forEach(Call::run);
    }
  }

  private Moved moved(Operands block) {
    ScoreMatrices s = new ScoreMatrices(scores, block.q(), block.k().size(-1));
    ScoreMatrices p = new ScoreMatrices(probabilities, block.q(), block.k().size(-1));
    Kernels kernels = kernels(block, s, p);
    List<StridedView> wholes = all.parts();
    List<StridedView> places = block.parts();
    List<Moving> parts = new ArrayList<>();
    for (int i = 0; i < wholes.size(); i++) {
      parts.add(new Moving(wholes.get(i), places.get(i)));
    }
    Call score =
        new Call(kernels.score())
            .with(dnnl.DNNL_ARG_SRC, parts.get(0).memory())
            .with(dnnl.DNNL_ARG_WEIGHTS, parts.get(1).memory())
            .with(dnnl.DNNL_ARG_DST, s.memory());
    if (block.bias().isPresent()) {
      score.with(MatMulStep.postOperation(scale == 1 ? 0 : 1), parts.get(3).memory());
    }
    Call softmax =
        new Call(kernels.softmax())
            .with(dnnl.DNNL_ARG_SRC, s.matrixMemory())
            .with(dnnl.DNNL_ARG_DST, p.matrixMemory());
    Call sum =
        new Call(kernels.sum())
            .with(dnnl.DNNL_ARG_SRC, p.memory())
            .with(dnnl.DNNL_ARG_WEIGHTS, parts.get(2).memory())
            .with(dnnl.DNNL_ARG_DST, parts.get(parts.size() - 1).memory());
    return new Moved(parts, List.of(score, softmax, sum));
  }

  private Kernels kernels(Operands block, ScoreMatrices s, ScoreMatrices p) {
    primitive score =
        MatMulStep.kernel(
            name(),
            PrimitiveStep.desc(block.q()),
            PrimitiveStep.desc(block.k()),
            s.desc(),
            new MatMulStep.After(scale, false, block.bias().map(PrimitiveStep::desc), false));
    primitive sum =
        MatMulStep.kernel(
            name(),
            p.desc(),
            PrimitiveStep.desc(block.v()),
            PrimitiveStep.desc(block.y()),
            MatMulStep.After.NOTHING);
    return new Kernels(
        score,
        new softmax_forward(
            SoftmaxStep.describe(s.matrixDesc(), p.matrixDesc(), prop_kind.forward_inference)),
        sum);
  }

  @Override
  List<Call> calls() {
    return calls;
  }

  @Override
  public void run() {
    runs.forEach(Runnable::run);
  }
}
