package org.mast4j.samediff.rewrite;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Lets gradients compute most of what they read of the forward part again, right before they read
 * it, in place of keeping it until then: gradient checkpointing (arXiv 1604.06174). What is kept is
 * what {@link SegmentChoice} says.
 */
final class Recompute implements Rewrite {
  @Override
  public void apply(Program program) {
    ForwardPart forward = new ForwardPart(program);
    if (forward.size() == 0) {
      return;
    }
    Segments segments = new Segments(forward);
    Again again = new Again(program, segments.kept(SegmentChoice.of(segments)));
    int order = 0;
    for (Node node : forward.gradients()) {
      // A node may have to wait for some of a higher order: what it reads isn't needed before.
      order = Math.max(order, node.order());
      program.at(order);
      for (Value value : new LinkedHashSet<>(node.inputs())) {
        if (value.producer().filter(forward::contains).isPresent()) {
          program.replace(node, value, again.value(value));
        }
      }
    }
  }

  /** The nodes that were added, by those that they repeat. */
  private static final class Again {
    private final Program program;
    private final Set<Value> kept;
    private final Map<Node, Node> nodes = new HashMap<>();

    Again(Program program, Set<Value> kept) {
      this.program = program;
      this.kept = kept;
    }

    /** What has the contents of a value of the forward part, or an input of the graph. */
    Value value(Value value) {
      if (value.producer().isEmpty() || kept.contains(ForwardPart.whole(value))) {
        return value;
      }
      Node node = value.producer().orElseThrow();
      return node(node).outputs().get(node.outputs().indexOf(value));
    }

    private Node node(Node node) {
      Node known = nodes.get(node);
      if (known == null) {
        List<Value> inputs = node.inputs().stream().map(this::value).toList();
        List<Value> results =
            node.outputs().stream()
                .map(value -> Program.result(value.name(), value.type(), value.shape()))
                .toList();
        known = program.addNode(node.op(), inputs, results);
        nodes.put(node, known);
      }
      return known;
    }
  }
}
