package org.mast4j.samediff.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/** Makes one sum of several: a gradient that comes from many places is a chain of additions. */
final class MergeSums implements Rewrite {
  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (!(node.op() instanceof ElementWiseOp.Sum)) {
        continue;
      }
      List<Value> terms = new ArrayList<>();
      for (Value input : node.inputs()) {
        if (program.hasOneUser(input)
            && Match.producer(input, ElementWiseOp.Sum.class).isPresent()) {
          terms.addAll(input.producer().orElseThrow().inputs());
        } else {
          terms.add(input);
        }
      }
      if (terms.size() > node.inputs().size()) {
        program.at(node.order());
        program.replace(
            node.output(),
            program.add(
                new ElementWiseOp.Sum(), node.output().shape(), terms.toArray(Value[]::new)));
      }
    }
  }
}
