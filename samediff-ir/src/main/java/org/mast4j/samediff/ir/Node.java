package org.mast4j.samediff.ir;

import java.util.ArrayList;
import java.util.List;

/** One operation of a {@link Program}. */
public final class Node {
  private final Op op;
  private final List<Value> inputs;
  private final List<Value> outputs;
  private final int order;
  private int position;

  Node(Op op, List<Value> inputs, List<Value> outputs, int order) {
    this.op = op;
    this.inputs = new ArrayList<>(inputs);
    this.outputs = List.copyOf(outputs);
    this.order = order;
    inputs.forEach(value -> value.users().add(this));
    outputs.forEach(value -> value.producedBy(this));
  }

  public Op op() {
    return op;
  }

  public List<Value> inputs() {
    return List.copyOf(inputs);
  }

  public Value input(int index) {
    return inputs.get(index);
  }

  public List<Value> outputs() {
    return outputs;
  }

  /** The only or first output. */
  public Value output() {
    return outputs.get(0);
  }

  /** Its place among nodes that don't depend on each other: that of the graph's own op. */
  public int order() {
    return order;
  }

  /** Its place in a list that is being sorted. */
  int position() {
    return position;
  }

  void position(int newPosition) {
    position = newPosition;
  }

  /** How many of its inputs nodes make. */
  int producers() {
    int producers = 0;
    for (Value input : inputs) {
      if (input.producer().isPresent()) {
        producers++;
      }
    }
    return producers;
  }

  void replaceInput(Value from, Value to) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) == from) {
        inputs.set(i, to);
        from.users().remove(this);
        to.users().add(this);
      }
    }
  }

  void detach() {
    inputs.forEach(value -> value.users().remove(this));
  }

  @Override
  public String toString() {
    return outputs + " = " + op + inputs;
  }
}
