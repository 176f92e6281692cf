package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.onednn.internal.memory.Factors;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.AttentionGradientStep;
import org.mast4j.samediff.onednn.internal.step.AttentionStep;
import org.mast4j.samediff.onednn.internal.step.RelativeAttentionStep;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.nd4j.linalg.api.buffer.DataType;

/** Steps of attention, with relative positions and without, and of its gradients. */
final class AttentionEmitter {
  /** Elements of an attention's result for which memory matters: 16 MB of FLOAT. */
  private static final long LARGE_RESULT = 1 << 22;

  private final List<Step> steps;
  private final Layout layout;

  AttentionEmitter(List<Step> steps, Layout layout) {
    this.steps = steps;
    this.layout = layout;
  }

  /** An operand or result of attention, of which some of its first axes' elements are a block. */
  private static boolean isCuttable(StridedView view) {
    List<StridedView.Factor> leading = Factors.of(view, 0, view.rank() - 2);
    for (int i = 1; i < leading.size(); i++) {
      StridedView inner = view.withAxes(0, view.rank() - 2, leading.subList(i, leading.size()));
      long stride = leading.get(i - 1).stride();
      if (inner.isDense() && stride > inner.length() && stride % inner.length() == 0) {
        return false; // a block of stride / length elements would be misread
      }
    }
    return true;
  }

  private static boolean isAttended(StridedView view) {
    return Matrices.isOperand(view) && isCuttable(view);
  }

  private static boolean isAttentionResult(StridedView view) {
    return Matrices.isResult(view) && isCuttable(view);
  }

  /**
   * What attention adds, and where it writes: oneDNN's fast kernels add what lies as the result
   * does.
   */
  private record Added(Optional<StridedView> residual, StridedView y) {
    List<StridedView> all() {
      List<StridedView> all = new ArrayList<>(List.of(y));
      residual.ifPresent(all::add);
      return all;
    }
  }

  private Added added(Node node, Optional<Value> residual) {
    if (residual.isEmpty()) {
      StridedView y = layout.destination(node.output(), AttentionEmitter::isAttentionResult);
      return new Added(Optional.empty(), y);
    }
    Value value = residual.get();
    DataType type = layout.types().of(value);
    StridedView given = layout.readable(value, type, AttentionEmitter::isAttentionResult);
    StridedView y =
        layout.destination(node.output(), view -> isAttentionResult(view) && view.liesAs(given));
    StridedView alike = y.liesAs(given) ? given : layout.dense(value, type);
    return new Added(Optional.of(alike), y);
  }

  /** Each block has read its queries when it writes; a smaller result lies dense instead. */
  private Optional<StridedView> overQueries(Node node, List<StridedView> others) {
    Value q = node.input(0);
    boolean fits =
        node.output().length() >= LARGE_RESULT
            && Arrays.equals(q.shape(), node.output().shape())
            && isAttended(layout.view(q))
            && isAttentionResult(layout.view(q));
    return fits ? layout.placeOver(node, q, node.output(), others) : Optional.empty();
  }

  /** Queries, keys [.., d, N] and values. */
  private List<StridedView> attended(Node node) {
    DataType type = layout.types().operands(node);
    StridedView q = layout.readable(node.input(0), type, AttentionEmitter::isAttended);
    StridedView k = layout.readable(node.input(1), type, AttentionEmitter::isAttended);
    StridedView v = layout.readable(node.input(2), type, AttentionEmitter::isAttended);
    return new ArrayList<>(List.of(q, k.transposeMatrices(), v));
  }

  void plain(Node node, MatrixOp.Attention op) {
    List<StridedView> all = attended(node);
    op.bias(node)
        .map(bias -> layout.readable(bias, AttentionEmitter::isAttentionResult))
        .ifPresent(all::add);
    int rest = all.size();
    Optional<StridedView> over =
        op.residual() ? Optional.empty() : overQueries(node, all.subList(1, rest));
    all.addAll(over.map(List::of).orElseGet(() -> added(node, op.residual(node)).all()));
    List<StridedView> cut = Matrices.batched(all);
    steps.add(
        AttentionStep.of(
            new AttentionStep.Operands(
                cut.get(0),
                cut.get(1),
                cut.get(2),
                op.bias() ? Optional.of(cut.get(3)) : Optional.empty(),
                op.residual() ? Optional.of(cut.get(rest + 1)) : Optional.empty(),
                cut.get(rest)),
            op.scale()));
  }

  void relative(Node node, MatrixOp.RelativeAttention op) {
    List<StridedView> all = attended(node);
    DataType type = layout.types().operands(node);
    StridedView rows = layout.readable(node.input(3), type, StridedView::isDense);
    StridedView columns = layout.readable(node.input(4), type, StridedView::isDense);
    all.addAll(added(node, op.residual(node)).all());
    List<StridedView> cut = Matrices.batched(all);
    steps.add(
        RelativeAttentionStep.of(
            new RelativeAttentionStep.Operands(
                cut.get(0),
                cut.get(1),
                cut.get(2),
                rows,
                columns,
                op.residual() ? Optional.of(cut.get(4)) : Optional.empty(),
                cut.get(3)),
            op));
  }

  void gradient(Node node, MatrixOp.AttentionGradient op) {
    DataType type = layout.types().operands(node);
    List<StridedView> all = new ArrayList<>();
    node.inputs()
        .forEach(value -> all.add(layout.readable(value, type, AttentionEmitter::isAttended)));
    node.outputs()
        .forEach(value -> all.add(layout.destination(value, AttentionEmitter::isAttentionResult)));
    List<StridedView> cut = Matrices.batched(all);
    steps.add(
        AttentionGradientStep.of(
            new AttentionGradientStep.Operands(
                cut.get(0), cut.get(1), cut.get(2), cut.get(3), cut.get(4), cut.get(5), cut.get(6)),
            new AttentionGradientStep.Scales(op.scale(), op.queryScale(), op.keyScale())));
  }
}
