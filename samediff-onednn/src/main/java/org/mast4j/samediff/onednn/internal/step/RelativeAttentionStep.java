package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_forward;
import org.mast4j.samediff.engine.OpenMpThreads;
import org.mast4j.samediff.ir.MatrixOp.RelativeAttention;
import org.mast4j.samediff.ir.RelativeEntries;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.ScoreBlocks.Block;

/**
 * Attention with a bias of relative positions, block by block of some queries of one head: their
 * products with the tables' entries that they may use, of these the bias, to which the scores are
 * added. So nothing is as large as all pairs of queries and keys. What {@link AttentionStep} says
 * of types holds here.
 */
public final class RelativeAttentionStep extends Step {
  /**
   * The operands, of the same regular leading axes but for the tables.
   *
   * @param q [.., M, d]
   * @param k [.., d, N]
   * @param v [.., N, e]
   * @param rows [entries, d], of q's type
   * @param columns [entries, d], of q's type
   * @param residual [.., M, e], as y lies
   * @param y [.., M, e]
   */
  public record Operands(
      StridedView q,
      StridedView k,
      StridedView v,
      StridedView rows,
      StridedView columns,
      Optional<StridedView> residual,
      StridedView y) {
    List<StridedView> reads() {
      List<StridedView> reads = new ArrayList<>(List.of(q, k, v, rows, columns));
      residual.ifPresent(reads::add);
      return reads;
    }

    /** Those of one head. */
    Operands head(long[] at) {
      return new Operands(
          ScoreMatrices.of(q, at),
          ScoreMatrices.of(k, at),
          ScoreMatrices.of(v, at),
          rows,
          columns,
          residual.map(view -> ScoreMatrices.of(view, at)),
          ScoreMatrices.of(y, at));
    }

    Operands cut(Block block) {
      return new Operands(
          block.rows(q), k, v, rows, columns, residual.map(block::rows), block.rows(y));
    }
  }

  private final Operands all;
  private final RelativeAttention op;
  private final List<Block> blocks;
  private final Scratch scratch;
  private final List<Runnable> runs = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  /**
   * Of the largest block.
   *
   * @param scores [m, N]
   * @param probabilities likewise, of v's type
   * @param rows [m, entries], the products with a table
   * @param columns likewise
   */
  private record Scratch(
      StridedView scores, StridedView probabilities, StridedView rows, StridedView columns) {
    List<StridedView> all() {
      return List.of(scores, probabilities, rows, columns);
    }
  }

  /** What makes products with the tables, the scores, their softmax, and the sums. */
  private record Kernels(
      primitive rows, primitive columns, primitive score, primitive softmax, primitive sum) {}

  private RelativeAttentionStep(
      Operands all, RelativeAttention op, List<Block> blocks, Scratch scratch) {
    super(
        "relative attention",
        all.reads(),
        Stream.concat(Stream.of(all.y()), scratch.all().stream()).toList());
    this.all = all;
    this.op = op;
    this.blocks = blocks;
    this.scratch = scratch;
  }

  public static Step of(Operands operands, RelativeAttention op) {
    return of(operands, op, ScoreBlocks.limit(1));
  }

  static Step of(Operands operands, RelativeAttention op, long limit) {
    long keys = operands.k().size(-1);
    long[] first = new long[operands.q().rank() - 2];
    List<Block> blocks = ScoreBlocks.of(operands.head(first).q(), keys, limit);
    StridedView scores = StridedView.scratch(ScoreBlocks.largest(blocks, keys));
    long rows = 1;
    long columns = 1;
    for (Block block : blocks) {
      Window window = Window.of(op, block);
      rows = Math.max(rows, block.size()[0] * window.rows().size());
      columns = Math.max(columns, block.size()[0] * window.columns().size());
    }
    return new RelativeAttentionStep(
        operands,
        op,
        blocks,
        new Scratch(
            scores,
            ScoreMatrices.probabilities(scores, operands.v().type()),
            StridedView.scratch(rows),
            StridedView.scratch(columns)));
  }

  /** The entries of both tables that the queries of a block use. */
  private record Window(Range rows, Range columns) {
    static Window of(RelativeAttention op, Block block) {
      int wide = op.columns().queries();
      int first = (int) block.from()[0] - (op.classToken() ? 1 : 0);
      int[] queries = IntStream.range(Math.max(first, 0), first + (int) block.size()[0]).toArray();
      return new Window(
          Range.of(op.rows(), Arrays.stream(queries).map(n -> n / wide).distinct().toArray()),
          Range.of(op.columns(), Arrays.stream(queries).map(n -> n % wide).distinct().toArray()));
    }
  }

  /** Entries from one on. */
  private record Range(int first, int size) {
    static Range of(RelativeEntries entries, int[] positions) {
      int first = Arrays.stream(positions).map(entries::first).min().orElse(0);
      int last = Arrays.stream(positions).map(entries::last).max().orElse(0);
      return new Range(first, last - first + 1);
    }

    /** [d, size] of a table. */
    StridedView of(StridedView table) {
      return table
          .slice(new long[] {first, 0}, new long[] {size, table.size(1)})
          .orElseThrow()
          .transposeMatrices();
    }
  }

  @Override
  public double flops() {
    double heads = (double) all.q().length() / all.q().size(-1) / all.q().size(-2);
    double tables = 0;
    for (Block block : blocks) {
      Window window = Window.of(op, block);
      tables += (double) block.size()[0] * (window.rows().size() + window.columns().size());
    }
    return 2.0 * all.y().length() * all.k().size(-1)
        + 2.0 * all.q().length() * all.k().size(-1)
        + 2.0 * heads * tables * all.q().size(-1);
  }

  @Override
  public void prepare() {
    Map<List<Long>, Kernels> made = new HashMap<>();
    long[] shape = Arrays.copyOf(all.q().shape(), all.q().rank() - 2);
    long heads = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    for (long i = 0; i < heads; i++) {
      Operands head = all.head(ScoreMatrices.at(i, shape));
      blocks.forEach(block -> add(head.cut(block), block, made));
    }
  }

  private void add(Operands block, Block place, Map<List<Long>, Kernels> made) {
    long queries = block.q().size(0);
    Window window = Window.of(op, place);
    StridedView rows = part(scratch.rows(), queries, window.rows().size());
    StridedView columns = part(scratch.columns(), queries, window.columns().size());
    StridedView s = part(scratch.scores(), queries, block.k().size(1));
    StridedView p = part(scratch.probabilities(), queries, block.k().size(1));
    StridedView rowTable = window.rows().of(block.rows());
    StridedView columnTable = window.columns().of(block.columns());
    // Heads lie alike, so that only sizes make a difference between kernels.
    Kernels kernels =
        made.computeIfAbsent(
            List.of(queries, rows.size(1), columns.size(1)),
            key ->
                new Kernels(
                    kernel(block.q(), rowTable, rows, MatMulStep.After.NOTHING),
                    kernel(block.q(), columnTable, columns, MatMulStep.After.NOTHING),
                    kernel(
                        block.q(),
                        block.k(),
                        s,
                        new MatMulStep.After(op.scale(), false, Optional.empty(), true)),
                    new softmax_forward(
                        SoftmaxStep.describe(
                            PrimitiveStep.desc(s),
                            PrimitiveStep.desc(p),
                            prop_kind.forward_inference)),
                    kernel(
                        p,
                        block.v(),
                        block.y(),
                        new MatMulStep.After(
                            1, false, block.residual().map(PrimitiveStep::desc), false))));
    product(kernels.rows(), block.q(), rowTable, rows);
    product(kernels.columns(), block.q(), columnTable, columns);
    RelativeBias bias =
        new RelativeBias(
            op,
            place.from()[0],
            window.rows().first(),
            window.columns().first(),
            OpenMpThreads.ofThisThread() == 1);
    runs.add(() -> bias.make(rows, columns, s));
    product(kernels.score(), block.q(), block.k(), s);
    Call softmax =
        new Call(kernels.softmax())
            .with(dnnl.DNNL_ARG_SRC, PrimitiveStep.memory(s))
            .with(dnnl.DNNL_ARG_DST, PrimitiveStep.memory(p));
    add(softmax);
    Call sum = call(kernels.sum(), p, block.v(), block.y());
    block
        .residual()
        .ifPresent(view -> sum.with(MatMulStep.postOperation(0), PrimitiveStep.memory(view)));
    add(sum);
  }

  private static StridedView part(StridedView scratch, long rows, long columns) {
    return scratch
        .slice(new long[1], new long[] {rows * columns})
        .flatMap(used -> used.reshape(rows, columns))
        .orElseThrow();
  }

  private primitive kernel(StridedView a, StridedView b, StridedView y, MatMulStep.After after) {
    return MatMulStep.kernel(
        name(), PrimitiveStep.desc(a), PrimitiveStep.desc(b), PrimitiveStep.desc(y), after);
  }

  private static Call call(primitive kernel, StridedView a, StridedView b, StridedView y) {
    return new Call(kernel)
        .with(dnnl.DNNL_ARG_SRC, PrimitiveStep.memory(a))
        .with(dnnl.DNNL_ARG_WEIGHTS, PrimitiveStep.memory(b))
        .with(dnnl.DNNL_ARG_DST, PrimitiveStep.memory(y));
  }

  private void product(primitive kernel, StridedView a, StridedView b, StridedView y) {
    add(call(kernel, a, b, y));
  }

  private void add(Call call) {
    calls.add(call);
    runs.add(call::run);
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
