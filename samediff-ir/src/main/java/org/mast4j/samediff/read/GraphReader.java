package org.mast4j.samediff.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.RandomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * First pass: reads the part of a SameDiff graph that the requested outputs depend on into a {@link
 * Program}, with every shape known and gradient ops taken apart into plain ones. Nothing is run,
 * and the graph is never changed.
 */
public final class GraphReader {
  private static final Map<String, Translator> TRANSLATORS = new HashMap<>();

  static {
    ElementWise.register(TRANSLATORS);
    Structure.register(TRANSLATORS);
    Products.register(TRANSLATORS);
    Normalisations.register(TRANSLATORS);
    Convolutions.register(TRANSLATORS);
    Pooling.register(TRANSLATORS);
  }

  /** Control flow, and ops that change a variable. */
  private static final Set<String> REFUSED =
      Set.of(
          "switch",
          "merge",
          "enter",
          "exit",
          "next_iteration",
          "loop_cond",
          "Invoke",
          "invoke",
          "assign",
          "create_view",
          "external_grad",
          "ExternalErrorsFn",
          "placeholder");

  /** Ops of integer inputs whose shape does not depend on the values of those. */
  private static final Set<String> SHAPE_BY_SHAPE =
      Set.of("onehot", "cast", "zeroslike", "ones_as", "gather", "embedding_lookup");

  private final SameDiff graph;
  private final Map<String, INDArray> inputs;
  private final Program program = new Program();
  private final Map<String, Value> values = new HashMap<>();

  private GraphReader(SameDiff graph, Map<String, INDArray> inputs) {
    this.graph = graph;
    this.inputs = inputs;
  }

  /**
   * Reads a graph.
   *
   * @param outputs names of the requested variables
   * @param inputs placeholders, of which only shape and type matter
   * @throws UnplannableException if the graph has something that only the stock session can run
   */
  public static Program read(SameDiff graph, List<String> outputs, Map<String, INDArray> inputs) {
    GraphReader reader = new GraphReader(graph, inputs);
    Map<String, Integer> order = new HashMap<>();
    graph.getOps().keySet().forEach(name -> order.put(name, order.size()));
    for (SameDiffOp op : Subgraph.of(graph, outputs).ops()) {
      // As the graph was made: there the gradients of weights follow those of what is between.
      int index = order.get(op.getName());
      reader.program.at(index);
      reader.translate(op);
      if (reader.hasGradient(op)) {
        reader.program.differentiated(index);
      }
    }
    outputs.forEach(name -> reader.program.output(name, reader.value(name)));
    return reader.program;
  }

  /** Whether the graph has the gradient of what an op makes, as one of gradients does. */
  private boolean hasGradient(SameDiffOp op) {
    return op.getOutputsOfOp().stream()
        .anyMatch(name -> graph.getVariables().get(name).getGradient() != null);
  }

  private void translate(SameDiffOp op) {
    DifferentialFunction function = ForgottenFormat.mended(graph, op);
    boolean controlled = op.getControlDeps() != null && !op.getControlDeps().isEmpty();
    boolean refused =
        REFUSED.contains(function.opName())
            || function.opName().startsWith("tensorarray")
            || function instanceof RandomOp;
    if (controlled || refused) {
      throw new UnplannableException(
          "op " + op.getName() + " (" + function.opName() + ") is for the stock session");
    }
    List<Value> operands = Subgraph.inputsOf(op).stream().map(this::value).toList();
    OpCall call = new OpCall(function, operands, program);
    boolean known =
        !operands.isEmpty() && operands.stream().allMatch(v -> !v.isFloat() && v.isKnown());
    List<Value> results = known ? known(call, op) : translated(call, op);
    for (int i = 0; i < op.getOutputsOfOp().size(); i++) {
      values.put(op.getOutputsOfOp().get(i), results.get(i));
    }
  }

  private List<Value> translated(OpCall call, SameDiffOp op) {
    return Optional.ofNullable(TRANSLATORS.get(call.function().opName()))
        .filter(translator -> isTranslatable(call.inputs()))
        .flatMap(translator -> translator.translate(call))
        .orElseGet(() -> stock(op, call));
  }

  /** A matrix of ones and zeros may be large, and is made only if it is needed. */
  private static List<Value> known(OpCall call, SameDiffOp op) {
    return call.oneHot()
        .map(oneHot -> List.of(Program.known(op.getOutputsOfOp().get(0), oneHot)))
        .orElseGet(() -> folded(op, call.inputs()));
  }

  /** What an op makes of known shapes and paddings is known, too. */
  private static List<Value> folded(SameDiffOp op, List<Value> operands) {
    if (!(op.getOp() instanceof DynamicCustomOp function)) {
      throw new UnplannableException("op " + op.getName() + " of constants that aren't FLOAT");
    }
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(function.iArgs());
    context.setTArguments(function.tArgs());
    context.setBArguments(function.bArgs());
    context.setDArguments(function.dArgs());
    for (int i = 0; i < operands.size(); i++) {
      context.setInputArray(i, operands.get(i).constant().orElseThrow());
    }
    List<Value> results = new ArrayList<>();
    for (LongShapeDescriptor shape : ResultShapes.stock(function, operands)) {
      INDArray array = Nd4j.create(shape.dataType(), shape.getShape());
      context.setOutputArray(results.size(), array);
      results.add(Program.known(op.getOutputsOfOp().get(results.size()), array));
    }
    Nd4j.getExecutioner().exec(function, context);
    return results;
  }

  /** Whether all operands are FLOAT, but for shapes and the like that are known, and none empty. */
  private static boolean isTranslatable(List<Value> operands) {
    return operands.stream()
        .allMatch(value -> (value.isFloat() || value.isKnown()) && value.length() > 0);
  }

  private List<Value> stock(SameDiffOp op, OpCall call) {
    DifferentialFunction function = call.function();
    List<Value> operands = call.inputs();
    boolean oneInput = operands.size() == 1;
    boolean runnable =
        function instanceof DynamicCustomOp
            || oneInput
                && (function instanceof ReduceOp
                    || function instanceof ScalarOp
                    || function instanceof TransformOp);
    boolean shapeByValue =
        !SHAPE_BY_SHAPE.contains(function.opName())
            && operands.stream().anyMatch(v -> !v.type().isFPType() && !v.isKnown());
    if (!runnable || shapeByValue) {
      throw new UnplannableException(
          "op "
              + op.getName()
              + " ("
              + function.opName()
              + (shapeByValue ? ") may have a shape that depends on values" : ") is of a kind")
              + " that only the stock session runs");
    }
    List<Value> results = new ArrayList<>();
    List<LongShapeDescriptor> shapes = ResultShapes.stock(function, operands);
    for (int i = 0; i < op.getOutputsOfOp().size(); i++) {
      LongShapeDescriptor shape = shapes.get(i);
      results.add(Program.result(op.getOutputsOfOp().get(i), shape.dataType(), shape.getShape()));
    }
    program.addNode(new Op.Stock(function), operands, results);
    return results;
  }

  private Value value(String name) {
    Value known = values.get(name);
    if (known == null) {
      if (!graph.hasVariable(name)) {
        throw new UnplannableException("no variable " + name);
      }
      known = leaf(graph.getVariable(name));
      values.put(name, known);
    }
    return known;
  }

  /** A placeholder that fixes no size takes any shape: DL4J declares masks of another rank. */
  private static boolean isDeclared(SDVariable placeholder, INDArray array) {
    long[] declared = placeholder.placeholderShape();
    return declared == null
        || Arrays.stream(declared).allMatch(size -> size == -1)
        || !array.isEmpty() && Shape.shapeMatchesPlaceholder(declared, array.shape());
  }

  private Value leaf(SDVariable variable) {
    String name = variable.name();
    DataType type = variable.dataType();
    if (type == DataType.UTF8 || type.isFPType() && type != DataType.FLOAT) {
      throw new UnplannableException(name + " is " + type + ", not FLOAT");
    }
    if (variable.getVariableType() == VariableType.PLACEHOLDER) {
      INDArray array = inputs.get(name);
      if (array == null) {
        throw new UnplannableException("no value for placeholder " + name);
      }
      if (!isDeclared(variable, array)) {
        throw new UnplannableException("placeholder " + name + " is declared of another shape");
      }
      return program.placeholder(name, variable.dataType(), array.shape());
    }
    INDArray array = variable.getArr();
    if (array == null) {
      throw new UnplannableException("variable " + name + " has no array");
    }
    boolean folded =
        variable.getVariableType() == VariableType.CONSTANT && array.dataType() != DataType.FLOAT;
    return folded ? program.constant(name, array) : program.variable(name, array);
  }
}
