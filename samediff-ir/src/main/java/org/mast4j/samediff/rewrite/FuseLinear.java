package org.mast4j.samediff.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ElementWiseOp.Arithmetic;
import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Lets a matrix product also scale, add a bias and add a residual, as {@code
 * org.mast4j.zoo.graph.SDTransformer.linear} and the residual connections of the zoo's blocks do.
 */
final class FuseLinear implements Rewrite {
  @Override
  public void apply(Program program) {
    program.nodes().forEach(node -> scaleInputs(program, node));
    program.sweep();
    program.nodes().forEach(node -> addBias(program, node));
    program.sweep();
    program.nodes().forEach(node -> scaleOutput(program, node));
    program.sweep();
    addResiduals(program);
  }

  private static Optional<Node> soleProduct(Program program, Value value) {
    return program.hasOneUser(value) ? Match.producer(value, MatMul.class) : Optional.empty();
  }

  private static void replace(Program program, Node old, Node at, MatMul op, Value... more) {
    List<Value> inputs = new ArrayList<>(old.inputs());
    inputs.addAll(Arrays.asList(more));
    program.at(at.order());
    program.replace(
        at.output(), program.add(op, old.output().shape(), inputs.toArray(Value[]::new)));
  }

  /** (s a) b is s (a b), also where s a has other readers: one multiplication less. */
  private static void scaleInputs(Program program, Node node) {
    if (!(node.op() instanceof MatMul product) || product.bias()) {
      return;
    }
    for (int i = 0; i < 2; i++) {
      Value input = node.input(i);
      Optional<Node> scaling =
          Match.producer(input, op -> op instanceof Unary unary && unary.isScale());
      if (scaling.isPresent()) {
        Value[] inputs = node.inputs().toArray(Value[]::new);
        inputs[i] = scaling.get().input(0);
        program.at(node.order());
        MatMul scaled = product.withScale(((Unary) scaling.get().op()).alpha());
        Value result = program.add(scaled, node.output().shape(), inputs);
        program.replace(node.output(), result);
        scaleInputs(program, result.producer().orElseThrow());
        return;
      }
    }
  }

  private static void addBias(Program program, Node node) {
    if (!Match.isBinary(node, Arithmetic.ADD)) {
      return;
    }
    for (int i = 0; i < 2; i++) {
      Value bias = node.input(1 - i);
      Optional<Node> product =
          soleProduct(program, node.input(i))
              .filter(p -> ((MatMul) p.op()).scale() == 1 && !((MatMul) p.op()).bias());
      if (product.isPresent() && bias.rank() == 1 && bias.size(0) == node.output().size(-1)) {
        replace(program, product.get(), node, ((MatMul) product.get().op()).withBias(), bias);
        return;
      }
    }
  }

  private static void scaleOutput(Program program, Node node) {
    if (node.op() instanceof Unary unary && unary.isScale()) {
      soleProduct(program, node.input(0))
          .ifPresent(
              product ->
                  replace(
                      program, product, node, ((MatMul) product.op()).withScale(unary.alpha())));
    }
  }

  /** Of a sum of n products there are n rounds: each product adds the rest. */
  private static void addResiduals(Program program) {
    for (Node node : program.nodes()) {
      Node sum = node;
      while (sum != null && sum.op() instanceof ElementWiseOp.Sum) {
        sum = addResidual(program, sum).orElse(null);
      }
    }
  }

  /** The sum that is left, if there is one. */
  private static Optional<Node> addResidual(Program program, Node sum) {
    Optional<Value> term =
        sum.inputs().stream()
            .filter(value -> product(program, value).isPresent())
            .max(
                // A product that is reshaped first only if there is no other: scores of attention
                // then take their bias, not the bias the scores.
                Comparator.<Value>comparingInt(value -> isDirect(value) ? 1 : 0)
                    .thenComparingInt(value -> product(program, value).orElseThrow().order()));
    if (term.isEmpty()) {
      return Optional.empty();
    }
    Node product = product(program, term.get()).orElseThrow();
    program.at(sum.order());
    Value others = Match.rest(program, sum, term.get());
    long[] shape = product.output().shape();
    boolean reshaped = term.get() != product.output();
    Value residual = reshaped ? program.add(new PlaceOp.Reshape(), shape, others) : others;
    List<Value> inputs = new ArrayList<>(product.inputs());
    inputs.add(residual);
    Value result =
        program.add(((MatMul) product.op()).withResidual(), shape, inputs.toArray(Value[]::new));
    program.replace(
        sum.output(),
        reshaped ? program.add(new PlaceOp.Reshape(), sum.output().shape(), result) : result);
    program.remove(sum);
    program.remove(product);
    return sum.inputs().size() == 2 ? Optional.empty() : others.producer();
  }

  private static boolean isDirect(Value term) {
    return Match.producer(term, MatMul.class).isPresent();
  }

  /** The product that is a term of a sum, directly or reshaped, and nothing else. */
  private static Optional<Node> product(Program program, Value term) {
    Value direct =
        program.hasOneUser(term)
            ? Match.producer(term, PlaceOp.Reshape.class).map(node -> node.input(0)).orElse(term)
            : term;
    return soleProduct(program, direct).filter(node -> !((MatMul) node.op()).residual());
  }
}
