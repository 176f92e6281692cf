package org.mast4j.samediff.onednn.read;

import static org.mast4j.samediff.onednn.read.Translator.single;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.onednn.ir.Node;
import org.mast4j.samediff.onednn.ir.Op;
import org.mast4j.samediff.onednn.ir.Op.MatMul;
import org.mast4j.samediff.onednn.ir.Value;

/** Matrix products, reductions, softmax, normalisation, and gradients. */
final class Layers {
  /** The stock layer norm adds nothing; oneDNN's result is the same with this. */
  private static final float STOCK_EPSILON = 1e-12f;

  private Layers() {}

  static void register(Map<String, Translator> translators) {
    translators.put("matmul", single(Layers::matmul));
    translators.put("matmul_bp", Layers::matmulGradient);
    translators.put("xw_plus_b", single(Layers::linear));
    translators.put("reduce_sum", single(call -> reduce(call, false)));
    translators.put("reduce_mean", single(call -> reduce(call, true)));
    translators.put("reduce_sum_bp", single(call -> reduceGradient(call, false)));
    translators.put("reduce_mean_bp", single(call -> reduceGradient(call, true)));
    translators.put("softmax", single(Layers::softmax));
    translators.put("softmax_bp", single(Layers::softmaxGradient));
    translators.put("layer_norm", single(Layers::layerNorm));
    translators.put("layer_norm_bp", Layers::layerNormGradient);
  }

  private static Value product(OpCall call, Value a, boolean ta, Value b, boolean tb) {
    long[] shape = a.shape();
    int rank = shape.length;
    shape[rank - 2] = a.size(ta ? -1 : -2);
    shape[rank - 1] = b.size(tb ? -2 : -1);
    return call.add(new MatMul(ta, tb, 1, false, false), shape, a, b);
  }

  private static boolean isProduct(OpCall call) {
    Value a = call.input(0);
    Value b = call.input(1);
    int rank = a.rank();
    return rank >= 2
        && rank == b.rank()
        && Arrays.equals(a.shape(), 0, rank - 2, b.shape(), 0, rank - 2)
        && call.integer(2) == 0;
  }

  private static Optional<Value> matmul(OpCall call) {
    boolean plain = call.real(0).orElse(1.0) == 1 && call.real(1).orElse(0.0) == 0;
    return isProduct(call) && plain
        ? Optional.of(
            product(call, call.input(0), call.integer(0) != 0, call.input(1), call.integer(1) != 0))
        : Optional.empty();
  }

  /** Inputs a, b, dy. */
  private static Optional<List<Value>> matmulGradient(OpCall call) {
    if (!isProduct(call)) {
      return Optional.empty();
    }
    Value a = call.input(0);
    Value b = call.input(1);
    Value dy = call.input(2);
    boolean ta = call.integer(0) != 0;
    boolean tb = call.integer(1) != 0;
    Value da = ta ? product(call, b, tb, dy, true) : product(call, dy, false, b, !tb);
    Value db = tb ? product(call, dy, true, a, ta) : product(call, a, !ta, dy, false);
    return Optional.of(List.of(da, db));
  }

  private static Optional<Value> linear(OpCall call) {
    if (!isProduct(call) || call.input(0).rank() != 2) {
      return Optional.empty();
    }
    Value product =
        product(call, call.input(0), call.integer(0) != 0, call.input(1), call.integer(1) != 0);
    return Optional.of(call.binary(Op.Arithmetic.ADD, product, call.input(2)));
  }

  /** The reduced axes [from, to), or empty if they aren't neighbours. */
  private static Optional<int[]> range(OpCall call, int rank) {
    long[] axes = call.axes();
    if (axes.length == 0 || axes[0] == Integer.MAX_VALUE) {
      return Optional.of(new int[] {0, rank});
    }
    int[] sorted =
        Arrays.stream(axes).mapToInt(a -> (int) (a < 0 ? a + rank : a)).sorted().toArray();
    int from = sorted[0];
    int to = sorted[sorted.length - 1] + 1;
    return to - from == sorted.length ? Optional.of(new int[] {from, to}) : Optional.empty();
  }

  private static Optional<Value> reduce(OpCall call, boolean mean) {
    Value x = call.input(0);
    if (call.inputs().size() != 1 || x.rank() == 0) {
      return Optional.empty();
    }
    return range(call, x.rank())
        .map(
            range -> {
              long[] reduced = Shapes.without(x.shape(), range[0], range[1]);
              long[] shape =
                  call.keepsDimensions() ? Shapes.withOnes(x.shape(), range[0], range[1]) : reduced;
              Value y =
                  count(x, range) == 1
                      ? x
                      : call.add(new Op.Reduce(range[0], range[1], mean), reduced, x);
              return call.reshape(y, shape);
            });
  }

  /** Inputs x, dy. */
  private static Optional<Value> reduceGradient(OpCall call, boolean mean) {
    Value x = call.input(0);
    if (call.inputs().size() != 2 || x.rank() == 0) {
      return Optional.empty();
    }
    return range(call, x.rank())
        .map(
            range -> {
              long[] kept = Shapes.withOnes(x.shape(), range[0], range[1]);
              Value dy = call.reshape(call.input(1), kept);
              Value scaled = call.scale(dy, mean ? 1.0 / count(x, range) : 1);
              return Arrays.equals(kept, x.shape())
                  ? scaled
                  : call.add(new Op.Broadcast(), x.shape(), scaled);
            });
  }

  private static long count(Value x, int[] range) {
    long count = 1;
    for (int i = range[0]; i < range[1]; i++) {
      count *= x.size(i);
    }
    return count;
  }

  private static boolean overLastAxis(OpCall call) {
    long[] axes = call.integers();
    int last = call.input(0).rank() - 1;
    return last >= 0
        && (axes.length == 0 || axes.length == 1 && (axes[0] == -1 || axes[0] == last));
  }

  private static Optional<Value> softmax(OpCall call) {
    Value x = call.input(0);
    return overLastAxis(call)
        ? Optional.of(call.add(new Op.Softmax(), x.shape(), x))
        : Optional.empty();
  }

  /** Inputs x, dy: the gradient is had from the result, which the forward pass has made. */
  private static Optional<Value> softmaxGradient(OpCall call) {
    if (!overLastAxis(call)) {
      return Optional.empty();
    }
    Value x = call.input(0);
    Value y =
        x.users().stream()
            .filter(node -> node.op() instanceof Op.Softmax)
            .findFirst()
            .map(Node::output)
            .orElseGet(() -> call.add(new Op.Softmax(), x.shape(), x));
    return Optional.of(call.add(new Op.SoftmaxGradient(), x.shape(), y, call.input(1)));
  }

  private static Optional<Value> layerNorm(OpCall call) {
    return call.inputs().size() == 3 && call.integers().length == 1 && overLastAxis(call)
        ? Optional.of(normalise(call, call.inputs()).output())
        : Optional.empty();
  }

  private static Node normalise(OpCall call, List<Value> inputs) {
    Value x = inputs.get(0);
    long[] rows = {x.length() / x.size(-1)};
    return call.program()
        .addAll(new Op.LayerNorm(STOCK_EPSILON), inputs, x.shape(), rows, rows)
        .get(0)
        .producer()
        .orElseThrow();
  }

  /** Inputs x, gain, bias, dy. */
  private static Optional<List<Value>> layerNormGradient(OpCall call) {
    if (call.inputs().size() != 4 || call.integers().length != 1 || !overLastAxis(call)) {
      return Optional.empty();
    }
    Value x = call.input(0);
    Value gain = call.input(1);
    Node forward =
        x.users().stream()
            .filter(
                n ->
                    n.op() instanceof Op.LayerNorm
                        && n.inputs().subList(0, 2).equals(List.of(x, gain)))
            .findFirst()
            .orElseGet(() -> normalise(call, call.inputs().subList(0, 3)));
    Value mean = forward.outputs().get(1);
    Value variance = forward.outputs().get(2);
    return Optional.of(
        call.program()
            .addAll(
                new Op.LayerNormGradient(STOCK_EPSILON),
                List.of(x, gain, call.input(3), mean, variance),
                x.shape(),
                gain.shape(),
                gain.shape()));
  }
}
