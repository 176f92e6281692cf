package org.mast4j.samediff.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A tensor of a {@link Program}: its shape and type, who makes it and who reads it. */
public final class Value {
  private final String name;
  private final long[] shape;
  private final DataType type;
  private final Optional<INDArray> constant;
  private final List<Node> users = new ArrayList<>();
  private Optional<Node> producer = Optional.empty();

  private Value(String name, long[] shape, DataType type, Optional<INDArray> constant) {
    this.name = name;
    this.shape = shape.clone();
    this.type = type;
    this.constant = constant;
  }

  static Value of(String name, DataType type, long... shape) {
    return new Value(name, shape, type, Optional.empty());
  }

  static Value constant(String name, INDArray array) {
    return new Value(name, array.shape(), array.dataType(), Optional.of(array));
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

  /** What is known before the graph runs: folded shapes, and constants of the graph. */
  public Optional<INDArray> constant() {
    return constant;
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
