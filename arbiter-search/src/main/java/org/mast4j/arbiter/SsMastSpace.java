package org.mast4j.arbiter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The SS-MAST configurations that a search draws from, as Arbiter sees them. */
public final class SsMastSpace implements ParameterSpace<SearchPoint> {
  private final SsMastConfig base;
  private final Map<Hyperparameter, ContinuousParameterSpace> spaces;

  @JsonCreator
  SsMastSpace(
      @JsonProperty("base") SsMastConfig base,
      @JsonProperty("spaces") Map<Hyperparameter, ContinuousParameterSpace> spaces) {
    this.base = base;
    // Sorted: the order decides which random number a hyperparameter gets.
    this.spaces = new TreeMap<>(spaces);
  }

  /** The base configuration with every value of the ranges. */
  public static SsMastSpace of(SsMastConfig base, Map<Hyperparameter, Range> ranges) {
    Map<Hyperparameter, ContinuousParameterSpace> spaces = new LinkedHashMap<>();
    ranges.forEach((parameter, range) -> spaces.put(parameter, parameter.space(range)));
    return new SsMastSpace(base, spaces);
  }

  /** The configuration that a point of this space stands for. */
  public SsMastConfig config(SearchPoint point) {
    return point.on(base);
  }

  @Override
  public SearchPoint getValue(double[] unitCube) {
    TreeMap<Hyperparameter, Double> values = new TreeMap<>();
    spaces.forEach((parameter, space) -> values.put(parameter, space.getValue(unitCube)));
    return new SearchPoint(values);
  }

  @Override
  public int numParameters() {
    return LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public List<ParameterSpace> collectLeaves() {
    return new ArrayList<>(spaces.values());
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public Map<String, ParameterSpace> getNestedSpaces() {
    Map<String, ParameterSpace> nested = new LinkedHashMap<>();
    spaces.forEach((parameter, space) -> nested.put(parameter.key(), space));
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
    return other instanceof SsMastSpace space
        && base.equals(space.base)
        && spaces.equals(space.spaces);
  }

  @Override
  public int hashCode() {
    return 31 * base.hashCode() + spaces.hashCode();
  }
}
