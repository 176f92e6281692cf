package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_forward;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.ScoreBlocks.Block;

/**
 * The gradients of {@code softmax(scale q k^T) v}, block by block of {@link ScoreBlocks}: the
 * probabilities are computed again, so that no pass over the network keeps a matrix of them for
 * each head and clip.
 */
public final class AttentionGradientStep extends Step {
  /** Probabilities and their gradients. */
  private static final int MATRICES = 2;

  /**
   * The operands, of the same regular leading axes.
   *
   * @param q [.., M, d]
   * @param k [.., N, d]
   * @param v [.., N, e]
   * @param dy [.., M, e]
   * @param dq as q
   * @param dk as k
   * @param dv as v
   */
  public record Operands(
      StridedView q,
      StridedView k,
      StridedView v,
      StridedView dy,
      StridedView dq,
      StridedView dk,
      StridedView dv) {
    Operands cut(Block block) {
      return new Operands(
          block.rows(q),
          block.heads(k),
          block.heads(v),
          block.rows(dy),
          block.rows(dq),
          block.heads(dk),
          block.heads(dv));
    }
  }

  /**
   * Factors of products.
   *
   * @param score of q k^T
   * @param query of q's gradient
   * @param key of k's gradient
   */
  public record Scales(float score, float query, float key) {}

  private final Operands all;
  private final Scales scales;
  private final List<Block> blocks;
  private final StridedView probabilityMemory;
  private final StridedView gradientMemory;
  private final NanRows rows;
  private final List<Call> calls = new ArrayList<>();

  /** What makes scores, probabilities p, and the gradients of v, p, the scores, q and k. */
  private record Kernels(
      primitive score,
      primitive softmax,
      primitive dv,
      primitive dp,
      primitive softmaxGradient,
      primitive dq,
      primitive dk) {}

  /** What kernels are made for; blocks of one shape have the same strides. */
  private record Key(List<Long> queries, boolean accumulates) {}

  private AttentionGradientStep(
      Operands all,
      Scales scales,
      List<Block> blocks,
      StridedView probabilities,
      StridedView gradients,
      NanRows rows) {
    super(
        "attention gradient",
        List.of(all.q(), all.k(), all.v(), all.dy()),
        List.of(all.dq(), all.dk(), all.dv(), probabilities, gradients, rows.scratch()));
    this.all = all;
    this.scales = scales;
    this.blocks = blocks;
    this.probabilityMemory = probabilities;
    this.gradientMemory = gradients;
    this.rows = rows;
  }

  public static Step of(Operands operands, Scales scales) {
    return of(operands, scales, ScoreBlocks.limit(MATRICES));
  }

  static Step of(Operands operands, Scales scales, long limit) {
    long keys = operands.k().size(-2);
    List<Block> blocks = ScoreBlocks.of(operands.q(), keys, limit);
    long length = ScoreBlocks.largest(blocks, keys);
    return new AttentionGradientStep(
        operands,
        scales,
        blocks,
        StridedView.scratch(length),
        StridedView.scratch(length),
        new NanRows(length / keys, keys));
  }

  @Override
  public double flops() {
    double keys = all.k().size(-2);
    return 2 * keys * (3.0 * all.q().length() + 2.0 * all.dy().length());
  }

  @Override
  public void prepare() {
    Map<Key, Kernels> made = new HashMap<>();
    for (Block block : blocks) {
      add(all.cut(block), block.continuesHeads(), made);
    }
  }

  private void add(Operands block, boolean accumulates, Map<Key, Kernels> made) {
    long keys = block.k().size(-2);
    ScoreMatrices p = new ScoreMatrices(probabilityMemory, block.q(), keys);
    ScoreMatrices dp = new ScoreMatrices(gradientMemory, block.q(), keys);
    Key key = new Key(Arrays.stream(block.q().shape()).boxed().toList(), accumulates);
    Kernels kernels = made.computeIfAbsent(key, k -> kernels(block, p, dp, accumulates));
    memory q = PrimitiveStep.memory(block.q());
    memory dy = PrimitiveStep.memory(block.dy());
    product(kernels.score(), q, PrimitiveStep.memory(block.k().transposeMatrices()), p.memory());
    calls.add(
        new Call(kernels.softmax())
            .with(dnnl.DNNL_ARG_SRC, p.matrixMemory())
            .with(dnnl.DNNL_ARG_DST, p.matrixMemory()));
    calls.addAll(rows.calls(name(), p.matrix()));
    product(kernels.dv(), p.transposedMemory(), dy, PrimitiveStep.memory(block.dv()));
    product(kernels.dp(), dy, PrimitiveStep.memory(block.v().transposeMatrices()), dp.memory());
    calls.add(
        new Call(kernels.softmaxGradient())
            .with(dnnl.DNNL_ARG_DST, p.matrixMemory())
            .with(dnnl.DNNL_ARG_DIFF_DST, dp.matrixMemory())
            .with(dnnl.DNNL_ARG_DIFF_SRC, dp.matrixMemory()));
    product(
        kernels.dq(),
        dp.memory(),
        PrimitiveStep.memory(block.k()),
        PrimitiveStep.memory(block.dq()));
    product(kernels.dk(), dp.transposedMemory(), q, PrimitiveStep.memory(block.dk()));
  }

  private void product(primitive kernel, memory a, memory b, memory y) {
    calls.add(
        new Call(kernel)
            .with(dnnl.DNNL_ARG_SRC, a)
            .with(dnnl.DNNL_ARG_WEIGHTS, b)
            .with(dnnl.DNNL_ARG_DST, y));
  }

  private Kernels kernels(Operands block, ScoreMatrices p, ScoreMatrices dp, boolean accumulates) {
    memory.desc q = PrimitiveStep.desc(block.q());
    memory.desc dy = PrimitiveStep.desc(block.dy());
    memory.desc matrix = p.matrixDesc();
    return new Kernels(
        kernel(q, PrimitiveStep.desc(block.k().transposeMatrices()), p.desc(), scales.score()),
        new softmax_forward(SoftmaxStep.describe(matrix, matrix, prop_kind.forward_inference)),
        keyKernel(p.transposedDesc(), dy, PrimitiveStep.desc(block.dv()), 1, accumulates),
        kernel(dy, PrimitiveStep.desc(block.v().transposeMatrices()), dp.desc(), 1),
        SoftmaxStep.gradient(matrix, matrix, matrix),
        kernel(
            dp.desc(),
            PrimitiveStep.desc(block.k()),
            PrimitiveStep.desc(block.dq()),
            scales.query()),
        keyKernel(
            dp.transposedDesc(), q, PrimitiveStep.desc(block.dk()), scales.key(), accumulates));
  }

  private primitive kernel(memory.desc a, memory.desc b, memory.desc y, float scale) {
    return MatMulStep.kernel(name(), a, b, y, new MatMulStep.After(scale, Optional.empty(), false));
  }

  /** Of a gradient that all rows contribute to: a block that isn't the heads' first adds. */
  private primitive keyKernel(
      memory.desc a, memory.desc b, memory.desc y, float scale, boolean accumulates) {
    return MatMulStep.kernel(
        name(), a, b, y, new MatMulStep.After(scale, Optional.empty(), accumulates));
  }

  @Override
  public void run() {
    calls.forEach(Call::run);
  }
}
