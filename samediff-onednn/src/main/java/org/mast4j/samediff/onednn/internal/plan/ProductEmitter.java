package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.KeptWeights;
import org.mast4j.samediff.onednn.internal.step.MatMulStep;
import org.mast4j.samediff.onednn.internal.step.QuantiseStep;
import org.mast4j.samediff.onednn.internal.step.QuantisedLinearStep;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.samediff.onednn.internal.step.WeightGradientStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Steps of all that is a matrix product, reductions and repetitions included. */
final class ProductEmitter {
  /** Elements of a page of memory, 4 KiB. */
  private static final int PAGE = 1024;

  private static final long ROWS_TO_ADD_TO = 128;

  private final List<Step> steps;
  private final Layout layout;
  private final Weights weights;
  private final Map<List<Number>, StridedView> filled = new HashMap<>();
  private final Set<Node> made = new HashSet<>();
  private final Map<Value, QuantiseStep.Rows> quantised = new HashMap<>();

  ProductEmitter(List<Step> steps, Layout layout, Weights weights) {
    this.steps = steps;
    this.layout = layout;
    this.weights = weights;
  }

  void matMul(Node node, MatrixOp.MatMul op) {
    Optional<KeptWeights.Lease> lease = quantising(node, op);
    if (lease.isPresent()) {
      quantisedLinear(node, op, lease.get());
    } else {
      floating(node, op);
    }
  }

  /** The lease for a product of rows with a large matrix of the graph's weights, if that is one. */
  private Optional<KeptWeights.Lease> quantising(Node node, MatrixOp.MatMul op) {
    Value x = node.input(0);
    StridedView w = transposed(layout.view(node.input(1)), op.transposeB());
    boolean isLinear =
        x.rank() == 2
            && !op.transposeA()
            && w.rank() == 2
            && !w.storage().isScratch()
            && Matrices.isRightOperand(w, false);
    return isLinear ? weights.quantising(w.size(0), w.size(1)) : Optional.empty();
  }

  private void quantisedLinear(Node node, MatrixOp.MatMul op, KeptWeights.Lease lease) {
    QuantiseStep.Rows x =
        quantised.computeIfAbsent(
            node.input(0),
            value -> {
              QuantiseStep.Rows rows = QuantiseStep.Rows.scratch(value.size(0), value.size(1));
              steps.add(new QuantiseStep(layout.denseAsIs(value), rows));
              return rows;
            });
    End end = end(node, op, Optional.empty());
    StridedView w = transposed(layout.view(node.input(1)), op.transposeB());
    steps.add(
        new QuantisedLinearStep(
            new QuantisedLinearStep.Operands(x, w, end.bias(), end.residual(), end.y()),
            op.scale(),
            end.gelu(),
            lease));
  }

  private void floating(Node node, MatrixOp.MatMul op) {
    DataType type = layout.types().operands(node);
    StridedView a = layout.readable(node.input(0), type, Matrices::isOperand);
    StridedView b =
        right(node.input(1), type, view -> Matrices.isRightOperand(view, op.transposeB()));
    End end = end(node, op, Optional.of(List.of(a, b)));
    product(
        end.bias().isPresent() ? "linear" : "matmul",
        new MatMulStep.Operands(
            transposed(a, op.transposeA()),
            transposed(b, op.transposeB()),
            end.bias(),
            end.residual(),
            end.y()),
        op.scale(),
        end.gelu());
  }

  /**
   * What a product makes of its sums.
   *
   * @param gelu whether they go through a GELU
   */
  private record End(
      Optional<StridedView> bias, Optional<StridedView> residual, boolean gelu, StridedView y) {}

  /**
   * The end of a product.
   *
   * @param factors if its kernel can add to what is at its place
   */
  private End end(Node node, MatrixOp.MatMul op, Optional<List<StridedView>> factors) {
    Optional<StridedView> bias = op.bias(node).map(layout::regular);
    Optional<Value> residual = op.residual(node);
    if (residual.isPresent()) {
      return adding(node, bias, residual.get(), factors);
    }
    Optional<Node> gelu = gelu(node.output());
    Value result = gelu.map(Node::output).orElse(node.output());
    StridedView y = layout.destination(result, Matrices::isResult);
    return new End(bias, Optional.empty(), gelu.isPresent(), y);
  }

  /** In the residual's place, if that may be. */
  private End adding(
      Node node, Optional<StridedView> bias, Value residual, Optional<List<StridedView>> factors) {
    // oneDNN's fast kernels add a residual only if it lies as the result does.
    StridedView added = layout.dense(residual);
    Optional<StridedView> over =
        factors
            .filter(views -> layout.view(residual).isSame(added) && isAddedTo(added))
            .flatMap(
                views -> {
                  List<StridedView> others = new ArrayList<>(views);
                  bias.ifPresent(others::add);
                  return layout.placeOver(node, residual, node.output(), others);
                });
    StridedView y = over.orElseGet(() -> layout.denseDestination(node.output()));
    return new End(bias, Optional.of(added), false, y);
  }

  /**
   * Adding long sums to one row (of 768 elements, 3,072 products each), oneDNN 3.11 writes beyond
   * it; and a few rows are no matter.
   */
  private static boolean isAddedTo(StridedView view) {
    return view.size(-2) >= ROWS_TO_ADD_TO;
  }

  /** The GELU that alone reads a product, and that the product makes at once. */
  private Optional<Node> gelu(Value product) {
    Optional<Node> gelu =
        layout
            .onlyReader(product)
            .filter(
                reader ->
                    reader.op() instanceof ElementWiseOp.Unary unary
                        && unary.function() == ElementWiseOp.Function.GELU);
    gelu.ifPresent(made::add);
    return gelu;
  }

  /** Whether a node is part of an earlier one's step. */
  boolean isMade(Node node) {
    return made.contains(node);
  }

  /** A matrix of weights is what it is in the graph: the step converts as it lays them out. */
  private StridedView right(Value value, DataType type, Predicate<StridedView> fits) {
    StridedView view = layout.view(value);
    boolean matrix = !view.storage().isScratch() && view.rank() == 2 && fits.test(view);
    return matrix ? view : layout.readable(value, type, fits);
  }

  private static StridedView transposed(StridedView view, boolean transpose) {
    return transpose ? view.transposeMatrices() : view;
  }

  /** Leading axes are cut until they are regular in all operands. */
  private void product(String name, MatMulStep.Operands operands, float scale, boolean gelu) {
    List<StridedView> all = new ArrayList<>(List.of(operands.a(), operands.b(), operands.y()));
    operands.residual().ifPresent(all::add);
    List<StridedView> cut = Matrices.batched(all);
    MatMulStep.Operands regular =
        new MatMulStep.Operands(
            cut.get(0),
            cut.get(1),
            operands.bias(),
            operands.residual().map(view -> cut.get(3)),
            cut.get(2));
    steps.add(new MatMulStep(name, regular, scale, gelu, weights.lease()));
  }

  /** Without more than a and b. */
  private void product(String name, StridedView a, StridedView b, StridedView y) {
    product(name, new MatMulStep.Operands(a, b, Optional.empty(), Optional.empty(), y), 1, false);
  }

  void weightGradient(Node node, Program program) {
    DataType type = layout.types().operands(node);
    StridedView g = layout.dense(node.input(0), type);
    StridedView x = layout.dense(node.input(1), type);
    Value sums = node.outputs().get(1);
    StridedView weights =
        layout.destination(
            node.output(),
            view -> view.isDense() || view.isRegular() && view.permute(1, 0).isDense());
    Optional<StridedView> bias =
        sums.users().isEmpty() && !program.isOutput(sums)
            ? Optional.empty()
            : Optional.of(layout.denseDestination(sums));
    if (weights.isDense() && x.size(1) % PAGE == 0) {
      // Reading down columns whose elements all fall into a few sets of the cache, oneDNN needs
      // nearly twice as long; its kernel for the transpose reads along the rows.
      steps.add(new WeightGradientStep(x, g, weights.permute(1, 0), Optional.empty()));
      bias.ifPresent(view -> columnSums(g, view.reshape(1, view.length()).orElseThrow(), 1));
    } else {
      steps.add(new WeightGradientStep(g, x, weights, bias));
    }
  }

  /** Of x [R, N] to y [1, N], times a factor. */
  private void columnSums(StridedView x, StridedView y, float factor) {
    product("reduce", filled(factor, 1, x.size(0)), x, y);
  }

  /** [A, R, N] to [A, N] by a product with ones (or 1/R, for a mean) in front. */
  void reduce(Node node, ElementWiseOp.Reduce op) {
    long[] shape = node.input(0).shape();
    long outer = 1;
    long count = 1;
    long inner = 1;
    for (int i = 0; i < shape.length; i++) {
      if (i < op.from()) {
        outer *= shape[i];
      } else if (i < op.to()) {
        count *= shape[i];
      } else {
        inner *= shape[i];
      }
    }
    float factor = op.mean() ? 1f / count : 1f;
    if (inner == 1) {
      StridedView x = layout.dense(node.input(0), outer, count);
      StridedView y = layout.denseDestination(node.output(), outer, 1);
      product("reduce", x, filled(factor, count, 1), y);
    } else if (outer == 1) {
      StridedView x = layout.dense(node.input(0), count, inner);
      columnSums(x, layout.denseDestination(node.output(), 1, inner), factor);
    } else {
      StridedView x = layout.dense(node.input(0), outer, count, inner);
      StridedView y = layout.denseDestination(node.output(), outer, 1, inner);
      StridedView ones = filled(factor, outer, 1, count);
      product("reduce", ones, x, y);
    }
  }

  /** Dense x [A, N] to y [A, R, N]. */
  void repeat(StridedView x, StridedView y, long outer, long count, long inner) {
    StridedView from = x.reshape(outer, 1, inner).orElseThrow();
    StridedView to = y.reshape(outer, count, inner).orElseThrow();
    product("repeat", filled(1, outer, count, 1), from, to);
  }

  private StridedView filled(float value, long... shape) {
    List<Number> key = new ArrayList<>(List.of(value));
    for (long size : shape) {
      key.add(size);
    }
    return filled.computeIfAbsent(
        key, k -> StridedView.of(Nd4j.valueArrayOf(shape, value, DataType.FLOAT)));
  }
}
