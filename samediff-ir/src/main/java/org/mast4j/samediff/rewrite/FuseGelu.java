package org.mast4j.samediff.rewrite;

import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ElementWiseOp.Function;
import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Makes one node of {@code (x / 2) (1 + erf(x / sqrt 2))}, the exact GELU, and one of its gradient
 * as SameDiff derives it; the same for the stock {@code gelu}'s gradient. So writes {@code
 * org.mast4j.zoo.graph.SDTransformer.gelu}.
 */
final class FuseGelu implements Rewrite {
  private static final double HALF = 0.5;
  private static final double ROOT_HALF = Math.sqrt(0.5);

  /**
   * The parts of a GELU.
   *
   * @param half x / 2
   * @param bracket 1 + erf(x / sqrt 2)
   * @param forward the product of both
   */
  private record Parts(Value x, Value half, Value bracket, Node forward) {}

  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      parts(node)
          .ifPresent(
              parts -> {
                fuseGradient(program, parts);
                program.at(node.order());
                program.replace(
                    node.output(),
                    program.add(Unary.of(Function.GELU), node.output().shape(), parts.x()));
              });
    }
  }

  private static Optional<Parts> parts(Node product) {
    if (!Match.isProduct(product)) {
      return Optional.empty();
    }
    return parts(product, product.input(0), product.input(1))
        .or(() -> parts(product, product.input(1), product.input(0)));
  }

  private static Optional<Parts> parts(Node product, Value half, Value bracket) {
    return Match.linear(half, HALF, 0)
        .filter(
            x ->
                Match.linear(bracket, 1, 1)
                    .flatMap(Value::producer)
                    .filter(node -> Match.isStock(node, "erf"))
                    .flatMap(node -> Match.linear(node.input(0), ROOT_HALF, 0))
                    .filter(argument -> argument == x)
                    .isPresent())
        .map(x -> new Parts(x, half, bracket, product));
  }

  /** Two terms of a sum: {@code dy * bracket / 2} and {@code dy * half * erf'(x / sqrt 2)}. */
  private static void fuseGradient(Program program, Parts parts) {
    for (Node node : List.copyOf(parts.bracket().users())) {
      if (node == parts.forward() || !Match.isProduct(node)) {
        continue;
      }
      Value dy = Match.other(node, parts.bracket()).orElseThrow();
      Optional<Value> first =
          Match.onlyUser(program, node.output())
              .map(Node::output)
              .filter(value -> Match.linear(value, HALF, 0).isPresent());
      Optional<Node> sum =
          first
              .flatMap(value -> Match.onlyUser(program, value))
              .filter(user -> user.op() instanceof ElementWiseOp.Sum);
      Optional<Value> second =
          sum.flatMap(
              s -> s.inputs().stream().filter(term -> isSlopeTerm(term, parts, dy)).findFirst());
      if (second.isPresent()) {
        program.at(sum.get().order());
        Value gradient =
            program.add(
                new ElementWiseOp.UnaryGradient(Function.GELU, 0),
                parts.x().shape(),
                parts.x(),
                dy);
        Match.replaceTerms(program, sum.get(), List.of(first.get(), second.get()), gradient);
        return;
      }
    }
  }

  private static boolean isSlopeTerm(Value term, Parts parts, Value dy) {
    Optional<Node> product = Match.product(Match.source(term));
    for (int i = 0; i < 2 && product.isPresent(); i++) {
      Value slope = product.get().input(i);
      if (Match.isProductOf(product.get().input(1 - i), dy, parts.half())
          && Match.product(slope)
              .filter(
                  node ->
                      node.inputs().stream()
                          .anyMatch(v -> Match.isFunction(v, Function.EXPONENTIAL)))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }
}
