package org.mast4j.samediff.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ElementWiseOp.Function;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** That gradients are still the same expressions, of fewer values at a time. */
class RecomputeTest {
  private static final long[] ROWS = {100, 8};
  private static final long[] HIDDEN = {100, 32};

  private final Program program = new Program();
  private final Map<List<Object>, Integer> numbers = new HashMap<>();
  private int index;

  private Value add(Op op, long[] shape, Value... inputs) {
    program.at(index++);
    return program.add(op, shape, inputs);
  }

  private Value product(boolean transposeA, boolean transposeB, long[] shape, Value a, Value b) {
    return add(new MatMul(transposeA, transposeB, 1, false, false), shape, a, b);
  }

  private Value leaf(String name, long... shape) {
    return program.placeholder(name, DataType.FLOAT, shape);
  }

  private Value dropout(Value x) {
    program.at(index++);
    Value result = Program.result("dropout", DataType.FLOAT, x.shape());
    Op random = new Op.Stock(DynamicCustomOp.builder("dropout").build());
    program.addNode(random, List.of(x), List.of(result));
    return result;
  }

  /** A block x + GELU(x w) v. */
  private record Block(Value x, Value w, Value v, Value hidden, Value active) {}

  /** Blocks, one after the other, and the gradients of all weights as SameDiff derives them. */
  private void network(int blocks, boolean random) {
    List<Block> forward = new ArrayList<>();
    Value x = leaf("x", ROWS);
    for (int i = 0; i < blocks; i++) {
      Value w = leaf("w" + i, ROWS[1], HIDDEN[1]);
      Value v = leaf("v" + i, HIDDEN[1], ROWS[1]);
      Value hidden = product(false, false, HIDDEN, x, w);
      Value active = add(ElementWiseOp.Unary.of(Function.GELU), HIDDEN, hidden);
      active = random ? dropout(active) : active;
      forward.add(new Block(x, w, v, hidden, active));
      x = add(new ElementWiseOp.Sum(), ROWS, x, product(false, false, ROWS, active, v));
    }
    program.output("y", x);
    program.differentiated(index - 1);
    Value dy = add(ElementWiseOp.Unary.of(Function.SQUARE), ROWS, x);
    for (int i = blocks - 1; i >= 0; i--) {
      Block block = forward.get(i);
      program.output("dv" + i, product(true, false, block.v().shape(), block.active(), dy));
      Value slope = product(false, true, HIDDEN, dy, block.v());
      Op gradient = new ElementWiseOp.UnaryGradient(Function.GELU, 0);
      Value dh = add(gradient, HIDDEN, block.hidden(), slope);
      program.output("dw" + i, product(true, false, block.w().shape(), block.x(), dh));
      dy = add(new ElementWiseOp.Sum(), ROWS, dy, product(false, true, ROWS, dh, block.w()));
    }
    program.sweep();
  }

  /** What each output is computed of; each stock node is an expression of its own. */
  private Map<String, Integer> expressions() {
    Map<Value, Integer> known = new HashMap<>();
    for (Node node : program.nodes()) {
      List<Object> inputs = node.inputs().stream().map(value -> expression(value, known)).toList();
      Object op = node.op() instanceof Op.Stock ? node : node.op();
      for (int i = 0; i < node.outputs().size(); i++) {
        List<Object> whole = List.of(op, inputs, i);
        known.put(node.outputs().get(i), numbers.computeIfAbsent(whole, key -> numbers.size()));
      }
    }
    Map<String, Integer> outputs = new TreeMap<>();
    program
        .outputs()
        .forEach((name, value) -> outputs.put(name, (Integer) expression(value, known)));
    return outputs;
  }

  /** Its number, or for a leaf the value; what is read before it is made is neither. */
  private static Object expression(Value value, Map<Value, Integer> known) {
    assertThat(value.producer().isEmpty() || known.containsKey(value)).isTrue();
    return value.producer().isEmpty() ? value : known.get(value);
  }

  /** The most bytes of results that are alive at once, outputs left out. */
  private long peak() {
    List<Node> nodes = program.nodes();
    long[] change = new long[nodes.size() + 1];
    for (int i = 0; i < nodes.size(); i++) {
      for (Value value : nodes.get(i).outputs()) {
        if (!program.isOutput(value)) {
          int last = value.users().stream().mapToInt(nodes::indexOf).max().orElse(i);
          change[i] += ForwardPart.bytes(value);
          change[last + 1] -= ForwardPart.bytes(value);
        }
      }
    }
    long alive = 0;
    long most = 0;
    for (long bytes : change) {
      alive += bytes;
      most = Math.max(most, alive);
    }
    return most;
  }

  private Map<String, Long> kinds() {
    return program.nodes().stream()
        .collect(
            Collectors.groupingBy(
                node -> node.op().getClass().getSimpleName(), Collectors.counting()));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void blocksAreComputedAgainInAFractionOfTheMemory(int blocks) {
    network(blocks, false);
    Map<String, Integer> before = expressions();
    Map<String, Long> kinds = kinds();
    long peak = peak();
    Rewrite.recompute(program);
    assertThat(expressions()).isEqualTo(before);
    // what lies between blocks, an eighth of all, and one block with its gradients
    assertThat(peak()).isLessThan(peak * 12 / 100 + peak * 3 / blocks);
    // not the last block, whose gradients come at once
    assertThat(kinds().get("Unary")).isGreaterThan(kinds.get("Unary")).isLessThan(2L * blocks + 1);
    // products with v only between blocks of which nothing is kept
    assertThat(kinds().get("MatMul")).isLessThan(kinds.get("MatMul") + blocks * 3L / 2);
  }

  @Test
  void whatMayBeRandomIsNeverComputedAgain() {
    network(8, true);
    Map<String, Integer> before = expressions();
    long stock = kinds().get("Stock");
    long peak = peak();
    Rewrite.recompute(program);
    assertThat(expressions()).isEqualTo(before);
    assertThat(kinds()).containsEntry("Stock", stock);
    assertThat(peak()).isLessThan(peak);
  }

  @Test
  void withoutGradientsNothingChanges() {
    Value x = leaf("x", ROWS);
    Value hidden = product(false, false, HIDDEN, x, leaf("w", ROWS[1], HIDDEN[1]));
    program.output("y", add(ElementWiseOp.Unary.of(Function.GELU), HIDDEN, hidden));
    program.sweep();
    List<Node> nodes = program.nodes();
    Rewrite.recompute(program);
    assertThat(program.nodes()).isEqualTo(nodes);
    program.differentiated(index);
    Rewrite.recompute(program);
    assertThat(program.nodes()).isEqualTo(nodes);
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** With paths past many nodes, views, stock ops, and outputs anywhere. */
  @ParameterizedTest
  @MethodSource("seeds")
  void ofAnyProgramTheOutputsAreTheSame(long seed) {
    Random random = new Random(seed);
    List<Value> forward = new ArrayList<>(List.of(leaf("x", 4, 6), leaf("y", 4, 6)));
    int size = 5 + random.nextInt(60);
    for (int i = 0; i < size; i++) {
      forward.add(node(random, forward, forward));
    }
    program.differentiated(index - 1);
    List<Value> gradients = new ArrayList<>(List.of(leaf("dz", 4, 6)));
    List<Value> backwards = new ArrayList<>(forward);
    Collections.reverse(backwards);
    for (int i = 0; i < size; i++) {
      int until = Math.min(backwards.size(), i + 5);
      gradients.add(node(random, backwards.subList(Math.max(0, i - 5), until), gradients));
      if (random.nextInt(4) == 0) {
        program.output("g" + i, gradients.get(gradients.size() - 1));
      }
    }
    program.output("last", gradients.get(gradients.size() - 1));
    program.output("any", forward.get(2 + random.nextInt(size)));
    program.sweep();
    Map<String, Integer> before = expressions();
    Set<Node> nodes = new HashSet<>(program.nodes());
    Map<Op, Integer> counts = new LinkedHashMap<>();
    Rewrite.recompute(program);
    assertThat(expressions()).isEqualTo(before);
    program.nodes().stream()
        .filter(node -> !nodes.contains(node))
        .forEach(node -> counts.merge(node.op(), 1, Integer::sum));
    assertThat(counts.values()).allMatch(count -> count == 1);
  }

  /** Whose op is equal to no other node's. */
  private Value node(Random random, List<Value> some, List<Value> others) {
    Value a = some.get(random.nextInt(some.size()));
    Value b = others.get(others.size() - 1 - random.nextInt(Math.min(4, others.size())));
    long[] shape = {4, 6};
    return switch (random.nextInt(6)) {
      case 0 -> add(ElementWiseOp.Unary.linear(index, 1), shape, b);
      case 1 -> dropout(b);
      case 2 -> add(new PlaceOp.Permute(0, 1), shape, b);
      default -> add(new MatMul(false, false, index, false, true), shape, a, b, a);
    };
  }
}
