package org.mast4j.samediff.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** A graph with tensors that come about in random ways; the same for the same seed. */
final class RandomGraph {
  private static final int LONGEST = 2_000;
  private static final int HIGHEST_RANK = 5;

  private final SameDiff graph = SameDiff.create();
  private final Random random;
  private int variables;

  RandomGraph(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A variable of the graph with its shape.
   *
   * @param shape which SameDiff doesn't always know
   */
  record Tensor(SDVariable variable, long[] shape) {
    long length() {
      return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
  }

  SameDiff graph() {
    return graph;
  }

  /** From low to high, both included. */
  int size(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean flip() {
    return random.nextBoolean();
  }

  /** A shape of so many axes, each from low to high. */
  long[] shape(int rank, int low, int high) {
    return IntStream.range(0, rank).mapToLong(i -> size(low, high)).toArray();
  }

  /** Another order than the given one, if there is one: the stock session copies that wrongly. */
  int[] permutation(int rank) {
    List<Integer> given = IntStream.range(0, rank).boxed().toList();
    List<Integer> axes = new ArrayList<>(given);
    do {
      Collections.shuffle(axes, random);
    } while (rank > 1 && axes.equals(given));
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A trainable variable, its memory in the order of 'c' or of 'f'. */
  SDVariable variable(long... shape) {
    int number = variables++;
    char order = random.nextInt(4) == 0 ? 'f' : 'c';
    return graph.var("v" + number, Comparison.random(number + 1, shape).dup(order));
  }

  /** A tensor that is a variable itself, or a view of one that lies otherwise in memory. */
  SDVariable operand(long... shape) {
    int axis = random.nextInt(shape.length);
    return switch (random.nextInt(6)) {
      case 0 -> permuted(shape);
      case 1 -> cut(shape);
      case 2 -> variable(Arrays.stream(shape).reduce(1, (a, b) -> a * b)).reshape(shape);
      case 3 -> graph.unstack(variable(inserted(shape, axis, 3)), axis, 3)[size(0, 2)];
      case 4 -> isVector(shape) ? variable(shape) : everySecond(shape, axis);
      default -> variable(shape);
    };
  }

  private SDVariable permuted(long[] shape) {
    int[] axes = permutation(shape.length);
    long[] base = new long[shape.length];
    for (int i = 0; i < axes.length; i++) {
      base[axes[i]] = shape[i];
    }
    return graph.permute(variable(base), axes);
  }

  private SDVariable cut(long[] shape) {
    int[] from = IntStream.range(0, shape.length).map(i -> size(0, 2)).toArray();
    long[] base =
        IntStream.range(0, shape.length).mapToLong(i -> from[i] + shape[i] + size(0, 1)).toArray();
    return graph.slice(variable(base), from, Arrays.stream(shape).mapToInt(s -> (int) s).toArray());
  }

  private SDVariable everySecond(long[] shape, int axis) {
    long[] base = shape.clone();
    base[axis] *= 2;
    SDIndex[] all = new SDIndex[shape.length];
    Arrays.fill(all, SDIndex.all());
    all[axis] = SDIndex.interval(0, 2, (int) base[axis]);
    return variable(base).get(all);
  }

  /** The stock gradient of a strided slice throws for these. */
  private static boolean isVector(long[] shape) {
    return Arrays.stream(shape).filter(size -> size > 1).count() <= 1;
  }

  private static long[] inserted(long[] shape, int axis, long size) {
    long[] longer = new long[shape.length + 1];
    System.arraycopy(shape, 0, longer, 0, axis);
    longer[axis] = size;
    System.arraycopy(shape, axis, longer, axis + 1, shape.length - axis);
    return longer;
  }

  private static long[] removed(long[] shape, int axis) {
    long[] shorter = new long[shape.length - 1];
    System.arraycopy(shape, 0, shorter, 0, axis);
    System.arraycopy(shape, axis + 1, shorter, axis, shorter.length - axis);
    return shorter;
  }

  private static long[] resized(long[] shape, int axis, long size) {
    long[] other = shape.clone();
    other[axis] = size;
    return other;
  }

  /** A random op that moves elements, or one that changes each. */
  Tensor moved(Tensor x) {
    SDVariable v = x.variable();
    long[] shape = x.shape();
    int rank = shape.length;
    int axis = random.nextInt(rank);
    boolean mayGrow = x.length() * 2 <= LONGEST;
    switch (random.nextInt(9)) {
      case 0:
        int[] axes = permutation(rank);
        return new Tensor(
            graph.permute(v, axes), Arrays.stream(axes).mapToLong(a -> shape[a]).toArray());
      case 1:
        return reshaped(x, axis);
      case 2:
        int from = size(0, (int) shape[axis] - 1);
        int[] begin = new int[rank];
        begin[axis] = from;
        long[] part = resized(shape, axis, shape[axis] - from);
        return new Tensor(
            graph.slice(v, begin, Arrays.stream(part).mapToInt(s -> (int) s).toArray()), part);
      case 3:
        int[][] around = new int[rank][2];
        around[axis] = new int[] {size(0, 2), size(0, 2)};
        return new Tensor(
            graph.nn.pad(v, graph.constant(Nd4j.createFromArray(around)), 0),
            resized(shape, axis, shape[axis] + around[axis][0] + around[axis][1]));
      case 4:
        return mayGrow
            ? new Tensor(graph.concat(axis, v, v.mul(2.0)), resized(shape, axis, 2 * shape[axis]))
            : x;
      case 5:
        return mayGrow && rank < HIGHEST_RANK
            ? new Tensor(graph.stack(axis, v, v.add(1.0)), inserted(shape, axis, 2))
            : x;
      case 6:
        return rank > 1
            ? new Tensor(
                graph.unstack(v, axis, (int) shape[axis])[size(0, (int) shape[axis] - 1)],
                removed(shape, axis))
            : x;
      case 7:
        if (shape[axis] % 2 != 0) {
          return x;
        }
        SDVariable[] halves = graph.split(v, 2, axis);
        return new Tensor(halves[0].sub(halves[1]), resized(shape, axis, shape[axis] / 2));
      default:
        return new Tensor(graph.math.tanh(v.mul(0.5)), shape);
    }
  }

  /** Splits an axis, or joins it with the next. */
  private Tensor reshaped(Tensor x, int axis) {
    long[] shape = x.shape();
    long[] other;
    if (shape[axis] % 2 == 0 && shape.length < HIGHEST_RANK) {
      other = inserted(resized(shape, axis, shape[axis] / 2), axis, 2);
    } else if (axis + 1 < shape.length) {
      other = removed(resized(shape, axis + 1, shape[axis] * shape[axis + 1]), axis);
    } else {
      other = new long[] {x.length()};
    }
    return new Tensor(x.variable().reshape(other), other);
  }

  /**
   * A product of operands that may be transposed.
   *
   * @param batch leading axes
   * @param n rows, terms of a sum, columns
   */
  SDVariable product(long[] batch, long[] n) {
    boolean ta = flip();
    boolean tb = flip();
    SDVariable a = operand(matrix(batch, n[0], n[1], ta));
    SDVariable b = operand(matrix(batch, n[1], n[2], tb));
    return graph.mmul(a, b, ta, tb, false);
  }

  private static long[] matrix(long[] batch, long rows, long columns, boolean transposed) {
    long[] shape = Arrays.copyOf(batch, batch.length + 2);
    shape[batch.length] = transposed ? columns : rows;
    shape[batch.length + 1] = transposed ? rows : columns;
    return shape;
  }

  /** The exact GELU. */
  static SDVariable gelu(SDVariable x) {
    return x.mul(0.5).mul(x.getSameDiff().math.erf(x.mul(1 / Math.sqrt(2))).add(1.0));
  }
}
