package org.mast4j.samediff.rewrite;

import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Value;

/** About how much work a node is, in additions and multiplications of a large product. */
final class Work {
  /** What could be computed while an element is written and another read. */
  private static final long TRAFFIC = 100;

  private Work() {}

  static long of(Node node) {
    if (node.op() instanceof PlaceOp) {
      return 0;
    }
    Value result = node.output();
    long work = TRAFFIC * result.length();
    if (node.op() instanceof MatrixOp.MatMul product) {
      work += 2 * result.length() * node.input(0).size(product.transposeA() ? -2 : -1);
    } else if (node.op() instanceof MatrixOp.Attention) {
      work += 2 * (node.input(0).length() + result.length()) * node.input(1).size(-2);
    } else if (node.op() instanceof ImageOp.Convolution) {
      Value kernel = node.input(1);
      work += 2 * result.length() * kernel.length() / kernel.size(-1);
    }
    return work;
  }
}
