package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ElementWiseOp.Arithmetic;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.ElementWiseStep;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.samediff.onednn.internal.step.StockStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Steps of element-wise work. A repetition is made only for readers that can't repeat by
 * themselves.
 */
final class ElementWiseEmitter {
  private static final float RECIPROCAL_ROOT = -0.5f;

  private final Program program;
  private final List<Step> steps;
  private final Layout layout;
  private final ProductEmitter products;

  ElementWiseEmitter(Program program, List<Step> steps, Layout layout, ProductEmitter products) {
    this.program = program;
    this.steps = steps;
    this.layout = layout;
    this.products = products;
  }

  /** A broadcast makes nothing until somebody needs it in full. */
  void postpone(Node node) {
    if (program.isOutput(node.output())) {
      makeRepeated(node.output());
    }
  }

  private static Optional<Node> broadcast(Value value) {
    return value.producer().filter(node -> node.op() instanceof ElementWiseOp.Broadcast);
  }

  /** Makes a broadcast now, if the value is one that has not been made. */
  void makeRepeated(Value value) {
    if (!layout.isPlaced(value)) {
      broadcast(value).ifPresent(this::repeat);
    }
  }

  /** One run of repeated axes at a time, the last first. */
  private void repeat(Node node) {
    long[] to = node.output().shape();
    long[] shape = new long[to.length];
    Arrays.fill(shape, 1);
    long[] given = node.input(0).shape();
    System.arraycopy(given, 0, shape, to.length - given.length, given.length);
    makeRepeated(node.input(0));
    StridedView x = layout.dense(node.input(0));
    int end = to.length;
    while (end > 0) {
      int from = end;
      while (from > 0 && shape[from - 1] == 1 && to[from - 1] != 1) {
        from--;
      }
      if (from == end) {
        end--;
        continue;
      }
      long count = product(to, from, end);
      long outer = product(shape, 0, from);
      long inner = product(shape, end, to.length);
      System.arraycopy(to, from, shape, from, end - from);
      StridedView y =
          Arrays.equals(shape, to)
              ? layout.denseDestination(node.output())
              : StridedView.scratch(shape.clone());
      products.repeat(x, y, outer, count, inner);
      x = y;
      end = from;
    }
    layout.alias(node.output(), x.reshape(to).orElseThrow());
  }

  private static long product(long[] shape, int from, int to) {
    return Arrays.stream(shape, from, to).reduce(1, (a, b) -> a * b);
  }

  private static StridedView vector(StridedView view) {
    return view.reshape(view.length()).orElseThrow();
  }

  /** In the type of the result, which oneDNN asks for. */
  private StridedView operand(Node node, int input) {
    return vector(layout.dense(node.input(input), layout.types().of(node.output())));
  }

  void unary(Node node, ElementWiseOp.Unary op) {
    StridedView x = operand(node, 0);
    StridedView y = vector(layout.denseDestination(node.output()));
    if (op.function() == ElementWiseOp.Function.POWER && op.beta() == RECIPROCAL_ROOT) {
      // The power of minus infinity would be 0; and two kernels are faster than C's powf.
      steps.add(
          ElementWiseStep.unary(ElementWiseOp.Unary.of(ElementWiseOp.Function.SQUARE_ROOT), x, y));
      steps.add(
          ElementWiseStep.unary(
              new ElementWiseOp.Unary(ElementWiseOp.Function.POWER, op.alpha(), -1), y, y));
    } else {
      steps.add(ElementWiseStep.unary(op, x, y));
    }
  }

  void gradient(Node node, ElementWiseOp.UnaryGradient op) {
    StridedView x = operand(node, 0);
    StridedView dy = operand(node, 1);
    steps.add(ElementWiseStep.gradient(op, x, dy, vector(layout.denseDestination(node.output()))));
  }

  /** oneDNN's fast kernels add terms of any type to a first one of the result's. */
  void sum(Node node) {
    DataType type = layout.types().of(node.output());
    List<Value> rest = new ArrayList<>(node.inputs());
    Value first =
        rest.stream()
            .filter(term -> layout.view(term).type() == type)
            .findFirst()
            .orElse(rest.get(0));
    rest.remove(first);
    List<StridedView> terms = new ArrayList<>(List.of(vector(layout.dense(first, type))));
    rest.forEach(term -> terms.add(vector(layout.denseAsIs(term))));
    steps.add(ElementWiseStep.sum(terms, vector(layout.denseDestination(node.output()))));
  }

  void binary(Node node, Arithmetic arithmetic) {
    long[] shape = node.output().shape();
    StridedView a = operand(node.input(0), shape);
    StridedView b = operand(node.input(1), shape);
    boolean commutes = arithmetic != Arithmetic.SUBTRACT && arithmetic != Arithmetic.DIVIDE;
    if (commutes && !Arrays.equals(a.shape(), shape)) {
      StridedView swap = a;
      a = b;
      b = swap;
    }
    StridedView y = layout.denseDestination(node.output());
    if (Arrays.equals(a.shape(), shape)) {
      StridedView[] merged = merge(a, b, y);
      if (merged[0].rank() <= 5
          && ElementWiseStep.hasKernel(arithmetic, merged[0], merged[1], merged[2])) {
        steps.add(ElementWiseStep.binary(arithmetic, merged[0], merged[1], merged[2]));
        return;
      }
    }
    String name = arithmetic.name().toLowerCase(java.util.Locale.ROOT);
    steps.add(new StockStep(DynamicCustomOp.builder(name).build(), List.of(a, b), List.of(y)));
  }

  /** An operand with ones in front to the result's rank, not repeated if it needn't be. */
  private StridedView operand(Value value, long[] shape) {
    Optional<Node> broadcast = broadcast(value);
    Value source =
        broadcast.isPresent() && !layout.isPlaced(value) ? broadcast.get().input(0) : value;
    long[] full = new long[shape.length];
    Arrays.fill(full, 1);
    System.arraycopy(source.shape(), 0, full, shape.length - source.rank(), source.rank());
    makeRepeated(source);
    return layout.dense(source).reshape(full).orElseThrow();
  }

  /** Joins neighbouring axes that are all repeated or all not. */
  private static StridedView[] merge(StridedView a, StridedView b, StridedView y) {
    List<Long> full = new ArrayList<>();
    List<Long> part = new ArrayList<>();
    for (int i = 0; i < y.rank(); i++) {
      if (y.size(i) == 1) {
        continue;
      }
      int last = full.size() - 1;
      boolean repeated = b.size(i) == 1;
      if (last >= 0 && (part.get(last) == 1) == repeated) {
        full.set(last, full.get(last) * y.size(i));
        part.set(last, part.get(last) * b.size(i));
      } else {
        full.add(y.size(i));
        part.add(b.size(i));
      }
    }
    if (full.isEmpty()) {
      full.add(1L);
      part.add(1L);
    }
    long[] fullShape = full.stream().mapToLong(Long::longValue).toArray();
    long[] partShape = part.stream().mapToLong(Long::longValue).toArray();
    return new StridedView[] {
      a.reshape(fullShape).orElseThrow(),
      b.reshape(partShape).orElseThrow(),
      y.reshape(fullShape).orElseThrow()
    };
  }
}
