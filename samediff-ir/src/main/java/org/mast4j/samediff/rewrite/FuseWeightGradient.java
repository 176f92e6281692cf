package org.mast4j.samediff.rewrite;

import java.util.List;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Makes one node of a linear layer's two parameter gradients, {@code g^T x} and the column sums of
 * g: an engine may have a kernel for them that is faster than its matrix product.
 */
final class FuseWeightGradient implements Rewrite {
  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (node.op().equals(new MatMul(true, false, 1, false, false)) && node.output().rank() == 2) {
        fuse(program, node);
      }
    }
  }

  private static void fuse(Program program, Node product) {
    Value left = product.input(0);
    Value right = product.input(1);
    // x^T g, the gradient of weights [in, out], is the transpose of g^T x.
    boolean swapped = Match.columnSums(left).isEmpty() && !Match.columnSums(right).isEmpty();
    Value g = swapped ? right : left;
    Value x = swapped ? left : right;
    program.at(product.order());
    List<Value> gradients =
        program.addAll(
            new MatrixOp.WeightGradient(),
            List.of(g, x),
            new long[] {g.size(1), x.size(1)},
            new long[] {g.size(1)});
    Match.columnSums(g).forEach(sums -> program.replace(sums, gradients.get(1)));
    Value result = gradients.get(0);
    if (swapped) {
      result = program.add(new PlaceOp.Permute(1, 0), product.output().shape(), result);
    }
    program.replace(product.output(), result);
  }
}
