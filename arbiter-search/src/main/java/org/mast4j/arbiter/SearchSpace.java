package org.mast4j.arbiter;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.mast4j.arbiter.generate.Conditional;
import org.mast4j.arbiter.subject.Subject;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The settings that a search draws from, as Arbiter sees them. */
final class SearchSpace implements ParameterSpace<SearchPoint>, Conditional {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The coordinate of a dimension that doesn't exist in a point. */
  private static final double UNSAID = 0.5;

  private final Subject base;
  private final List<Dimension> dimensions;

  /** Of each dimension; their order decides which random number a dimension gets. */
  private final List<ParameterSpace<?>> spaces;

  private SearchSpace(Subject base, List<Dimension> dimensions, List<ParameterSpace<?>> spaces) {
    this.base = base;
    this.dimensions = List.copyOf(dimensions);
    this.spaces = List.copyOf(spaces);
  }

  /** Every value of the dimensions, in place of the base's own. */
  static SearchSpace of(Subject base, List<Dimension> dimensions) {
    List<ParameterSpace<?>> spaces = new ArrayList<>();
    dimensions.forEach(dimension -> spaces.add(dimension.space()));
    return new SearchSpace(base, dimensions, spaces);
  }

  /** Reads Arbiter's JSON, whose base is {@link Subject#toJson}'s. */
  @JsonCreator
  static SearchSpace fromJson(
      @JsonProperty("base") Map<String, Object> base,
      @JsonProperty("dimensions") List<Dimension> dimensions,
      @JsonProperty("spaces") List<ParameterSpace<?>> spaces)
      throws IOException {
    ObjectNode json = JSON.valueToTree(base);
    return new SearchSpace(Subject.fromJson(json, SearchFolder.ARBITER), dimensions, spaces);
  }

  @JsonProperty("base")
  Map<String, Object> baseJson() {
    return JSON.convertValue(base.toJson(), new TypeReference<>() {});
  }

  @JsonProperty("dimensions")
  List<Dimension> dimensions() {
    return dimensions;
  }

  @JsonProperty("spaces")
  List<ParameterSpace<?>> spaces() {
    return spaces;
  }

  /** The candidate with these values. */
  Subject candidate(Map<String, ?> values) {
    return base.with(values);
  }

  /** The values of those dimensions that exist there. */
  @Override
  public SearchPoint getValue(double[] unitCube) {
    List<Object> drawn = drawn(unitCube);
    boolean[] active = active(drawn);
    LinkedHashMap<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < active.length; i++) {
      if (active[i]) {
        values.put(dimensions.get(i).key(), drawn.get(i));
      }
    }
    return new SearchPoint(values);
  }

  private List<Object> drawn(double[] unitCube) {
    List<Object> drawn = new ArrayList<>();
    for (int i = 0; i < spaces.size(); i++) {
      drawn.add(dimensions.get(i).value(spaces.get(i).getValue(unitCube)));
    }
    return drawn;
  }

  @Override
  public boolean[] active(double[] unitCube) {
    return active(drawn(unitCube));
  }

  private boolean[] active(List<Object> drawn) {
    boolean[] active = new boolean[drawn.size()];
    for (int i = 0; i < active.length; i++) {
      active[i] = isActive(dimensions.get(i), drawn);
    }
    return active;
  }

  /** Whether all that it depends on exists itself, and has a value that it asks for. */
  private boolean isActive(Dimension dimension, List<Object> drawn) {
    return dimension.when().stream()
        .allMatch(
            condition -> {
              int other = index(condition.key());
              return isActive(dimensions.get(other), drawn) && condition.holds(drawn.get(other));
            });
  }

  private int index(String key) {
    return IntStream.range(0, dimensions.size())
        .filter(i -> dimensions.get(i).key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The point of the unit cube for values that were tried, the inverse of {@link #getValue}.
   *
   * @param values by key; a dimension without one has its base's, where it exists
   * @throws IllegalArgumentException if a dimension doesn't have such a value
   */
  double[] point(Map<String, Object> values) {
    double[] point = new double[dimensions.size()];
    Map<String, Object> ofBase = new LinkedHashMap<>();
    base.describe().forEach(info -> info.value().ifPresent(v -> ofBase.put(info.key(), v)));
    for (int i = 0; i < point.length; i++) {
      Dimension dimension = dimensions.get(i);
      boolean there = dimension.when().isEmpty() || values.containsKey(dimension.key());
      point[i] =
          there
              ? dimension.coordinate(
                  values.getOrDefault(dimension.key(), ofBase.get(dimension.key())))
              : UNSAID;
    }
    return point;
  }

  @Override
  public int numParameters() {
    return LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public List<ParameterSpace> collectLeaves() {
    return new ArrayList<>(spaces);
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public Map<String, ParameterSpace> getNestedSpaces() {
    Map<String, ParameterSpace> nested = new LinkedHashMap<>();
    for (int i = 0; i < spaces.size(); i++) {
      nested.put(dimensions.get(i).key(), spaces.get(i));
    }
    return nested;
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("Arbiter sets the indices of leaves alone");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchSpace space
        && base.equals(space.base)
        && dimensions.equals(space.dimensions)
        && spaces.equals(space.spaces);
  }

  @Override
  public int hashCode() {
    return 31 * base.hashCode() + dimensions.hashCode();
  }
}
