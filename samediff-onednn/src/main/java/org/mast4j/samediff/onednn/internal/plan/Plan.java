package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.Arena;
import org.mast4j.samediff.onednn.internal.memory.Storage;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.KeptWeights;
import org.mast4j.samediff.onednn.internal.step.Scratchpad;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.samediff.onednn.internal.step.StockStep;
import org.mast4j.samediff.read.GraphReader;
import org.mast4j.samediff.read.Stamp;
import org.mast4j.samediff.rewrite.Rewrite;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How a graph makes certain outputs from inputs of certain shapes: steps on one arena. Everything
 * is decided and allocated when the plan is made; a call allocates the caller's outputs and nothing
 * else. One call at a time; for another one at the same time there is {@link #another}.
 */
public final class Plan implements AutoCloseable {
  private static final int BEFORE_THE_FIRST_STEP = -1;

  /**
   * What plans that do the same have in common.
   *
   * @param stamp of the graph when the program was read
   * @param program rewritten; never changed by a plan
   * @param weights that the graph's plans share
   */
  private record Blueprint(
      SameDiff graph, Stamp stamp, Program program, Arithmetic arithmetic, KeptWeights weights) {

    /** Whether a plan that is made now would do what the others do. */
    boolean isCurrent() {
      return stamp.isCurrent()
          && program.variables().entrySet().stream()
              .allMatch(entry -> isCurrent(entry.getKey(), entry.getValue()));
    }

    private boolean isCurrent(String name, Value value) {
      INDArray now = graph.getArrForVarName(name);
      return now != null
          && now.dataType() == value.type()
          && Arrays.equals(now.shape(), value.shape());
    }
  }

  private final Blueprint blueprint;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, StridedView> placeholders = new LinkedHashMap<>();
  private final Map<String, INDArray> inputs = new LinkedHashMap<>();
  private final Map<String, INDArray> results = new LinkedHashMap<>();
  private final Map<String, StridedView> variables = new LinkedHashMap<>();
  private final Map<String, StridedView> outputs = new LinkedHashMap<>();
  private final KeptWeights.Lease lease;
  private final KeptResults kept;
  private final Arena arena;
  private final List<PointerScope> pointers;
  private final Profile profile;

  private Plan(Blueprint blueprint, Profile profile) {
    this.blueprint = blueprint;
    this.profile = profile;
    this.lease = blueprint.weights().lease();
    SameDiff graph = blueprint.graph();
    Program program = blueprint.program();
    Arithmetic arithmetic = blueprint.arithmetic();
    Types types = arithmetic.bfloat16() ? Types.reduced(program) : Types.single();
    Layout layout = new Layout(program, steps, types);
    program
        .placeholders()
        .forEach((name, value) -> placeholders.put(name, placeholder(layout, value)));
    program
        .variables()
        .forEach(
            (name, value) -> {
              StridedView view = StridedView.of(graph.getVariable(name).getArr());
              layout.place(value, view);
              variables.put(name, view);
            });
    boolean trains = trains(graph, program.outputs().keySet());
    Emitter emitter =
        new Emitter(
            program,
            steps,
            layout,
            new Weights(Optional.of(lease).filter(l -> !trains), arithmetic.int8()));
    for (Node node : program.nodes()) {
      node.inputs().forEach(value -> placeKnown(layout, value));
      emitter.emit(node);
    }
    program.outputs().forEach((name, value) -> outputs.put(name, output(layout, value)));
    List<StridedView> callers = callers();
    List<Step> inStrips = RowStrips.of(steps, callers);
    steps.clear();
    steps.addAll(inStrips);
    // Each step of a training changes all weights, so that nothing is kept for gradients.
    this.kept =
        trains ? KeptResults.none(steps) : KeptResults.of(steps, variables.values(), callers);
    this.arena = Arena.of(lifetimes());
    this.pointers = prepare();
    placeholders.forEach((name, view) -> inputs.put(name, view.array()));
    outputs.forEach((name, view) -> results.put(name, unclosable(view.array())));
  }

  /** What is lent is not the borrower's to close. */
  private static INDArray unclosable(INDArray array) {
    array.setCloseable(false);
    return array;
  }

  /**
   * Plans.
   *
   * @param stamp of the graph as it is now, for these outputs
   * @param arithmetic of products and of what lies between them
   * @param recomputes whether gradients compute again what they need of the forward pass
   * @param weights that the graph's plans share
   * @throws org.mast4j.samediff.read.UnplannableException if the graph has something that only the
   *     stock session can run
   */
  public static Plan of(
      SameDiff graph,
      Stamp stamp,
      List<String> outputs,
      Map<String, INDArray> inputs,
      Arithmetic arithmetic,
      boolean recomputes,
      KeptWeights weights) {
    Program program = GraphReader.read(graph, outputs, inputs);
    Rewrite.keepChannelsLast(program);
    Rewrite.applyAll(program);
    Rewrite.boundBias(program);
    if (recomputes) {
      Rewrite.recompute(program);
    }
    return new Plan(
        new Blueprint(graph, stamp, program, arithmetic, weights),
        new Profile(program.outputs().keySet()));
  }

  /**
   * A plan that does the same on memory of its own; empty if the graph isn't what this one was made
   * for any more. This one may run meanwhile.
   */
  public Optional<Plan> another() {
    return blueprint.isCurrent() ? Optional.of(new Plan(blueprint, profile)) : Optional.empty();
  }

  /** What the reader has made of constants, such as a shape, or the ones and zeros of indices. */
  private static void placeKnown(Layout layout, Value value) {
    if (!layout.isPlaced(value)) {
      value.constant().ifPresent(array -> layout.place(value, StridedView.of(array)));
    }
  }

  private static StridedView placeholder(Layout layout, Value value) {
    StridedView view =
        value.isFloat() && value.length() > 0
            ? StridedView.scratch(value.shape())
            : StridedView.of(org.nd4j.linalg.factory.Nd4j.create(value.type(), value.shape()));
    layout.place(value, view);
    return view;
  }

  private static StridedView output(Layout layout, Value value) {
    placeKnown(layout, value);
    return value.isFloat() ? layout.dense(value) : layout.view(value);
  }

  /** Whether it makes gradients, between whose calls the weights change. */
  public static boolean trains(SameDiff graph, Set<String> outputs) {
    return graph.getVariables().values().stream()
        .map(Variable::getGradient)
        .anyMatch(gradient -> gradient != null && outputs.contains(gradient.name()));
  }

  /** Inputs and outputs. */
  private List<StridedView> callers() {
    List<StridedView> callers = new ArrayList<>(placeholders.values());
    callers.addAll(outputs.values());
    return callers;
  }

  private List<Storage> lifetimes() {
    Set<Storage> storages = new LinkedHashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      int index = i;
      List<StridedView> views = new ArrayList<>(steps.get(i).reads());
      views.addAll(steps.get(i).writes());
      views.forEach(view -> view.storage().usedAt(index));
      views.forEach(view -> storages.add(view.storage()));
    }
    for (StridedView view : placeholders.values()) {
      view.storage().usedAt(BEFORE_THE_FIRST_STEP + 1);
      storages.add(view.storage());
    }
    for (StridedView view : outputs.values()) {
      view.storage().usedAt(steps.size());
      storages.add(view.storage());
    }
    for (Storage storage : kept.storages()) {
      storage.usedAt(BEFORE_THE_FIRST_STEP + 1);
      storage.usedAt(steps.size());
    }
    return List.copyOf(storages);
  }

  private List<PointerScope> prepare() {
    // ND4J caches some of the pointers it makes: those must not be freed with the plan.
    steps.stream().filter(StockStep.class::isInstance).forEach(Step::prepare);
    List<PointerScope> scopes =
        Preparation.of(steps.stream().filter(step -> !(step instanceof StockStep)).toList());
    try (PointerScope scope = new PointerScope()) {
      Scratchpad.share(steps);
      scopes.add(scope.extend());
    }
    return scopes;
  }

  /** Whether the graph, and its arrays' shapes and strides, are still what it was made for. */
  public boolean isValid() {
    return blueprint.stamp().isCurrent() && bind();
  }

  /** Reads the arrays that the graph has now; false if one of them is of another layout. */
  private boolean bind() {
    Set<Storage> changed = Set.of();
    for (Map.Entry<String, StridedView> entry : variables.entrySet()) {
      Storage storage = entry.getValue().storage();
      INDArray now = blueprint.graph().getArrForVarName(entry.getKey());
      if (now == storage.array()) {
        continue;
      }
      if (now == null
          || now.dataType() != storage.array().dataType()
          || !Arrays.equals(now.shape(), storage.array().shape())
          || !Arrays.equals(now.stride(), storage.array().stride())) {
        return false;
      }
      storage.bindTo(now);
      changed = changed.isEmpty() ? new LinkedHashSet<>() : changed; // nearly never: no allocation
      changed.add(storage);
    }
    if (!changed.isEmpty()) {
      rebind(changed);
    }
    return true;
  }

  private void rebind(Set<Storage> changed) {
    steps.stream()
        .filter(step -> step.reads().stream().anyMatch(v -> changed.contains(v.storage())))
        .forEach(Step::rebind);
  }

  /** How a caller gets the memory of its outputs. */
  @FunctionalInterface
  public interface Allocator {
    INDArray allocate(DataType type, long... shape);
  }

  /** Where a call's inputs are to be written, all of them before each {@link #run()}. */
  public Map<String, INDArray> inputs() {
    return Collections.unmodifiableMap(inputs);
  }

  /** What the last {@link #run()} made; the plan's own memory. */
  public Map<String, INDArray> results() {
    return Collections.unmodifiableMap(results);
  }

  /** Runs, and copies the outputs to arrays of the caller's. */
  public Map<String, INDArray> run(Map<String, INDArray> values, Allocator allocator) {
    runOn(values);
    Map<String, INDArray> copies = new HashMap<>();
    results.forEach((name, array) -> copies.put(name, copy(array, allocator)));
    return copies;
  }

  /** Runs, and lends the outputs until the next call. */
  public Map<String, INDArray> lend(Map<String, INDArray> values) {
    runOn(values);
    return Map.copyOf(results);
  }

  private static INDArray copy(INDArray from, Allocator allocator) {
    INDArray result = allocator.allocate(from.dataType(), from.shape());
    if (from.dataType() == DataType.FLOAT && Address.isDense(from) && Address.isDense(result)) {
      Pointer.memcpy(Address.of(result), Address.of(from), from.length() * Float.BYTES);
    } else {
      result.assign(from);
    }
    return result;
  }

  private void runOn(Map<String, INDArray> values) {
    inputs.forEach((name, array) -> array.assign(values.get(name)));
    run();
  }

  /** Makes {@link #results()} of {@link #inputs()}, which may be overwritten. */
  public void run() {
    List<Step> due = kept.due();
    if (Profile.ENABLED) {
      profile.run(due);
    } else {
      for (Step step : due) {
        step.run();
      }
    }
    kept.ran();
  }

  /** What the first call does, in order. */
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /** What a call does whose small weights are those of the call before. */
  public List<Step> repeatedSteps() {
    return kept.others();
  }

  public Profile profile() {
    return profile;
  }

  /** Memory between and during calls, without the kernels' own. */
  public long bytes() {
    return arena.bytes();
  }

  /** Frees the plan's memory; lent outputs are gone then. */
  @Override
  public void close() {
    lease.close();
    pointers.forEach(PointerScope::close);
    arena.close();
    kept.close();
  }
}
