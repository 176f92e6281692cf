package org.mast4j.samediff.read;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What a plan takes for granted of its graph: the ops, their arguments and how they hang together,
 * names, types, and the values of constants that aren't FLOAT (shapes, axes, indices). What a graph
 * has besides may change.
 */
public final class Stamp {

  /** An op as it was. */
  private record OpState(
      SameDiffOp op,
      DifferentialFunction function,
      List<String> inputs,
      List<String> outputs,
      List<String> controls,
      long arguments) {

    static OpState of(SameDiffOp op) {
      return new OpState(
          op,
          op.getOp(),
          names(op.getInputsToOp()),
          names(op.getOutputsOfOp()),
          names(op.getControlDeps()),
          Arguments.digest(op.getOp()));
    }

    private static List<String> names(List<String> names) {
      return names == null ? List.of() : List.copyOf(names);
    }

    /** As equals, without the iterators that it makes: this is done for each op at each call. */
    private static boolean isSame(List<String> before, List<String> now) {
      int size = now == null ? 0 : now.size();
      if (size != before.size()) {
        return false;
      }
      for (int i = 0; i < size; i++) {
        if (!before.get(i).equals(now.get(i))) {
          return false;
        }
      }
      return true;
    }

    boolean isCurrent(SameDiff graph) {
      return graph.getOps().get(op.getName()) == op
          && op.getOp() == function
          && isSame(inputs, op.getInputsToOp())
          && isSame(outputs, op.getOutputsOfOp())
          && isSame(controls, op.getControlDeps())
          && Arguments.digest(function) == arguments;
    }
  }

  /** What is known of a variable but its array. */
  private record VariableState(
      Optional<VariableType> kind, Optional<DataType> type, Optional<String> producer) {

    static VariableState of(SameDiff graph, String name) {
      Optional<Variable> variable = Optional.ofNullable(graph.getVariables().get(name));
      return new VariableState(
          variable.map(v -> v.getVariable().getVariableType()),
          variable.map(v -> v.getVariable().dataType()),
          variable.map(Variable::getOutputOfOp));
    }

    boolean isFolded() {
      return kind.filter(VariableType.CONSTANT::equals).isPresent()
          && type.filter(t -> t != DataType.FLOAT && t != DataType.UTF8).isPresent();
    }

    boolean isCurrent(SameDiff graph, String name) {
      Variable now = graph.getVariables().get(name);
      return now == null
          ? kind.isEmpty()
          : kind.orElse(null) == now.getVariable().getVariableType()
              && type.orElse(null) == now.getVariable().dataType()
              && Objects.equals(producer.orElse(null), now.getOutputOfOp());
    }
  }

  private record Named(String name, VariableState state, Optional<Contents> contents) {
    static Named of(SameDiff graph, String name) {
      VariableState state = VariableState.of(graph, name);
      return new Named(
          name,
          state,
          state.isFolded()
              ? Optional.ofNullable(graph.getVariable(name).getArr()).map(Contents::of)
              : Optional.empty());
    }

    boolean isCurrent(SameDiff graph) {
      return state.isCurrent(graph, name)
          && (contents.isEmpty() || contents.get().isSame(graph.getArrForVarName(name)));
    }
  }

  private final SameDiff graph;
  private final List<OpState> ops;
  private final List<Named> variables;

  private Stamp(SameDiff graph, List<OpState> ops, List<Named> variables) {
    this.graph = graph;
    this.ops = ops;
    this.variables = variables;
  }

  /** The graph as it is now, as far as these outputs depend on it. */
  public static Stamp of(SameDiff graph, List<String> outputs) {
    Subgraph part = Subgraph.of(graph, outputs);
    List<String> names =
        Stream.concat(outputs.stream(), part.leaves().stream()).distinct().toList();
    Stream<SameDiffOp> differentiated =
        part.ops().stream().flatMap(op -> ForgottenFormat.convolution(graph, op).stream());
    // By identity: SameDiff's hash codes of ops read arrays.
    Set<SameDiffOp> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return new Stamp(
        graph,
        Stream.concat(part.ops().stream(), differentiated)
            .filter(seen::add)
            .map(OpState::of)
            .toList(),
        names.stream().map(name -> Named.of(graph, name)).toList());
  }

  /** Whether nothing of it has changed. */
  public boolean isCurrent() {
    for (OpState op : ops) {
      if (!op.isCurrent(graph)) {
        return false;
      }
    }
    for (Named variable : variables) {
      if (!variable.isCurrent(graph)) {
        return false;
      }
    }
    return true;
  }
}
