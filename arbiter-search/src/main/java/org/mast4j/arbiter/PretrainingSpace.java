package org.mast4j.arbiter;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The settings of pre-training that a search draws from, as Arbiter sees them. */
final class PretrainingSpace implements ParameterSpace<SearchPoint> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PretrainingSettings base;
  private final List<Dimension> dimensions;

  /** Of each dimension; their order decides which random number a dimension gets. */
  private final List<ParameterSpace<?>> spaces;

  private PretrainingSpace(
      PretrainingSettings base, List<Dimension> dimensions, List<ParameterSpace<?>> spaces) {
    this.base = base;
    this.dimensions = List.copyOf(dimensions);
    this.spaces = List.copyOf(spaces);
  }

  /** Every value of the dimensions, in place of the base's own. */
  static PretrainingSpace of(PretrainingSettings base, List<Dimension> dimensions) {
    List<ParameterSpace<?>> spaces = new ArrayList<>();
    dimensions.forEach(dimension -> spaces.add(dimension.space()));
    return new PretrainingSpace(base, dimensions, spaces);
  }

  /** Reads Arbiter's JSON, whose base is {@link PretrainingSettings#toJson}'s. */
  @JsonCreator
  static PretrainingSpace fromJson(
      @JsonProperty("base") Map<String, Object> base,
      @JsonProperty("dimensions") List<Dimension> dimensions,
      @JsonProperty("spaces") List<ParameterSpace<?>> spaces)
      throws IOException {
    ObjectNode json = JSON.valueToTree(base);
    return new PretrainingSpace(
        PretrainingSettings.fromJson(json, SearchRunner.ARBITER), dimensions, spaces);
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

  /** The settings that a point of this space stands for. */
  PretrainingSettings settings(SearchPoint point) {
    return base.with(point.values());
  }

  @Override
  public SearchPoint getValue(double[] unitCube) {
    LinkedHashMap<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < spaces.size(); i++) {
      Dimension dimension = dimensions.get(i);
      values.put(dimension.key(), dimension.value(spaces.get(i).getValue(unitCube)));
    }
    return new SearchPoint(values);
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
    return other instanceof PretrainingSpace space
        && base.equals(space.base)
        && dimensions.equals(space.dimensions)
        && spaces.equals(space.spaces);
  }

  @Override
  public int hashCode() {
    return 31 * base.hashCode() + dimensions.hashCode();
  }
}
