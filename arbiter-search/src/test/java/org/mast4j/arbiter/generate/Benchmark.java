package org.mast4j.arbiter.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;

/** Functions to find the least value of, as {@code make_optuna.py} has them. */
enum Benchmark {
  BRANIN(
      v -> {
        double x = (double) v.get(0);
        double y = (double) v.get(1);
        double inner = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return inner * inner + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
      }) {
    @Override
    Space space() {
      return new Space(new ContinuousParameterSpace(-5, 10), new ContinuousParameterSpace(0, 15));
    }
  },
  HARTMANN6(Benchmark::hartmann) {
    @Override
    Space space() {
      return new Space(
          Stream.generate(() -> new ContinuousParameterSpace(0, 1))
              .limit(6)
              .toArray(ParameterSpace[]::new));
    }
  },
  CONDITIONAL(Benchmark::conditional) {
    @Override
    Space space() {
      return new Kinds(
          new DiscreteParameterSpace<>("flat", "deep"),
          new ContinuousParameterSpace(new LogUniformDistribution(1e-4, 1)),
          new ContinuousParameterSpace(new LogUniformDistribution(1e-4, 1)),
          new IntegerParameterSpace(1, 8),
          new ContinuousParameterSpace(0, 0.5));
    }
  };

  private final ToDoubleFunction<List<Object>> function;

  Benchmark(ToDoubleFunction<List<Object>> function) {
    this.function = function;
  }

  /** A fresh one: generators number its leaves. */
  abstract Space space();

  double at(Object point) {
    @SuppressWarnings("unchecked")
    List<Object> values = (List<Object>) point;
    return function.applyAsDouble(values);
  }

  private static double hartmann(List<Object> x) {
    double[][] a = {
      {10, 3, 17, 3.5, 1.7, 8},
      {0.05, 10, 17, 0.1, 8, 14},
      {3, 3.5, 1.7, 10, 17, 8},
      {17, 8, 0.05, 10, 0.1, 14}
    };
    double[][] p = {
      {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
      {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
      {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
      {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
    };
    double[] c = {1.0, 1.2, 3.0, 3.2};
    double sum = 0;
    for (int i = 0; i < c.length; i++) {
      double exponent = 0;
      for (int j = 0; j < x.size(); j++) {
        double distance = (double) x.get(j) - p[i][j];
        exponent += a[i][j] * distance * distance;
      }
      sum -= c[i] * Math.exp(-exponent);
    }
    return sum;
  }

  private static double conditional(List<Object> v) {
    if (v.get(0).equals("flat")) {
      double off = Math.log10((double) v.get(1)) + 2;
      return 0.5 + off * off / 4;
    }
    double off = Math.log10((double) v.get(2)) + 3;
    double layers = (int) v.get(3) - 5;
    double drop = (double) v.get(4) - 0.2;
    return off * off / 4 + layers * layers / 20 + 4 * drop * drop;
  }

  /** The values of some leaves. */
  static class Space implements ParameterSpace<List<Object>> {
    private final List<ParameterSpace<?>> leaves;

    Space(ParameterSpace<?>... leaves) {
      this.leaves = List.of(leaves);
    }

    @Override
    public List<Object> getValue(double[] point) {
      List<Object> values = new ArrayList<>();
      leaves.forEach(leaf -> values.add(leaf.getValue(point)));
      return values;
    }

    @Override
    public int numParameters() {
      return leaves.size();
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's signature
    public List<ParameterSpace> collectLeaves() {
      return new ArrayList<>(leaves);
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's signature
    public Map<String, ParameterSpace> getNestedSpaces() {
      return Map.of();
    }

    @Override
    public boolean isLeaf() {
      return false;
    }

    @Override
    public void setIndices(int... indices) {
      throw new UnsupportedOperationException();
    }
  }

  /** Two kinds of model: the flat one has the second value alone, the deep one those after it. */
  private static final class Kinds extends Space implements Conditional {
    private Kinds(ParameterSpace<?>... leaves) {
      super(leaves);
    }

    @Override
    public boolean[] active(double[] point) {
      boolean flat = getValue(point).get(0).equals("flat");
      boolean[] active = new boolean[numParameters()];
      Arrays.fill(active, !flat);
      active[0] = true;
      active[1] = flat;
      return active;
    }
  }
}
