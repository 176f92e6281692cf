package org.mast4j.samediff.read;

import static org.mast4j.samediff.read.Translator.single;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Value;

/** Matrix products, reductions, and their gradients. */
final class Products {
  private Products() {}

  static void register(Map<String, Translator> translators) {
    translators.put("matmul", single(Products::matmul));
    translators.put("matmul_bp", Products::matmulGradient);
    translators.put("xw_plus_b", single(Products::linear));
    translators.put("reduce_sum", single(call -> reduce(call, false)));
    translators.put("reduce_mean", single(call -> reduce(call, true)));
    translators.put("reduce_sum_bp", single(call -> reduceGradient(call, false)));
    translators.put("reduce_mean_bp", single(call -> reduceGradient(call, true)));
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
    return Optional.of(call.binary(ElementWiseOp.Arithmetic.ADD, product, call.input(2)));
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
              long[] reduced = ResultShapes.without(x.shape(), range[0], range[1]);
              long[] shape =
                  call.keepsDimensions()
                      ? ResultShapes.withOnes(x.shape(), range[0], range[1])
                      : reduced;
              Value y =
                  count(x, range) == 1
                      ? x
                      : call.add(new ElementWiseOp.Reduce(range[0], range[1], mean), reduced, x);
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
              long[] kept = ResultShapes.withOnes(x.shape(), range[0], range[1]);
              Value dy = call.reshape(call.input(1), kept);
              Value scaled = call.scale(dy, mean ? 1.0 / count(x, range) : 1);
              return Arrays.equals(kept, x.shape())
                  ? scaled
                  : call.add(new ElementWiseOp.Broadcast(), x.shape(), scaled);
            });
  }

  private static long count(Value x, int[] range) {
    long count = 1;
    for (int i = range[0]; i < range[1]; i++) {
      count *= x.size(i);
    }
    return count;
  }
}
