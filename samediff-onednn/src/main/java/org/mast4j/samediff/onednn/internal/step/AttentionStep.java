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
  }

  private final Operands all;
  private final List<Block> blocks;
  private final StridedView scores;
  private final StridedView probabilities;
  private final float scale;
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
    return of(operands, scale, ScoreBlocks.limit(1));
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
    Map<String, Kernels> made = new HashMap<>();
    blocks.forEach(block -> add(all.cut(block), made));
  }

  private void add(Operands block, Map<String, Kernels> made) {
    ScoreMatrices s = new ScoreMatrices(scores, block.q(), block.k().size(-1));
    ScoreMatrices p = new ScoreMatrices(probabilities, block.q(), block.k().size(-1));
    // Blocks of one size have the same strides, hence the same kernels.
    Kernels kernels =
        made.computeIfAbsent(Arrays.toString(block.q().shape()), key -> kernels(block, s, p));
    Call score =
        new Call(kernels.score())
            .with(dnnl.DNNL_ARG_SRC, PrimitiveStep.memory(block.q()))
            .with(dnnl.DNNL_ARG_WEIGHTS, PrimitiveStep.memory(block.k()))
            .with(dnnl.DNNL_ARG_DST, s.memory());
    block
        .bias()
        .ifPresent(
            view ->
                score.with(
                    MatMulStep.postOperation(scale == 1 ? 0 : 1), PrimitiveStep.memory(view)));
    calls.add(score);
    calls.add(
        new Call(kernels.softmax())
            .with(dnnl.DNNL_ARG_SRC, s.matrixMemory())
            .with(dnnl.DNNL_ARG_DST, p.matrixMemory()));
    calls.add(
        new Call(kernels.sum())
            .with(dnnl.DNNL_ARG_SRC, p.memory())
            .with(dnnl.DNNL_ARG_WEIGHTS, PrimitiveStep.memory(block.v()))
            .with(dnnl.DNNL_ARG_DST, PrimitiveStep.memory(block.y())));
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
    calls.forEach(Call::run);
  }
}
