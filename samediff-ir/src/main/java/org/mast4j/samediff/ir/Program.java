package org.mast4j.samediff.ir;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph with known shapes that passes may rewrite: they add nodes and redirect values; {@link
 * #sweep} then drops what no output needs and puts the rest into an order in which it can run.
 */
public final class Program {
  private final Map<String, Value> placeholders = new LinkedHashMap<>();
  private final Map<String, Value> variables = new LinkedHashMap<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private List<Node> nodes = new ArrayList<>();
  private int order;
  private int differentiated = -1;

  /** An input of each call. */
  public Value placeholder(String name, DataType type, long... shape) {
    return placeholders.computeIfAbsent(name, key -> Value.of(key, type, shape));
  }

  /** A parameter, whose array may change or be replaced between calls. */
  public Value variable(String name, INDArray array) {
    return variables.computeIfAbsent(name, key -> Value.of(key, array.dataType(), array.shape()));
  }

  /** A constant of the graph. */
  public Value constant(String name, INDArray array) {
    return variables.computeIfAbsent(name, key -> Value.constant(key, array));
  }

  /** A value that is known already, but isn't a variable of the graph. */
  public static Value known(String name, INDArray array) {
    return Value.constant(name, array);
  }

  /** A matrix of ones and zeros that is known already; it is made only if somebody asks for it. */
  public static Value known(String name, OneHot oneHot) {
    return Value.oneHot(name, oneHot);
  }

  /** The nodes added from now on stand where the graph's op of this index stood. */
  public void at(int index) {
    order = index;
  }

  /** Says that the graph's ops up to this index are those of which the others make gradients. */
  public void differentiated(int index) {
    differentiated = Math.max(differentiated, index);
  }

  /** Whether a node stands where the graph has ops of which others make gradients. */
  public boolean isDifferentiated(Node node) {
    return node.order() <= differentiated;
  }

  /** Adds a node with one FLOAT output. */
  public Value add(Op op, long[] shape, Value... inputs) {
    String name = op.getClass().getSimpleName();
    Value output = Value.of(name, DataType.FLOAT, shape);
    addNode(op, List.of(inputs), List.of(output));
    return output;
  }

  /** Adds a node with FLOAT outputs of these shapes. */
  public List<Value> addAll(Op op, List<Value> inputs, long[]... shapes) {
    List<Value> results = new ArrayList<>();
    for (long[] shape : shapes) {
      results.add(Value.of(op.getClass().getSimpleName(), DataType.FLOAT, shape));
    }
    addNode(op, inputs, results);
    return results;
  }

  /** A value that a stock node is about to make. */
  public static Value result(String name, DataType type, long... shape) {
    return Value.of(name, type, shape);
  }

  public Node addNode(Op op, List<Value> inputs, List<Value> results) {
    Node node = new Node(op, inputs, results, order);
    nodes.add(node);
    return node;
  }

  public void output(String name, Value value) {
    outputs.put(name, value);
  }

  /** Lets every reader of {@code from} (and the outputs) read {@code to} instead. */
  public void replace(Value from, Value to) {
    for (Node user : List.copyOf(from.users())) {
      user.replaceInput(from, to);
    }
    outputs.replaceAll((name, value) -> value == from ? to : value);
  }

  /** Lets one reader of {@code from} read {@code to} instead. */
  public void replace(Node user, Value from, Value to) {
    user.replaceInput(from, to);
  }

  /** Takes away a node that has been replaced, so that it no longer counts as a reader. */
  public void remove(Node node) {
    node.detach();
  }

  public boolean isOutput(Value value) {
    return outputs.containsValue(value);
  }

  /** Whether exactly one node reads it, once, and no caller. */
  public boolean hasOneUser(Value value) {
    return value.users().size() == 1 && !isOutput(value);
  }

  /** Drops nodes that no output depends on and sorts the others. */
  public void sweep() {
    Set<Node> needed = new HashSet<>();
    List<Node> open = new ArrayList<>();
    outputs.values().forEach(value -> value.producer().ifPresent(open::add));
    while (!open.isEmpty()) {
      Node node = open.remove(open.size() - 1);
      if (needed.add(node)) {
        node.inputs().forEach(value -> value.producer().ifPresent(open::add));
      }
    }
    nodes.stream().filter(node -> !needed.contains(node)).forEach(Node::detach);
    nodes = sorted(nodes.stream().filter(needed::contains).toList());
  }

  private static List<Node> sorted(List<Node> nodes) {
    int[] waiting = new int[nodes.size()];
    PriorityQueue<Node> ready =
        new PriorityQueue<>(Comparator.comparingInt(Node::order).thenComparingInt(Node::position));
    for (int i = 0; i < waiting.length; i++) {
      Node node = nodes.get(i);
      node.position(i);
      waiting[i] = node.producers();
    }
    for (Node node : nodes) {
      if (waiting[node.position()] == 0) {
        ready.add(node);
      }
    }
    List<Node> result = new ArrayList<>(nodes.size());
    while (!ready.isEmpty()) {
      Node node = ready.remove();
      result.add(node);
      for (Value output : node.outputs()) {
        for (Node user : output.users()) { // all of them needed: others are detached
          if (--waiting[user.position()] == 0) {
            ready.add(user);
          }
        }
      }
    }
    if (result.size() != nodes.size()) {
      throw new IllegalStateException("the program has a cycle");
    }
    return result;
  }

  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  public Map<String, Value> placeholders() {
    return placeholders;
  }

  public Map<String, Value> variables() {
    return variables;
  }

  public Map<String, Value> outputs() {
    return outputs;
  }
}
