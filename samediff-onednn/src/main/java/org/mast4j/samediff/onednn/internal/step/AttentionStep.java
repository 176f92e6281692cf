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
import org.mast4j.samediff.engine.OpenMpThreads;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.ScoreBlocks.Block;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@code softmax(scale q k^T + bias) v + residual}, block by block of {@link ScoreBlocks}. Scores
 * and softmax are FLOAT also where q, k and v are not. Where heads are cut into several blocks,
 * their keys and values are laid out once for all of these as kernels like them.
 */
public final class AttentionStep extends Step {
  /**
   * The operands, of the same regular leading axes.
   *
   * @param q [.., M, d]
   * @param k [.., d, N]
   * @param v [.., N, e]
   * @param bias [.., M, N]
   * @param residual [.., M, e], as y lies
   * @param y [.., M, e]
   */
  public record Operands(
      StridedView q,
      StridedView k,
      StridedView v,
      Optional<StridedView> bias,
      Optional<StridedView> residual,
      StridedView y) {
    List<StridedView> reads() {
      List<StridedView> reads = new ArrayList<>(List.of(q, k, v));
      bias.ifPresent(reads::add);
      residual.ifPresent(reads::add);
      return reads;
    }

    Operands cut(Block block) {
      return new Operands(
          block.rows(q),
          block.heads(k),
          block.heads(v),
          bias.map(block::rows),
          residual.map(block::rows),
          block.rows(y));
    }

    /** How many heads a block may have rows of, for so many cores. */
    int headsTogether(int cores) {
      // rows of several heads' bias aren't dense, which oneDNN's fast kernels want
      return bias.isPresent() || q.rank() < 3 ? 1 : (int) Math.min(cores, q.size(-3));
    }

    /** All that differ from block to block. */
    List<StridedView> parts() {
      List<StridedView> parts = reads();
      parts.add(y);
      return parts;
    }
  }

  /**
   * Queries of a block and head, though its scores then don't stay in the cache: each block reads
   * all keys and values, which with fewer queries takes longer than the products.
   */
  private static final long LEAST_QUERIES = 128;

  /** Scores and probabilities, and keys and values beside them. */
  private static final int MATRICES = 2;

  private final Operands all;
  private final List<Block> blocks;
  private final Scratch scratch;
  private final Layouts first; // of the first block's heads
  private final float scale;
  private final List<Runnable> runs = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  /**
   * For the largest block.
   *
   * @param scores [.., m, N]
   * @param probabilities likewise, of v's type
   * @param k if it is laid out anew
   * @param v likewise
   */
  private record Scratch(
      StridedView scores,
      StridedView probabilities,
      Optional<StridedView> k,
      Optional<StridedView> v) {
    List<StridedView> all() {
      return Stream.concat(
              Stream.of(scores, probabilities), Stream.of(k, v).flatMap(Optional::stream))
          .toList();
    }
  }

  /** How kernels like keys and values that several blocks use; none where they stay as they are. */
  private record Layouts(Optional<memory.desc> k, Optional<memory.desc> v) {
    static Layouts of(
        Operands block, ScoreMatrices s, ScoreMatrices p, MatMulStep.After afterScores) {
      memory.desc k =
          MatMulStep.wanted(
              PrimitiveStep.desc(block.q()), PrimitiveStep.any(block.k()), s.desc(), afterScores);
      if (block.v().type() != DataType.FLOAT) { // the kernel itself does it faster, each time
        return new Layouts(Optional.of(k), Optional.empty());
      }
      memory.desc v =
          MatMulStep.wanted(
              p.desc(),
              PrimitiveStep.any(block.v()),
              PrimitiveStep.desc(block.y()),
              afterSums(block));
      return new Layouts(Optional.of(k), Optional.of(v));
    }
  }

  /** What makes the scores, their softmax, and the sums. */
  private record Kernels(primitive score, primitive softmax, primitive sum) {}

  private AttentionStep(
      Operands all, List<Block> blocks, Scratch scratch, Layouts first, float scale) {
    super(
        "attention",
        all.reads(),
        Stream.concat(Stream.of(all.y()), scratch.all().stream()).toList());
    this.all = all;
    this.blocks = blocks;
    this.scratch = scratch;
    this.first = first;
    this.scale = scale;
  }

  public static Step of(Operands operands, float scale) {
    long keys = operands.k().size(-1);
    int heads = operands.headsTogether(OpenMpThreads.ofThisThread());
    long least = LEAST_QUERIES * heads * keys;
    return of(operands, scale, heads, Math.max(ScoreBlocks.limit(MATRICES), least));
  }

  static Step of(Operands operands, float scale, int heads, long limit) {
    long keys = operands.k().size(-1);
    List<Block> blocks = ScoreBlocks.of(operands.q(), keys, heads, limit);
    StridedView scores = StridedView.scratch(ScoreBlocks.largest(blocks, keys));
    StridedView probabilities = ScoreMatrices.probabilities(scores, operands.v().type());
    Layouts layouts = layouts(operands, operands.cut(blocks.get(0)), scores, probabilities, scale);
    Scratch scratch =
        new Scratch(
            scores,
            probabilities,
            layouts.k().map(PrimitiveStep::scratch),
            layouts.v().map(PrimitiveStep::scratch));
    return new AttentionStep(operands, blocks, scratch, layouts, scale);
  }

  private static Layouts layouts(
      Operands all, Operands block, StridedView scores, StridedView probabilities, float scale) {
    if (block.q().size(-2) == all.q().size(-2)) { // whole heads, used once
      return new Layouts(Optional.empty(), Optional.empty());
    }
    long keys = block.k().size(-1);
    ScoreMatrices s = new ScoreMatrices(scores, block.q(), keys);
    ScoreMatrices p = new ScoreMatrices(probabilities, block.q(), keys);
    return Layouts.of(block, s, p, afterScores(block, scale));
  }

  private static MatMulStep.After afterScores(Operands block, float scale) {
    return new MatMulStep.After(scale, false, block.bias().map(PrimitiveStep::desc), false);
  }

  private static MatMulStep.After afterSums(Operands block) {
    return new MatMulStep.After(1, false, block.residual().map(PrimitiveStep::desc), false);
  }

  @Override
  public double flops() {
    return 2.0 * all.y().length() * all.k().size(-1) + 2.0 * all.q().length() * all.k().size(-1);
  }

  @Override
  public void prepare() {
    Map<String, Layouts> layouts = new HashMap<>();
    layouts.put(heads(all.cut(blocks.get(0))), first);
    Map<String, Moved> made = new HashMap<>();
    List<StridedView> wholes = all.parts();
    for (Block place : blocks) {
      Operands block = all.cut(place);
      // Blocks of one size have the same strides, hence the same kernels; those of the same heads
      // have their keys and values in common.
      Layouts layout =
          layouts.computeIfAbsent(
              heads(block),
              heads -> layouts(all, block, scratch.scores(), scratch.probabilities(), scale));
      Moved moved =
          made.computeIfAbsent(Arrays.toString(block.q().shape()), size -> moved(block, layout));
      List<StridedView> parts = block.parts();
      long[] offsets = new long[parts.size()];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = parts.get(i).address() - wholes.get(i).address();
      }
      runs.add(() -> moved.run(offsets, !place.continuesHeads()));
    }
    made.values().forEach(moved -> calls.addAll(moved.all()));
  }

  private static String heads(Operands block) {
    return Arrays.toString(block.k().shape());
  }

  /**
   * What is done with blocks of one size, of which there may be so many that they share it.
   *
   * @param packing for the first block of some heads
   */
  private record Moved(List<Moving> parts, List<Call> packing, List<Call> calls) {
    void run(long[] offsets, boolean newHeads) {
      for (int i = 0; i < offsets.length; i++) {
        parts.get(i).to(offsets[i]);
      }
      if (newHeads) {
        packing.forEach(Call::run);
      }
      calls.forEach(Call::run);
    }

    List<Call> all() {
      return Stream.concat(packing.stream(), calls.stream()).toList();
    }
  }

  private Moved moved(Operands block, Layouts layouts) {
    ScoreMatrices s = new ScoreMatrices(scratch.scores(), block.q(), block.k().size(-1));
    ScoreMatrices p = new ScoreMatrices(scratch.probabilities(), block.q(), block.k().size(-1));
    List<StridedView> wholes = all.parts();
    List<StridedView> places = block.parts();
    List<Moving> parts = new ArrayList<>();
    for (int i = 0; i < wholes.size(); i++) {
      parts.add(new Moving(wholes.get(i), places.get(i)));
    }
    List<Call> packing = new ArrayList<>();
    memory k = packed(parts.get(1).memory(), layouts.k(), scratch.k(), packing);
    memory v = packed(parts.get(2).memory(), layouts.v(), scratch.v(), packing);
    Kernels kernels = kernels(block, s, p, k.get_desc(), v.get_desc());
    Call score =
        new Call(kernels.score())
            .with(dnnl.DNNL_ARG_SRC, parts.get(0).memory())
            .with(dnnl.DNNL_ARG_WEIGHTS, k)
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
            .with(dnnl.DNNL_ARG_WEIGHTS, v)
            .with(dnnl.DNNL_ARG_DST, parts.get(parts.size() - 1).memory());
    if (block.residual().isPresent()) {
      sum.with(MatMulStep.postOperation(0), parts.get(parts.size() - 2).memory());
    }
    return new Moved(parts, packing, List.of(score, softmax, sum));
  }

  /** What a kernel takes in place of a view; adds what brings that there. */
  private static memory packed(
      memory plain, Optional<memory.desc> layout, Optional<StridedView> place, List<Call> packing) {
    if (layout.isEmpty()) {
      return plain;
    }
    memory packed = PrimitiveStep.memory(place.orElseThrow(), layout.get());
    packing.add(PrimitiveStep.reorder(plain, packed));
    return packed;
  }

  private Kernels kernels(
      Operands block, ScoreMatrices s, ScoreMatrices p, memory.desc k, memory.desc v) {
    primitive score =
        MatMulStep.kernel(
            name(), PrimitiveStep.desc(block.q()), k, s.desc(), afterScores(block, scale));
    primitive sum =
        MatMulStep.kernel(name(), p.desc(), v, PrimitiveStep.desc(block.y()), afterSums(block));
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
