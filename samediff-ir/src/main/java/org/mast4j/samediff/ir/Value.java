package org.mast4j.samediff.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A tensor of a {@link Program}: its shape and type, who makes it and who reads it. */
public final class Value {
  private final String name;
  private final long[] shape;
  private final DataType type;
  private final Optional<Known> known;
  private final List<Node> users = new ArrayList<>();
  private Optional<Node> producer = Optional.empty();

  /**
   * What is known before the graph runs.
   *
   * @param array made where it is asked for
   * @param oneHot what it has ones at, if it is such a matrix
   */
  private record Known(Supplier<INDArray> array, Optional<OneHot> oneHot) {}

  private Value(String name, long[] shape, DataType type, Optional<Known> known) {
    this.name = name;
    this.shape = shape.clone();
    this.type = type;
    this.known = known;
  }

  static Value of(String name, DataType type, long... shape) {
    return new Value(name, shape, type, Optional.empty());
  }

  static Value constant(String name, INDArray array) {
    Known known = new Known(() -> array, Optional.empty());
    return new Value(name, array.shape(), array.dataType(), Optional.of(known));
  }

  static Value oneHot(String name, OneHot oneHot) {
    Known known = new Known(new Once(oneHot::matrix), Optional.of(oneHot));
    return new Value(name, oneHot.shape(), DataType.FLOAT, Optional.of(known));
  }

  /** Makes an array when it is first asked for. */
  private static final class Once implements Supplier<INDArray> {
    private final Supplier<INDArray> maker;
    private Optional<INDArray> made = Optional.empty();

    Once(Supplier<INDArray> maker) {
      this.maker = maker;
    }

    @Override
    public INDArray get() {
      if (made.isEmpty()) {
        made = Optional.of(maker.get());
      }
      return made.get();
    }
  }

  public String name() {
    return name;
  }

  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  /** The size of an axis; negative ones count from the end. */
  public long size(int axis) {
    return shape[axis < 0 ? axis + shape.length : axis];
  }

  public long length() {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return length;
  }

  public boolean isFloat() {
    return type == DataType.FLOAT;
  }

  public DataType type() {
    return type;
  }

  /** Whether there is a {@link #constant()}, which this doesn't make. */
  public boolean isKnown() {
    return known.isPresent();
  }

  /** What is known before the graph runs: folded shapes, and constants of the graph. */
  public Optional<INDArray> constant() {
    return known.map(Known::array).map(Supplier::get);
  }

  /** What a known one-hot matrix has ones at; it may be too large to be made. */
  public Optional<OneHot> oneHot() {
    return known.flatMap(Known::oneHot);
  }

  /** Empty for inputs, parameters and constants. */
  public Optional<Node> producer() {
    return producer;
  }

  /** The nodes that read it, one entry for each time. */
  public List<Node> users() {
    return users;
  }

  void producedBy(Node node) {
    producer = Optional.of(node);
  }

  @Override
  public String toString() {
    return name + java.util.Arrays.toString(shape);
  }
}
