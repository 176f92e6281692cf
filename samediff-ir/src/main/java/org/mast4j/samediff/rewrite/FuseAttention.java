package org.mast4j.samediff.rewrite;

import java.util.Optional;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Makes one node of {@code softmax(q k^T + bias) v} where nothing else reads the scores, which then
 * needn't leave the processor's cache. Gradients that {@link FuseAttentionGradient} can't take read
 * them. So attend the blocks of {@code org.mast4j.zoo.ast} and {@code org.mast4j.zoo.mast}.
 */
final class FuseAttention implements Rewrite {
  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (node.op().equals(new MatMul(false, false, 1, false, false))
          && node.output().rank() >= 3) {
        fuse(program, node);
      }
    }
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
          Value q = node.input(0);
          Value k = node.input(1);
          Value v = weighted.input(1);
          Op attention = new MatrixOp.Attention(product.scale(), product.residual());
          program.at(weighted.order());
          long[] shape = weighted.output().shape();
          Value result =
              product.residual()
                  ? program.add(attention, shape, q, k, v, node.input(2))
                  : program.add(attention, shape, q, k, v);
          program.replace(weighted.output(), result);
        });
  }

  private static boolean isScores(MatMul product) {
    return !product.transposeA() && product.transposeB() && !product.bias();
  }
}
