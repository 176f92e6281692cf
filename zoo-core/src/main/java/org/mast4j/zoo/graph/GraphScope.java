package org.mast4j.zoo.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A place in a graph's tree of parameters: the graph, its floating-point type, and a path that
 * mirrors the checkpoint's keys ({@code blocks/0/attn} for {@code blocks.0.attn}).
 *
 * <p>A parameter's initial value depends on the seed and its full name alone, so that the same
 * model built for another grid, or with a head more, starts from the same weights.
 */
public final class GraphScope {
  private final SameDiff graph;
  private final DataType type;
  private final VariableType kind; // of parameters
  private final Parameters parameters;
  private final String path;

  private GraphScope(
      SameDiff graph, DataType type, VariableType kind, Parameters parameters, String path) {
    this.graph = graph;
    this.type = type;
    this.kind = kind;
    this.parameters = parameters;
    this.path = path;
  }

  /** What a parameter is when a graph asks for it. */
  @FunctionalInterface
  private interface Parameters {
    SDVariable create(SameDiff graph, String name, Initializer initializer, long... shape);
  }

  /**
   * The root of a new, empty graph.
   *
   * @param type of parameters and activations, FLOAT or DOUBLE
   * @param seed of the initial weights
   */
  public static GraphScope root(DataType type, long seed) {
    return root(
        type,
        VariableType.VARIABLE,
        (graph, name, initializer, shape) ->
            graph.var(name, new Parameter(name, initializer, shape).initial(type, seed)));
  }

  /** The root of a new graph whose parameters are 0, for weights that are about to be loaded. */
  public static GraphScope zeros(DataType type) {
    return root(
        type,
        VariableType.VARIABLE,
        (graph, name, initializer, shape) -> graph.var(name, Nd4j.zeros(type, shape)));
  }

  /**
   * The root of a new graph that can't run: its parameters have a shape and no values, which costs
   * no memory.
   *
   * @param parameters gets what the graph asks for, by name
   */
  public static GraphScope blueprint(DataType type, Map<String, Parameter> parameters) {
    return root(
        type,
        VariableType.PLACEHOLDER,
        (graph, name, initializer, shape) -> {
          parameters.put(name, new Parameter(name, initializer, shape));
          return graph.placeHolder(name, type, shape);
        });
  }

  /**
   * The root of a graph that has its parameters already.
   *
   * @param parameters the variable of each parameter's name
   */
  public static GraphScope over(
      SameDiff graph, DataType type, Function<String, SDVariable> parameters) {
    return new GraphScope(
        graph,
        type,
        VariableType.VARIABLE,
        (same, name, initializer, shape) -> parameters.apply(name),
        "");
  }

  /**
   * A parameter that a graph asks for.
   *
   * @param name in full, "blocks/0/attn/qkv/weight"
   * @param initializer of its first value
   * @param shape of its value
   */
  public record Parameter(String name, Initializer initializer, long... shape) {
    /** Its first value, which depends on the seed and its name alone. */
    public INDArray initial(DataType type, long seed) {
      return initializer.create(type, seed ^ nameHash(name), shape);
    }
  }

  private static GraphScope root(DataType type, VariableType kind, Parameters parameters) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("graph type " + type + "; expected FLOAT or DOUBLE");
    }
    return new GraphScope(Graphs.create(), type, kind, parameters, "");
  }

  /** The scope {@code name} below this one; {@code name} may hold several levels, "blocks/0". */
  public GraphScope child(String name) {
    return new GraphScope(graph, type, kind, parameters, path + Objects.requireNonNull(name) + "/");
  }

  /** The scope of element {@code index} of the list {@code name}: "blocks", 3 is blocks/3. */
  public GraphScope child(String name, int index) {
    return child(name + "/" + index);
  }

  /**
   * A trainable parameter of this scope, with its initial value; the same one if asked again.
   *
   * @throws IllegalStateException if the name is taken by something else, or by a parameter of
   *     another shape
   */
  public SDVariable parameter(String name, Initializer initializer, long... shape) {
    String fullName = path + name;
    if (!graph.hasVariable(fullName)) {
      return parameters.create(graph, fullName, initializer, shape);
    }
    SDVariable known = graph.getVariable(fullName);
    if (known.getVariableType() != kind || !Arrays.equals(known.getShape(), shape)) {
      throw new IllegalStateException(
          "parameter %s of shape %s is asked for, but the graph has a %s of that name, shape %s"
              .formatted(
                  fullName,
                  Arrays.toString(shape),
                  known.getVariableType(),
                  Arrays.toString(known.getShape())));
    }
    return known;
  }

  /** Gives a value a name of this scope, by which it can be asked for; it costs nothing. */
  public SDVariable named(String name, SDVariable value) {
    return value.rename(path + name);
  }

  public SameDiff graph() {
    return graph;
  }

  public DataType type() {
    return type;
  }

  /** FNV-1a, 64 bits: {@link String#hashCode} is too short to seed hundreds of parameters. */
  private static long nameHash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
