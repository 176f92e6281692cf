package org.mast4j.samediff.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;

/**
 * The part of a graph that some outputs depend on.
 *
 * @param ops producers first
 * @param leaves names of what no op makes: parameters, constants, placeholders, and what the graph
 *     doesn't have
 */
record Subgraph(List<SameDiffOp> ops, Set<String> leaves) {

  static Subgraph of(SameDiff graph, List<String> outputs) {
    List<SameDiffOp> sorted = new ArrayList<>();
    Set<String> leaves = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Set<String> done = new HashSet<>();
    // Depth first without recursion: graphs are thousands of ops deep.
    List<String> open = new ArrayList<>(outputs);
    Collections.reverse(open);
    while (!open.isEmpty()) {
      String variable = open.get(open.size() - 1);
      Optional<SameDiffOp> op = producer(graph, variable);
      if (op.isEmpty() || done.contains(op.get().getName())) {
        open.remove(open.size() - 1);
        if (op.isEmpty()) {
          leaves.add(variable);
        }
      } else if (seen.add(op.get().getName())) {
        List<String> needs = inputsOf(op.get());
        for (int i = needs.size() - 1; i >= 0; i--) {
          open.add(needs.get(i));
        }
      } else {
        open.remove(open.size() - 1);
        done.add(op.get().getName());
        sorted.add(op.get());
      }
    }
    return new Subgraph(sorted, leaves);
  }

  private static Optional<SameDiffOp> producer(SameDiff graph, String variable) {
    return Optional.ofNullable(graph.getVariables().get(variable))
        .map(Variable::getOutputOfOp)
        .map(name -> graph.getOps().get(name));
  }

  static List<String> inputsOf(SameDiffOp op) {
    return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
  }
}
