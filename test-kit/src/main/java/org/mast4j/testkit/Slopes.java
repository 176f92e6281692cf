package org.mast4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients in double against central differences, along random directions. */
public final class Slopes {
  private static final double STEP = 1e-6;

  /** Of the slope, and of 1 where the slope is smaller. */
  private static final double TOLERANCE = 1e-6;

  private Slopes() {}

  /**
   * Along one direction of all these parameters at once.
   *
   * @param graph with the scalar "loss", its loss variable
   */
  public static void assertSlope(
      SameDiff graph, Map<String, INDArray> inputs, Collection<String> names) {
    assertSlope(gradients(graph, inputs, names), parameters(graph, names), loss(graph, inputs));
  }

  /** Along a direction of its own for each of these parameters. */
  public static void assertEachSlope(
      SameDiff graph, Map<String, INDArray> inputs, Collection<String> names) {
    assertEachSlope(gradients(graph, inputs, names), parameters(graph, names), loss(graph, inputs));
  }

  /** Along a direction of its own for each parameter, of which {@code loss} is a function. */
  public static void assertEachSlope(
      Map<String, INDArray> gradients, Map<String, INDArray> parameters, DoubleSupplier loss) {
    assertThat(gradients).containsOnlyKeys(parameters.keySet());
    parameters.forEach((name, parameter) -> assertSlope(gradients, Map.of(name, parameter), loss));
  }

  private static Map<String, INDArray> gradients(
      SameDiff graph, Map<String, INDArray> inputs, Collection<String> names) {
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    graph
        .calculateGradients(inputs, names.toArray(String[]::new))
        .forEach((name, gradient) -> gradients.put(name, gradient.dup('c')));
    assertThat(gradients).containsOnlyKeys(names);
    return gradients;
  }

  private static Map<String, INDArray> parameters(SameDiff graph, Collection<String> names) {
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    names.forEach(name -> parameters.put(name, graph.getVariable(name).getArr()));
    return parameters;
  }

  private static DoubleSupplier loss(SameDiff graph, Map<String, INDArray> inputs) {
    return () -> graph.output(inputs, "loss").get("loss").getDouble(0);
  }

  private static void assertSlope(
      Map<String, INDArray> gradients, Map<String, INDArray> parameters, DoubleSupplier loss) {
    List<Move> moves = new ArrayList<>();
    parameters.forEach((name, parameter) -> moves.add(Move.random(parameter, name.hashCode())));
    double slope = 0;
    int i = 0;
    for (String name : parameters.keySet()) {
      INDArray gradient = gradients.get(name).dup('c');
      slope += gradient.mul(moves.get(i++).direction).sumNumber().doubleValue();
    }
    moves.forEach(move -> move.to(STEP));
    double above = loss.getAsDouble();
    moves.forEach(move -> move.to(-STEP));
    double below = loss.getAsDouble();
    moves.forEach(move -> move.to(0));
    double expected = (above - below) / (2 * STEP);
    assertThat(slope)
        .as(parameters.keySet().toString())
        .isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
  }

  /** A parameter that goes along a direction from the value that it had. */
  private record Move(INDArray parameter, INDArray value, INDArray direction) {

    static Move random(INDArray parameter, long seed) {
      double[] values = new Random(seed).doubles(parameter.length(), -1, 1).toArray();
      return new Move(
          parameter, parameter.dup('c'), Nd4j.createFromArray(values).reshape(parameter.shape()));
    }

    void to(double distance) {
      parameter.assign(value.add(direction.mul(distance)));
    }
  }
}
