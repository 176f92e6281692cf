package org.mast4j.arbiter.ui;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.deeplearning4j.arbiter.BaseNetworkSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/** A search's space for Arbiter's page, which takes each for one of DL4J's networks. */
final class PageSpace extends BaseNetworkSpace<Object> {
  private final ParameterSpace<?> space;
  private final BiFunction<Integer, String, Optional<Object>> values;

  /**
   * As the page sees it.
   *
   * @param values those of a candidate, by its number and the key
   */
  PageSpace(ParameterSpace<?> space, BiFunction<Integer, String, Optional<Object>> values) {
    this.space = space;
    this.values = values;
  }

  /** What is searched by a key. The page hands on what it was given as a candidate's values. */
  private record Key(
      String key, ParameterSpace<?> space, BiFunction<Integer, String, Optional<Object>> values)
      implements ParameterSpace<Object> {

    @Override
    public Object getValue(double[] candidate) {
      return values.apply((int) candidate[0], key).orElse("");
    }

    @Override
    public int numParameters() {
      return space.numParameters();
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's signature
    public List<ParameterSpace> collectLeaves() {
      return space.collectLeaves();
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's signature
    public Map<String, ParameterSpace> getNestedSpaces() {
      return Map.of();
    }

    @Override
    public boolean isLeaf() {
      return true;
    }

    @Override
    public void setIndices(int... indices) {
      space.setIndices(indices);
    }

    @Override
    public String toString() {
      return space.toString();
    }
  }

  /** What the page gets as a candidate's values, so that it asks for them by its number. */
  static double[] valuesOf(int candidate) {
    return new double[] {candidate};
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public Map<String, ParameterSpace> getNestedSpaces() {
    Map<String, ParameterSpace> nested = new LinkedHashMap<>();
    space.getNestedSpaces().forEach((key, leaf) -> nested.put(key, new Key(key, leaf, values)));
    return nested;
  }

  @Override
  public List<LayerConf> getLayerSpaces() {
    return List.of();
  }

  @Override
  public Object getValue(double[] unitCube) {
    return space.getValue(unitCube);
  }

  @Override
  public int numParameters() {
    return space.numParameters();
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public List<ParameterSpace> collectLeaves() {
    return space.collectLeaves();
  }

  @Override
  public void setIndices(int... indices) {
    space.setIndices(indices);
  }

  /** One page, one space. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return space.toString();
  }
}
