package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_forward;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.ScoreBlocks.Block;
import org.nd4j.linalg.api.buffer.DataType;

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
  private final Matrices matrices;
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

  /**
   * Scratch for a block's scores, which are FLOAT, its probabilities, in the same place if they are
   * too, and the gradients of both in one place.
   */
  private record Matrices(StridedView s, StridedView p, StridedView dp, NanRows rows) {
    static Matrices of(DataType type, long rows, long keys) {
      StridedView s = StridedView.scratch(rows * keys);
      StridedView dp = StridedView.scratch(type, rows * keys);
      return new Matrices(
          s, ScoreMatrices.probabilities(s, type), dp, new NanRows(type, rows, keys));
    }

    List<StridedView> all() {
      return List.of(s, p, dp, rows.scratch());
    }
  }

  private AttentionGradientStep(
      Operands all, Scales scales, List<Block> blocks, Matrices matrices) {
    super(
        "attention gradient",
        List.of(all.q(), all.k(), all.v(), all.dy()),
        Stream.concat(Stream.of(all.dq(), all.dk(), all.dv()), matrices.all().stream()).toList());
    this.all = all;
    this.scales = scales;
    this.blocks = blocks;
    this.matrices = matrices;
  }

  public static Step of(Operands operands, Scales scales) {
    return of(operands, scales, ScoreBlocks.limit(MATRICES));
  }

  static Step of(Operands operands, Scales scales, long limit) {
    long keys = operands.k().size(-2);
    List<Block> blocks = ScoreBlocks.of(operands.q(), keys, limit);
    long rows = ScoreBlocks.largest(blocks, keys) / keys;
    return new AttentionGradientStep(
        operands, scales, blocks, Matrices.of(operands.q().type(), rows, keys));
  }

  /** Whether no block of so many queries and keys is a part of a head. */
  public static boolean isWhole(long queries, long keys) {
    return queries * keys <= ScoreBlocks.limit(MATRICES);
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
    ScoreMatrices s = new ScoreMatrices(matrices.s(), block.q(), keys);
    ScoreMatrices p = new ScoreMatrices(matrices.p(), block.q(), keys);
    ScoreMatrices dp = new ScoreMatrices(matrices.dp(), block.q(), keys);
    Key key = new Key(Arrays.stream(block.q().shape()).boxed().toList(), accumulates);
    Kernels kernels = made.computeIfAbsent(key, k -> kernels(block, s, p, dp, accumulates));
    memory q = PrimitiveStep.memory(block.q());
    memory dy = PrimitiveStep.memory(block.dy());
    product(kernels.score(), q, PrimitiveStep.memory(block.k().transposeMatrices()), s.memory());
    calls.add(
        new Call(kernels.softmax())
            .with(dnnl.DNNL_ARG_SRC, s.matrixMemory())
            .with(dnnl.DNNL_ARG_DST, p.matrixMemory()));
    calls.addAll(matrices.rows().calls(name(), p.matrix()));
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

  private Kernels kernels(
      Operands block, ScoreMatrices s, ScoreMatrices p, ScoreMatrices dp, boolean accumulates) {
    memory.desc q = PrimitiveStep.desc(block.q());
    memory.desc dy = PrimitiveStep.desc(block.dy());
    return new Kernels(
        kernel(q, PrimitiveStep.desc(block.k().transposeMatrices()), s.desc(), scales.score()),
        new softmax_forward(
            SoftmaxStep.describe(s.matrixDesc(), p.matrixDesc(), prop_kind.forward_inference)),
        keyKernel(p.transposedDesc(), dy, PrimitiveStep.desc(block.dv()), 1, accumulates),
        kernel(dy, PrimitiveStep.desc(block.v().transposeMatrices()), dp.desc(), 1),
        SoftmaxStep.gradient(p.matrixDesc(), dp.matrixDesc(), dp.matrixDesc()),
        kernel(
            dp.desc(),
            PrimitiveStep.desc(block.k()),
            PrimitiveStep.desc(block.dq()),
            scales.query()),
        keyKernel(
            dp.transposedDesc(), q, PrimitiveStep.desc(block.dk()), scales.key(), accumulates));
  }

  private primitive kernel(memory.desc a, memory.desc b, memory.desc y, float scale) {
    return MatMulStep.kernel(
        name(), a, b, y, new MatMulStep.After(scale, false, Optional.empty(), false));
  }

  /** Of a gradient that all rows contribute to: a block that isn't the heads' first adds. */
  private primitive keyKernel(
      memory.desc a, memory.desc b, memory.desc y, float scale, boolean accumulates) {
    return MatMulStep.kernel(
        name(), a, b, y, new MatMulStep.After(scale, false, Optional.empty(), accumulates));
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
