package org.mast4j.zoo.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's parameters by checkpoint key ({@code blocks.0.attn.qkv.weight}), in a fixed order.
 *
 * <p>The map can't change; the arrays are the caller's or the graph's own until {@link #copy}.
 */
public final class Weights {
  /** What the keys of a classifier on the encoder begin with. */
  private static final String HEAD = "head.";

  private static final int MAX_PROBLEMS_ON_A_LINE = 6;

  /** Elements that are looked at together. */
  private static final int CHUNK = 1 << 20;

  private final Map<String, INDArray> arrays;

  /** How a file stores those of them that it stores in another type than their own. */
  private final Map<String, ElementType> storedTypes;

  private Weights(Map<String, INDArray> arrays, Map<String, ElementType> storedTypes) {
    this.arrays = Collections.unmodifiableMap(arrays);
    this.storedTypes = storedTypes;
  }

  /** The trainable parameters of a graph, not copies; graph name a/b is key a.b. */
  public static Weights of(SameDiff graph) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    Graphs.parameters(graph).forEach((name, array) -> arrays.put(key(name), array));
    return new Weights(arrays, Map.of());
  }

  /** The arrays of a map in its order, not copies. */
  public static Weights of(Map<String, INDArray> arrays) {
    return new Weights(new LinkedHashMap<>(arrays), Map.of());
  }

  /** The checkpoint key of a graph's parameter: a.b for a/b. */
  public static String key(String graphName) {
    return graphName.replace('/', '.');
  }

  public Set<String> keys() {
    return arrays.keySet();
  }

  /**
   * The array of that key.
   *
   * @throws IllegalArgumentException if there is none
   */
  public INDArray get(String key) {
    INDArray array = arrays.get(key);
    if (array == null) {
      throw new IllegalArgumentException(
          "no weight \"" + key + "\"; there are " + arrays.size() + ": " + keys());
    }
    return array;
  }

  /** All arrays by key, unmodifiable and in order. */
  public Map<String, INDArray> toMap() {
    return arrays;
  }

  /**
   * What tells these values from others: the 64 hexadecimal digits of a SHA-256 of keys, shapes and
   * values as floats, whatever their order here and their type in a file.
   */
  public String digest() {
    return WeightsDigest.of(arrays);
  }

  /** The number of values in all arrays. */
  public long parameterCount() {
    return arrays.values().stream().mapToLong(INDArray::length).sum();
  }

  /** Those whose key satisfies the condition. */
  public Weights select(Predicate<String> condition) {
    Map<String, INDArray> selected = new LinkedHashMap<>(arrays);
    selected.keySet().removeIf(condition.negate());
    return new Weights(selected, storedTypes);
  }

  /**
   * The same weights under other keys.
   *
   * @throws IllegalArgumentException if two weights would have the same key
   */
  public Weights renamed(UnaryOperator<String> name) {
    Map<String, INDArray> renamed = new LinkedHashMap<>();
    Map<String, ElementType> types = new LinkedHashMap<>();
    arrays.forEach(
        (key, array) -> {
          if (renamed.put(name.apply(key), array) != null) {
            throw new IllegalArgumentException(
                "weight \"" + key + "\" would be another's \"" + name.apply(key) + "\"");
          }
          types.put(name.apply(key), storedType(key));
        });
    return new Weights(renamed, types);
  }

  /** Those of the encoder: all but {@code head.*}. */
  public Weights encoder() {
    return select(Weights::isEncoder);
  }

  /** Those of the classifier on the encoder: {@code head.*}. */
  public Weights head() {
    return select(key -> !isEncoder(key));
  }

  /** The same weights with another array for one key, stored in the array's own type. */
  public Weights with(String key, INDArray array) {
    return array == arrays.get(key) ? this : and(of(Map.of(key, array)));
  }

  /** These weights and others, whose arrays replace those of the same keys. */
  public Weights and(Weights others) {
    Map<String, INDArray> both = new LinkedHashMap<>(arrays);
    both.putAll(others.arrays);
    Map<String, ElementType> types = new LinkedHashMap<>(storedTypes);
    types.keySet().removeAll(others.keys());
    types.putAll(others.storedTypes);
    return new Weights(both, types);
  }

  /**
   * The same weights, which {@link SafeTensors#write} stores in these types: those of a file in
   * half precision then keep their bits. Keys without a type are stored in that of their array.
   */
  public Weights storedAs(Map<String, ElementType> types) {
    return new Weights(arrays, Map.copyOf(types));
  }

  /**
   * The same weights, of which {@link SafeTensors#write} stores matrices and kernels as 8-bit
   * integers with a scale for each row, a quarter of their size; all others as before.
   */
  public Weights quantised() {
    Map<String, ElementType> types = new LinkedHashMap<>(storedTypes);
    arrays.forEach(
        (key, array) -> {
          if (RowIntegers.pays(key, array)) {
            types.put(key, ElementType.I8);
          }
        });
    return storedAs(types);
  }

  /** How a file stores the weight of that key. */
  public ElementType storedType(String key) {
    ElementType type = storedTypes.get(key);
    return type == null ? ElementType.of(get(key).dataType()) : type;
  }

  /** The same weights in arrays of their own, stored in the arrays' types. */
  public Weights copy() {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    arrays.forEach((key, array) -> copies.put(key, array.dup('c')));
    return new Weights(copies, Map.of());
  }

  /**
   * Sets every parameter of a graph, casting to its type. Nothing is set if anything doesn't fit.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped key
   */
  public void assignTo(SameDiff graph) {
    assign(arrays, Graphs.parameters(graph), key -> true);
  }

  /**
   * As {@link #assignTo}, for the encoder alone: {@code head.*} is left out on both sides, so that
   * a new classifier keeps its initial weights.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped encoder key
   */
  public void assignEncoderTo(SameDiff graph) {
    assign(encoder().arrays, Graphs.parameters(graph), Weights::isEncoder);
  }

  private static boolean isEncoder(String key) {
    return !key.startsWith(HEAD);
  }

  private static void assign(
      Map<String, INDArray> source, Map<String, INDArray> parameters, Predicate<String> wanted) {
    Map<String, INDArray> targets = new LinkedHashMap<>();
    parameters.forEach((name, array) -> targets.put(key(name), array));
    targets.keySet().removeIf(wanted.negate());
    Map<String, long[]> shapes = new LinkedHashMap<>();
    targets.forEach((key, target) -> shapes.put(key, target.shape()));
    of(source).requireShapes(shapes);
    // In place: SameDiff's own setters are silent no-ops for arrays that sessions already hold.
    targets.forEach((key, target) -> target.assign(source.get(key)));
  }

  /**
   * Requires exactly these keys with exactly these shapes.
   *
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped key
   */
  public void requireShapes(Map<String, long[]> expected) {
    List<String> missing = new ArrayList<>();
    List<String> misShaped = new ArrayList<>();
    List<String> unexpected = new ArrayList<>();
    expected.forEach(
        (key, shape) -> {
          INDArray array = arrays.get(key);
          if (array == null) {
            missing.add("missing " + key + " " + Arrays.toString(shape));
          } else if (!Arrays.equals(array.shape(), shape)) {
            misShaped.add(
                "mis-shaped %s: %s where the model has %s"
                    .formatted(key, Arrays.toString(array.shape()), Arrays.toString(shape)));
          }
        });
    arrays.forEach(
        (key, array) -> {
          if (!expected.containsKey(key)) {
            unexpected.add("unexpected " + key + " " + Arrays.toString(array.shape()));
          }
        });
    List<String> problems =
        Stream.of(missing, misShaped, unexpected).flatMap(List::stream).toList();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "weights don't fit the model, %d missing, %d mis-shaped and %d unexpected:"
                  .formatted(missing.size(), misShaped.size(), unexpected.size())
              + list(problems));
    }
  }

  /**
   * Requires that every value is a finite number; one that isn't makes each result NaN.
   *
   * @throws IllegalArgumentException naming the first weight with another value
   */
  public void requireFinite() {
    arrays.forEach(
        (key, array) -> {
          long notFinite = notFinite(array);
          if (notFinite > 0) {
            throw new IllegalArgumentException(
                "weight %s is NaN or infinite in %d of %d values; take weights from before their"
                        .formatted(key, notFinite, array.length())
                    + " training diverged");
          }
        });
  }

  /** How many values aren't finite as floats, in which models compute. */
  private static long notFinite(INDArray array) {
    if (!array.dataType().isFPType() || array.isEmpty()) {
      return 0;
    }
    // ND4J's own MatchCondition takes ten times as long, seconds for a model of 86 M parameters.
    HostMemory memory = HostMemory.of(array, DataType.FLOAT);
    float[] values = new float[(int) Math.min(CHUNK, memory.length())];
    long count = 0;
    for (long start = 0; start < memory.length(); start += CHUNK) {
      long end = Math.min(start + CHUNK, memory.length());
      int length = (int) (end - start);
      memory.elements(start, end).asFloatBuffer().get(values, 0, length);
      count += notFinite(values, length);
    }
    return count;
  }

  /** Of the first values; all finite, as ever, is told by one sum, which costs least. */
  private static int notFinite(float[] values, int length) {
    float sum = 0;
    for (int i = 0; i < length; i++) {
      sum += values[i] - values[i]; // 0, but NaN of NaN and of infinities
    }
    return sum == 0
        ? 0
        : (int) IntStream.range(0, length).filter(i -> !Float.isFinite(values[i])).count();
  }

  /** On the same line if it is short, else a line each. */
  private static String list(List<String> problems) {
    return problems.size() <= MAX_PROBLEMS_ON_A_LINE
        ? " " + String.join("; ", problems)
        : "\n  " + String.join("\n  ", problems);
  }
}
