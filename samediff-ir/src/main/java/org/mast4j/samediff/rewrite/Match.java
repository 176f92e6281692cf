package org.mast4j.samediff.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ElementWiseOp.Arithmetic;
import org.mast4j.samediff.ir.ElementWiseOp.Function;
import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/** What the patterns look for. */
final class Match {
  private static final double TOLERANCE = 1e-6;

  private Match() {}

  /** The node that makes a value, if it is of this kind. */
  static Optional<Node> producer(Value value, Predicate<Op> kind) {
    return value.producer().filter(node -> kind.test(node.op()));
  }

  static Optional<Node> producer(Value value, Class<? extends Op> kind) {
    return producer(value, kind::isInstance);
  }

  static boolean isBinary(Node node, Arithmetic arithmetic) {
    return node.op() instanceof ElementWiseOp.Binary binary && binary.arithmetic() == arithmetic;
  }

  static boolean isProduct(Node node) {
    return isBinary(node, Arithmetic.MULTIPLY);
  }

  /** The node that makes a value as an element-wise product. */
  static Optional<Node> product(Value value) {
    return value.producer().filter(Match::isProduct);
  }

  /** The other operand of an operation of two; empty if {@code value} is none of them. */
  static Optional<Value> other(Node binary, Value value) {
    if (binary.input(0) == value) {
      return Optional.of(binary.input(1));
    }
    return binary.input(1) == value ? Optional.of(binary.input(0)) : Optional.empty();
  }

  static boolean isProductOf(Value value, Value a, Value b) {
    return product(value).flatMap(node -> other(node, a)).filter(o -> o == b).isPresent();
  }

  /** What {@code alpha x + beta} is of, if a value is that. */
  static Optional<Value> linear(Value value, double alpha, double beta) {
    return producer(
            value,
            op ->
                op instanceof Unary unary
                    && unary.function() == Function.LINEAR
                    && close(unary.alpha(), alpha)
                    && close(unary.beta(), beta))
        .map(node -> node.input(0));
  }

  static boolean close(double a, double b) {
    return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));
  }

  static boolean isFunction(Value value, Function function) {
    return producer(value, op -> op instanceof Unary unary && unary.function() == function)
        .isPresent();
  }

  static boolean isStock(Node node, String opName) {
    return node.op() instanceof Op.Stock stock && stock.function().opName().equals(opName);
  }

  /** The value behind reshapes and multiplications by a number. */
  static Value source(Value value) {
    Value source = value;
    Optional<Node> node = through(source);
    while (node.isPresent()) {
      source = node.get().input(0);
      node = through(source);
    }
    return source;
  }

  private static Optional<Node> through(Value value) {
    return producer(
        value, op -> op instanceof PlaceOp.Reshape || op instanceof Unary unary && unary.isScale());
  }

  /** Whether a value sums (or averages) another over its last axis, up to shape and factor. */
  static boolean isRowSum(Value value, Predicate<Value> of) {
    return producer(source(value), ElementWiseOp.Reduce.class)
        .filter(node -> reducesLastAxis(node) && of.test(node.input(0)))
        .isPresent();
  }

  static boolean reducesLastAxis(Node node) {
    int rank = node.input(0).rank();
    return node.op() instanceof ElementWiseOp.Reduce reduce
        && reduce.from() == rank - 1
        && reduce.to() == rank;
  }

  /** The sums of a matrix's columns, of which there may be several equal ones. */
  static List<Value> columnSums(Value matrix) {
    long columns = matrix.size(-1);
    return matrix.users().stream()
        .filter(
            node ->
                node.op() instanceof ElementWiseOp.Reduce reduce
                        && reduce.from() == 0
                        && reduce.to() == matrix.rank() - 1
                        && !reduce.mean()
                    || node.op() instanceof PlaceOp.Reshape
                        && matrix.length() == columns
                        && Arrays.equals(node.output().shape(), new long[] {columns}))
        .map(Node::output)
        .toList();
  }

  /** The only node that reads a value, if no caller does. */
  static Optional<Node> onlyUser(Program program, Value value) {
    return program.hasOneUser(value) ? Optional.of(value.users().get(0)) : Optional.empty();
  }

  /** Replaces some terms of a sum by one value. */
  static void replaceTerms(Program program, Node sum, List<Value> terms, Value by) {
    List<Value> left = new ArrayList<>(sum.inputs());
    terms.forEach(left::remove);
    left.add(by);
    program.at(sum.order());
    program.replace(sum.output(), sum(program, sum, left));
    program.remove(sum);
  }

  /** What a sum adds to one of its terms; if that must be made, it is where the program is at. */
  static Value rest(Program program, Node sum, Value term) {
    List<Value> rest = new ArrayList<>(sum.inputs());
    rest.remove(term);
    return sum(program, sum, rest);
  }

  /** Terms as a sum has them: the only one itself. */
  private static Value sum(Program program, Node sum, List<Value> terms) {
    return terms.size() == 1
        ? terms.get(0)
        : program.add(new ElementWiseOp.Sum(), sum.output().shape(), terms.toArray(Value[]::new));
  }
}
