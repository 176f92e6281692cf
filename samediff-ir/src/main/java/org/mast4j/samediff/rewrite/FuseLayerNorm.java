package org.mast4j.samediff.rewrite;

import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ElementWiseOp.Arithmetic;
import org.mast4j.samediff.ir.ElementWiseOp.Function;
import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Makes one node of a layer norm that is written out, {@code (x - mean x) rsqrt(mean (x - mean x)^2
 * + epsilon) gain + bias} over the last axis, and one of its gradient as SameDiff derives it. So
 * writes {@code org.mast4j.zoo.graph.SDTransformer.layerNorm}.
 */
final class FuseLayerNorm implements Rewrite {
  /**
   * The parts of a layer norm.
   *
   * @param centred x - mean x
   * @param deviation 1 / the standard deviation, [M, 1]
   * @param normalised centred * deviation
   * @param fused the node that replaces it
   */
  private record Parts(
      Value x, Value centred, Value deviation, Value normalised, Value gain, Node fused) {}

  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      fuse(program, node).ifPresent(parts -> fuseGradient(program, parts));
    }
  }

  /** Starts from the multiplication of the centred x by 1 / the standard deviation. */
  private static Optional<Parts> fuse(Program program, Node product) {
    if (!Match.isProduct(product)) {
      return Optional.empty();
    }
    return fuse(program, product, product.input(0), product.input(1))
        .or(() -> fuse(program, product, product.input(1), product.input(0)));
  }

  private static Optional<Parts> fuse(
      Program program, Node product, Value centred, Value deviation) {
    Optional<Value> x =
        Match.producer(centred, ElementWiseOp.Binary.class)
            .filter(node -> Match.isBinary(node, Arithmetic.SUBTRACT))
            .filter(node -> isMean(node.input(1), node.input(0)))
            .map(node -> node.input(0));
    Optional<Unary> shift =
        Match.producer(deviation, op -> op.equals(new Unary(Function.POWER, 1, -0.5f)))
            .flatMap(root -> Match.producer(root.input(0), Unary.class))
            .filter(node -> isMean(node.input(0), s -> isSquare(s, centred)))
            .map(node -> (Unary) node.op())
            .filter(unary -> unary.function() == Function.LINEAR && unary.alpha() == 1);
    if (x.isEmpty() || shift.isEmpty()) {
      return Optional.empty();
    }
    Value normalised = product.output();
    for (Node scaled : normalised.users()) {
      Optional<Value> gain =
          Match.isProduct(scaled) ? Match.other(scaled, normalised) : Optional.empty();
      if (gain.filter(g -> isRow(g, normalised)).isEmpty()) {
        continue;
      }
      Optional<Node> shifted =
          scaled.output().users().stream()
              .filter(node -> Match.isBinary(node, Arithmetic.ADD))
              .filter(node -> isRow(Match.other(node, scaled.output()).orElseThrow(), normalised))
              .findFirst();
      if (shifted.isPresent()) {
        Value bias = Match.other(shifted.get(), scaled.output()).orElseThrow();
        program.at(shifted.get().order());
        long[] rows = {normalised.length() / normalised.size(-1)};
        List<Value> results =
            program.addAll(
                new MatrixOp.LayerNorm(shift.get().beta()),
                List.of(x.get(), gain.get(), bias),
                normalised.shape(),
                rows,
                rows);
        program.replace(shifted.get().output(), results.get(0));
        Node fused = results.get(0).producer().orElseThrow();
        return Optional.of(new Parts(x.get(), centred, deviation, normalised, gain.get(), fused));
      }
    }
    return Optional.empty();
  }

  private static boolean isRow(Value value, Value of) {
    return value.rank() == 1 && value.size(0) == of.size(-1);
  }

  private static boolean isSquare(Value value, Value of) {
    return Match.isFunction(value, Function.SQUARE)
        && value.producer().orElseThrow().input(0) == of;
  }

  private static boolean isMean(Value value, Value of) {
    return isMean(value, x -> x == of);
  }

  private static boolean isMean(Value value, java.util.function.Predicate<Value> of) {
    return Match.producer(value, PlaceOp.Reshape.class)
        .flatMap(node -> Match.producer(node.input(0), ElementWiseOp.Reduce.class))
        .filter(node -> Match.reducesLastAxis(node) && ((ElementWiseOp.Reduce) node.op()).mean())
        .filter(node -> of.test(node.input(0)))
        .isPresent();
  }

  /**
   * The gradient: with dn = dy * gain, {@code dc = dn * deviation + 2 centred * d(variance)} and
   * {@code dx = dc - mean dc}, of which the two terms are part of a sum.
   */
  private static void fuseGradient(Program program, Parts parts) {
    for (Node node : List.copyOf(parts.deviation().users())) {
      if (!Match.isProduct(node) || node.output() == parts.normalised()) {
        continue;
      }
      Value scaled = Match.other(node, parts.deviation()).orElseThrow(); // dn
      Optional<Value> dy =
          Match.product(scaled).flatMap(product -> Match.other(product, parts.gain()));
      Optional<Node> centredGradient =
          Match.onlyUser(program, node.output())
              .filter(sum -> sum.op() instanceof ElementWiseOp.Sum && sum.inputs().size() == 2)
              .filter(
                  sum ->
                      sum.inputs().stream()
                          .filter(term -> term != node.output())
                          .allMatch(term -> isVarianceTerm(term, parts, scaled)));
      if (dy.isPresent() && centredGradient.isPresent()) {
        Value dc = centredGradient.get().output();
        replaceGradient(program, parts, dy.get(), dc);
        return;
      }
    }
  }

  /** Whether a term is 2 centred * mean(rowsum(dn * centred) * -1/2 variance^-3/2). */
  private static boolean isVarianceTerm(Value term, Parts parts, Value scaled) {
    Optional<Node> product = Match.product(term);
    for (int i = 0; i < 2 && product.isPresent(); i++) {
      Value twice = product.get().input(i);
      Optional<Node> spread =
          Match.producer(product.get().input(1 - i), ElementWiseOp.Broadcast.class);
      if (spread.isPresent()
          && Match.linear(twice, 2, 0).filter(x -> x == parts.centred()).isPresent()) {
        return Match.product(Match.source(spread.get().input(0)))
            .filter(
                node ->
                    node.inputs().stream()
                            .anyMatch(
                                v ->
                                    Match.isRowSum(
                                        v, s -> Match.isProductOf(s, scaled, parts.centred())))
                        && node.inputs().stream()
                            .anyMatch(v -> Match.isFunction(Match.source(v), Function.POWER)))
            .isPresent();
      }
    }
    return false;
  }

  private static void replaceGradient(Program program, Parts parts, Value dy, Value dc) {
    for (Node sum : List.copyOf(dc.users())) {
      Optional<Value> minusMean =
          sum.op() instanceof ElementWiseOp.Sum
              ? sum.inputs().stream().filter(term -> isMinusMean(program, term, dc)).findFirst()
              : Optional.empty();
      if (minusMean.isPresent()) {
        program.at(sum.order());
        List<Value> statistics = parts.fused().outputs();
        List<Value> gradients =
            program.addAll(
                new MatrixOp.LayerNormGradient(((MatrixOp.LayerNorm) parts.fused().op()).epsilon()),
                List.of(parts.x(), parts.gain(), dy, statistics.get(1), statistics.get(2)),
                parts.x().shape(),
                parts.gain().shape(),
                parts.gain().shape());
        Match.columnSums(dy).forEach(value -> program.replace(value, gradients.get(2)));
        parts.normalised().users().stream()
            .filter(node -> Match.isProductOf(node.output(), parts.normalised(), dy))
            .toList()
            .forEach(
                node ->
                    Match.columnSums(node.output())
                        .forEach(value -> program.replace(value, gradients.get(1))));
        Match.replaceTerms(program, sum, List.of(dc, minusMean.get()), gradients.get(0));
        return;
      }
    }
  }

  private static boolean isMinusMean(Program program, Value term, Value dc) {
    return program.hasOneUser(term)
        && Match.producer(term, ElementWiseOp.Broadcast.class)
            .filter(node -> Match.isRowSum(node.input(0), value -> value == dc))
            .isPresent();
  }
}
