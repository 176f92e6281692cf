package org.mast4j.ssl.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The training of one graph whose loss is a mean over clips, so that the gradient of a batch is the
 * mean of its micro-batches' gradients.
 */
public final class GraphTraining implements AutoCloseable {
  private static final String STEPS = "steps";

  private final SameDiff graph;
  private final String loss;
  private final Map<String, INDArray> parameters;
  private final Optimizer optimizer;
  private final WarmupCosine schedule;

  /** Of the micro-batches' gradients; empty until there are any. */
  private Optional<GradientSum> sum = Optional.empty();

  private int steps;

  /**
   * Before the first step.
   *
   * @param graph whose it is to close
   * @param loss a scalar of the graph
   * @param parameters by name, those that the optimiser changes
   * @param optimizer closed with this
   */
  public GraphTraining(
      SameDiff graph,
      String loss,
      Map<String, INDArray> parameters,
      Optimizer optimizer,
      WarmupCosine schedule) {
    this.graph = graph;
    this.loss = loss;
    this.parameters = parameters;
    this.optimizer = optimizer;
    this.schedule = schedule;
  }

  /**
   * What a step found before it changed the parameters.
   *
   * @param loss the batch's
   * @param gradientNorm before it is clipped
   * @param measured what was measured of the outputs, the mean over the micro-batches
   */
  public record Step(double loss, double gradientNorm, double[] measured) {}

  /**
   * One step of the optimiser.
   *
   * @param parts inputs of the graph for each micro-batch, all of as many clips
   * @param outputs of the graph that are measured
   * @param measure of a micro-batch's inputs and these outputs, lent for the call: means over its
   *     clips
   * @throws ArithmeticException if the gradient isn't finite; the parameters are unchanged then
   */
  public Step step(
      List<Map<String, INDArray>> parts,
      List<String> outputs,
      BiFunction<Map<String, INDArray>, Map<String, INDArray>, double[]> measure) {
    if (parts.size() == 1) {
      try (Gradients whole = gradients(parts.get(0), outputs)) {
        double[] measured = measure.apply(parts.get(0), whole.outputs());
        return update(whole.loss(), whole.byParameter(), measured);
      }
    }
    GradientSum total = sum.orElseGet(() -> new GradientSum(parameters));
    sum = Optional.of(total);
    total.clear();
    double share = 1.0 / parts.size();
    double meanLoss = 0;
    double[] means = {};
    for (Map<String, INDArray> inputs : parts) {
      try (Gradients part = gradients(inputs, outputs)) {
        total.add(part.byParameter(), share);
        meanLoss += share * part.loss();
        double[] measured = measure.apply(inputs, part.outputs());
        means = means.length == 0 ? new double[measured.length] : means;
        for (int i = 0; i < measured.length; i++) {
          means[i] += share * measured[i];
        }
      }
    }
    return update(meanLoss, total.byParameter(), means);
  }

  private Gradients gradients(Map<String, INDArray> inputs, List<String> outputs) {
    return Gradients.of(graph, loss, outputs, inputs, parameters.keySet());
  }

  private Step update(double value, Map<String, INDArray> gradients, double[] measured) {
    double norm = optimizer.step(gradients, schedule.at(steps));
    steps++;
    return new Step(value, norm, measured);
  }

  /** Steps taken. */
  public int steps() {
    return steps;
  }

  /**
   * All that it goes on from, not copies: {@code model.NAME}, {@code optimizer.NAME}, the steps.
   */
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = trained();
    state.put(STEPS, Nd4j.createFromArray((double) steps));
    return state;
  }

  /** Goes on from what {@link #state} gave, by name. */
  public void restore(Function<String, INDArray> state) {
    trained().forEach((name, array) -> array.assign(state.apply(name)));
    steps = state.apply(STEPS).getInt(0);
    optimizer.resumeAt(steps);
  }

  /** All arrays that a step changes in place. */
  private Map<String, INDArray> trained() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    parameters.forEach((name, array) -> arrays.put("model." + name, array));
    optimizer.state().forEach((name, array) -> arrays.put("optimizer." + name, array));
    return arrays;
  }

  /** Frees the native memory of all but the graph. */
  @Override
  public void close() {
    optimizer.close();
    sum.ifPresent(GradientSum::close);
  }
}
