package org.mast4j.samediff.onednn.internal.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a value lies: a storage, an offset, and for each axis the factors that it is made of, outer
 * ones first.
 *
 * <p>An axis of more than one factor is one that {@code reshape} merged of axes that don't lie
 * regularly in memory: [B, N, H, d] permuted to [B, H, N, d] and reshaped to [B*H, N, d] still is a
 * view, with the first axis of factors B and H. So only a kernel that needs regular axes has to
 * copy.
 */
public final class StridedView {

  /** A part of an axis: so many elements, so far apart. */
  public record Factor(long size, long stride) {}

  private final Storage storage;
  private final long offset;
  private final List<List<Factor>> axes;

  private StridedView(Storage storage, long offset, List<List<Factor>> axes) {
    this.storage = storage;
    this.offset = offset;
    this.axes = axes;
  }

  /** All of a storage, dense. */
  static StridedView dense(Storage storage, long... shape) {
    return strided(storage, 0, shape, Strides.dense(shape));
  }

  static StridedView strided(Storage storage, long offset, long[] shape, long[] strides) {
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      axes.add(shape[i] == 1 ? List.of() : List.of(new Factor(shape[i], strides[i])));
    }
    return new StridedView(storage, offset, axes);
  }

  /** FLOAT memory of the arena. */
  public static StridedView scratch(long... shape) {
    return scratch(DataType.FLOAT, shape);
  }

  /** Memory of the arena. */
  public static StridedView scratch(DataType type, long... shape) {
    return dense(Storage.scratch(type, Arrays.stream(shape).reduce(1, (a, b) -> a * b)), shape);
  }

  /** An array as it is. */
  public static StridedView of(INDArray array) {
    return strided(Storage.of(array), 0, array.shape(), array.stride());
  }

  public Storage storage() {
    return storage;
  }

  public DataType type() {
    return storage.type();
  }

  public int rank() {
    return axes.size();
  }

  /** The factors of an axis, neighbours in memory merged. */
  public List<Factor> axis(int index) {
    return axes.get(index < 0 ? index + axes.size() : index);
  }

  public long size(int index) {
    long size = 1; // no stream: planning asks for sizes more than for anything else
    for (Factor factor : axis(index)) {
      size *= factor.size();
    }
    return size;
  }

  public long[] shape() {
    long[] shape = new long[rank()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = size(i);
    }
    return shape;
  }

  public long length() {
    long length = 1;
    for (int i = 0; i < rank(); i++) {
      length *= size(i);
    }
    return length;
  }

  /** Whether each axis lies regularly in memory. */
  public boolean isRegular() {
    return axes.stream().allMatch(factors -> factors.size() <= 1);
  }

  /** Whether its elements are the neighbours in memory that 'c' makes of them. */
  public boolean isDense() {
    List<Factor> all = merged(axes.stream().flatMap(List::stream).toList());
    return all.isEmpty() || all.size() == 1 && all.get(0).stride() == 1;
  }

  /** The distance of an axis's elements; of an axis of one element, what it would be if dense. */
  public long stride(int index) {
    int i = index < 0 ? index + rank() : index;
    if (!axes.get(i).isEmpty()) {
      List<Factor> factors = axes.get(i);
      return factors.get(factors.size() - 1).stride();
    }
    long stride = 1;
    for (int j = i + 1; j < rank(); j++) {
      for (Factor factor : axes.get(j)) {
        stride = Math.max(stride, factor.size() * factor.stride());
      }
    }
    return stride;
  }

  public long[] strides() {
    long[] strides = new long[rank()];
    for (int i = 0; i < strides.length; i++) {
      strides[i] = stride(i);
    }
    return strides;
  }

  /** The same elements in another shape; empty if an axis would end within a factor. */
  public Optional<StridedView> reshape(long... shape) {
    List<Factor> left = new ArrayList<>(merged(axes.stream().flatMap(List::stream).toList()));
    List<List<Factor>> result = new ArrayList<>();
    for (long size : shape) {
      List<Factor> axis = new ArrayList<>();
      long needed = size;
      while (needed > 1) {
        Factor factor = left.remove(0);
        if (needed % factor.size() == 0) {
          axis.add(factor);
          needed /= factor.size();
        } else if (factor.size() % needed == 0) {
          long inner = factor.size() / needed;
          axis.add(new Factor(needed, factor.stride() * inner));
          left.add(0, new Factor(inner, factor.stride()));
          needed = 1;
        } else {
          return Optional.empty();
        }
      }
      result.add(merged(axis));
    }
    return Optional.of(new StridedView(storage, offset, result));
  }

  /** Axis i of the result is this one's {@code order[i]}. */
  public StridedView permute(int... order) {
    List<List<Factor>> result = new ArrayList<>();
    for (int axis : order) {
      result.add(axes.get(axis));
    }
    return new StridedView(storage, offset, result);
  }

  /** The last two axes swapped. */
  public StridedView transposeMatrices() {
    List<List<Factor>> result = new ArrayList<>(axes);
    Collections.swap(result, rank() - 2, rank() - 1);
    return new StridedView(storage, offset, result);
  }

  /** A box; empty if it cuts an axis that isn't regular. */
  public Optional<StridedView> slice(long[] from, long[] size) {
    List<List<Factor>> result = new ArrayList<>(axes);
    long start = offset;
    for (int i = 0; i < rank(); i++) {
      if (from[i] == 0 && size[i] == size(i)) {
        continue;
      }
      if (axes.get(i).size() != 1) {
        return Optional.empty();
      }
      long stride = axes.get(i).get(0).stride();
      start += from[i] * stride;
      result.set(i, size[i] == 1 ? List.of() : List.of(new Factor(size[i], stride)));
    }
    return Optional.of(new StridedView(storage, start, result));
  }

  /** The axes from {@code from} to {@code to} replaced by one for each of these factors. */
  public StridedView withAxes(int from, int to, List<Factor> factors) {
    List<List<Factor>> result = new ArrayList<>(axes.subList(0, from));
    factors.forEach(factor -> result.add(List.of(factor)));
    result.addAll(axes.subList(to, rank()));
    return new StridedView(storage, offset, result);
  }

  /** Joins factors that together lie regularly. */
  static List<Factor> merged(List<Factor> factors) {
    List<Factor> result = new ArrayList<>();
    for (Factor factor : factors) {
      Factor before = result.isEmpty() ? null : result.get(result.size() - 1);
      if (before != null && before.stride() == factor.size() * factor.stride()) {
        result.set(result.size() - 1, new Factor(before.size() * factor.size(), factor.stride()));
      } else {
        result.add(factor);
      }
    }
    return result;
  }

  /** Whether it is the same elements in the same order. */
  public boolean isSame(StridedView other) {
    return storage == other.storage && offset == other.offset && liesAs(other);
  }

  /** Whether each element is as far from the first as in another view of the same shape. */
  public boolean liesAs(StridedView other) {
    return merged(axes.stream().flatMap(List::stream).toList())
        .equals(merged(other.axes.stream().flatMap(List::stream).toList()));
  }

  /** Where it starts in its storage, in elements. */
  public long offset() {
    return offset;
  }

  public long address() {
    return storage.address(offset);
  }

  /** Whether it is all of an array of the graph, in that array's own order of axes. */
  public boolean isWhole() {
    return !storage.isScratch()
        && offset == 0
        && axes.equals(strided(storage, 0, storage.array().shape(), storage.array().stride()).axes);
  }

  /** As an ND4J array, which a dense view can be, and a whole array of the graph. */
  public INDArray array() {
    if (isWhole() && !(isDense() && !Arrays.equals(storage.array().stride(), strides()))) {
      return storage.array();
    }
    if (!isDense()) {
      throw new IllegalStateException("a view that isn't dense as an array");
    }
    return storage.view(offset, shape());
  }
}
