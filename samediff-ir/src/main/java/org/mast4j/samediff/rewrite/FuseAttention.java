package org.mast4j.samediff.rewrite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Makes one node of {@code softmax(q k^T + bias) v + residual} where nothing else reads the scores,
 * which then needn't leave the processor's cache. Gradients that {@link FuseAttentionGradient}
 * can't take read them. So attend the blocks of {@code org.mast4j.zoo.ast} and {@code
 * org.mast4j.zoo.mast}; the latter add the queries, once heads lie side by side again.
 */
final class FuseAttention implements Rewrite {
  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (node.op() instanceof MatMul product && isWeighted(product) && node.output().rank() >= 3) {
        fuse(program, node);
      }
    }
    for (Node node : program.nodes()) {
      if (node.op() instanceof MatrixOp.Attention attention && !attention.residual()) {
        addResidual(program, node, attention);
      }
    }
  }

  /** As a product of probabilities and values is, with or without a residual. */
  private static boolean isWeighted(MatMul product) {
    return !product.transposeA()
        && !product.transposeB()
        && product.scale() == 1
        && !product.bias();
  }

  private static void fuse(Program program, Node weighted) {
    Optional<Node> scores =
        Optional.of(weighted.input(0))
            .filter(program::hasOneUser)
            .flatMap(value -> Match.producer(value, MatrixOp.Softmax.class))
            .map(softmax -> softmax.input(0))
            .filter(program::hasOneUser)
            .flatMap(value -> Match.producer(value, MatMul.class))
            .filter(node -> isScores((MatMul) node.op()));
    scores.ifPresent(
        node -> {
          MatMul product = (MatMul) node.op();
          List<Value> inputs =
              new ArrayList<>(List.of(node.input(0), node.input(1), weighted.input(1)));
          inputs.addAll(node.inputs().subList(2, node.inputs().size())); // bias
          inputs.addAll(weighted.inputs().subList(2, weighted.inputs().size())); // residual
          boolean residual = ((MatMul) weighted.op()).residual();
          Op attention = new MatrixOp.Attention(product.scale(), product.residual(), residual);
          program.at(weighted.order());
          Value result =
              program.add(attention, weighted.output().shape(), inputs.toArray(Value[]::new));
          program.replace(weighted.output(), result);
        });
  }

  private static boolean isScores(MatMul product) {
    return !product.transposeA() && product.transposeB() && !product.bias();
  }

  /** Of the sum that alone reads the result, if need be through reshapes and permutations. */
  private static void addResidual(Program program, Node node, MatrixOp.Attention attention) {
    Deque<Node> moves = new ArrayDeque<>();
    Optional<Node> reader = Match.onlyUser(program, node.output());
    while (reader.filter(FuseAttention::isMove).isPresent()) {
      moves.addLast(reader.get());
      reader = Match.onlyUser(program, reader.get().output());
    }
    if (reader.filter(r -> r.op() instanceof ElementWiseOp.Sum).isEmpty()) {
      return;
    }
    Node sum = reader.get();
    Value term = moves.isEmpty() ? node.output() : moves.getLast().output();
    program.at(sum.order());
    Value residual = Match.rest(program, sum, term);
    for (Iterator<Node> back = moves.descendingIterator(); back.hasNext(); ) {
      Node move = back.next();
      residual = program.add(inverse(move.op()), move.input(0).shape(), residual);
    }
    List<Value> inputs = new ArrayList<>(node.inputs());
    inputs.add(residual);
    Value result =
        program.add(attention.withResidual(), node.output().shape(), inputs.toArray(Value[]::new));
    for (Node move : moves) {
      result = program.add(move.op(), move.output().shape(), result);
    }
    program.replace(sum.output(), result);
  }

  private static boolean isMove(Node node) {
    return node.op() instanceof PlaceOp.Reshape || node.op() instanceof PlaceOp.Permute;
  }

  private static Op inverse(Op move) {
    return move instanceof PlaceOp.Permute permute
        ? new PlaceOp.Permute(permute.inverse())
        : new PlaceOp.Reshape();
  }
}
