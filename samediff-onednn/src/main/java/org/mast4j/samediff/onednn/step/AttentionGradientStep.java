package org.mast4j.samediff.onednn.step;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.mast4j.samediff.onednn.step.ScoreBlocks.Block;

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
  public record Operands(View q, View k, View v, View dy, View dq, View dk, View dv) {
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
  private final View probabilityMemory;
  private final View gradientMemory;
  private final List<Call> calls = new ArrayList<>();

  private AttentionGradientStep(
      Operands all, Scales scales, List<Block> blocks, View probabilities, View gradients) {
    super(
        "attention gradient",
        List.of(all.q(), all.k(), all.v(), all.dy()),
        List.of(all.dq(), all.dk(), all.dv(), probabilities, gradients));
    this.all = all;
    this.scales = scales;
    this.blocks = blocks;
    this.probabilityMemory = probabilities;
    this.gradientMemory = gradients;
  }

  public static Step of(Operands operands, Scales scales) {
    long keys = operands.k().size(-2);
    List<Block> blocks = ScoreBlocks.of(operands.q(), keys, MATRICES);
    long length = ScoreBlocks.largest(blocks, keys);
    return new AttentionGradientStep(
        operands, scales, blocks, View.scratch(length), View.scratch(length));
  }

  @Override
  public double flops() {
    double keys = all.k().size(-2);
    return 2 * keys * (3.0 * all.q().length() + 2.0 * all.dy().length());
  }

  @Override
  public void prepare() {
    Map<String, List<primitive>> made = new HashMap<>();
    for (Block block : blocks) {
      add(all.cut(block), block.continuesHeads(), made);
    }
  }

  private void add(Operands block, boolean accumulates, Map<String, List<primitive>> made) {
    long keys = block.k().size(-2);
    Scores p = new Scores(probabilityMemory, block.q(), keys);
    Scores dp = new Scores(gradientMemory, block.q(), keys);
    // Blocks of one size have the same strides, hence the same kernels.
    List<primitive> kernels =
        made.computeIfAbsent(
            Arrays.toString(block.q().shape()) + accumulates,
            key -> kernels(block, p, dp, accumulates));
    memory q = PrimitiveStep.memory(block.q());
    memory dy = PrimitiveStep.memory(block.dy());
    product(kernels.get(0), q, PrimitiveStep.memory(block.k().transposeMatrices()), p.memory());
    calls.add(
        new Call(kernels.get(1))
            .with(dnnl.DNNL_ARG_SRC, p.matrixMemory())
            .with(dnnl.DNNL_ARG_DST, p.matrixMemory()));
    product(kernels.get(2), p.transposedMemory(), dy, PrimitiveStep.memory(block.dv()));
    product(kernels.get(3), dy, PrimitiveStep.memory(block.v().transposeMatrices()), dp.memory());
    calls.add(
        new Call(kernels.get(4))
            .with(dnnl.DNNL_ARG_DST, p.matrixMemory())
            .with(dnnl.DNNL_ARG_DIFF_DST, dp.matrixMemory())
            .with(dnnl.DNNL_ARG_DIFF_SRC, dp.matrixMemory()));
    product(
        kernels.get(5),
        dp.memory(),
        PrimitiveStep.memory(block.k()),
        PrimitiveStep.memory(block.dq()));
    product(kernels.get(6), dp.transposedMemory(), q, PrimitiveStep.memory(block.dk()));
  }

  private void product(primitive kernel, memory a, memory b, memory y) {
    calls.add(
        new Call(kernel)
            .with(dnnl.DNNL_ARG_SRC, a)
            .with(dnnl.DNNL_ARG_WEIGHTS, b)
            .with(dnnl.DNNL_ARG_DST, y));
  }

  private List<primitive> kernels(Operands block, Scores p, Scores dp, boolean accumulates) {
    memory.desc q = PrimitiveStep.desc(block.q());
    memory.desc dy = PrimitiveStep.desc(block.dy());
    memory.desc matrix = p.matrixDesc();
    return List.of(
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

  private static primitive kernel(memory.desc a, memory.desc b, memory.desc y, float scale) {
    return new matmul(MatMulStep.describe(a, b, y, scale, Optional.empty(), Optional.empty()));
  }

  /** Of a gradient that all rows contribute to: a block that isn't the heads' first adds. */
  private static primitive keyKernel(
      memory.desc a, memory.desc b, memory.desc y, float scale, boolean accumulates) {
    return accumulates
        ? new matmul(MatMulStep.describeAdding(a, b, y, scale))
        : kernel(a, b, y, scale);
  }

  @Override
  public void run() {
    calls.forEach(Call::run);
  }
}
