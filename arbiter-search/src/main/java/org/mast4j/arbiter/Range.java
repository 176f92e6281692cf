package org.mast4j.arbiter;

/**
 * Where a hyperparameter is searched.
 *
 * @param low lower end
 * @param high upper end, above the lower
 */
public record Range(double low, double high) {
  public Range {
    if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          "[" + low + ", " + high + "]; expected two numbers, the lower first");
    }
  }

  @Override
  public String toString() {
    return "[" + low + ", " + high + "]";
  }
}
