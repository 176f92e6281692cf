package org.mast4j.samediff.rewrite;

import org.mast4j.samediff.ir.ElementWiseOp.Unary;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;

/** Makes one multiplication by a number of two that follow each other. */
final class MergeScales implements Rewrite {
  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (node.op() instanceof Unary outer && outer.isScale()) {
        Match.producer(node.input(0), op -> op instanceof Unary inner && inner.isScale())
            .ifPresent(
                inner -> {
                  float factor = ((Unary) inner.op()).alpha() * outer.alpha();
                  program.at(node.order());
                  program.replace(
                      node.output(),
                      program.add(Unary.linear(factor, 0), node.output().shape(), inner.input(0)));
                });
      }
    }
  }
}
