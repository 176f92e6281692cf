package org.mast4j.ssl.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mast4j.samediff.onednn.optim.FlatAdamW;
import org.mast4j.samediff.onednn.optim.FlatAdamW.Rates;
import org.mast4j.samediff.onednn.optim.FlatAdamW.Slot;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101; torch.optim.AdamW) and clipping of the
 * gradient's global norm. Matrices decay; vectors (biases, norms) don't.
 *
 * <p>{@code SameDiff.fit} can do neither, since it applies the updater as each gradient arrives.
 */
public final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private record Moments(INDArray first, INDArray second) {}

  /**
   * A moving average of the parameters over the steps, as a momentum teacher is.
   *
   * @param arrays by the parameters' names, changed in place; the others are left alone
   * @param momentum what it keeps of itself at each step
   */
  public record Average(Map<String, INDArray> arrays, double momentum) {
    static final Average NONE = new Average(Map.of(), 0);

    public Average {
      arrays = Map.copyOf(arrays);
    }
  }

  private final Map<String, INDArray> parameters;
  private final Map<String, Moments> moments = new LinkedHashMap<>();
  private final double weightDecay;
  private final double clipNorm;
  private final Average average;

  /** Does it all in one sweep over memory; empty for arrays that aren't FLOAT and dense. */
  private final Optional<FlatAdamW> sweep;

  private int steps;

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param parameters by name
   * @param weightDecay times the learning rate, taken off matrices at each step
   * @param clipNorm largest global norm of the gradient
   */
  public AdamW(Map<String, INDArray> parameters, double weightDecay, double clipNorm) {
    this(parameters, weightDecay, clipNorm, Average.NONE);
  }

  /** As the other, and keeps an average of the parameters. */
  public AdamW(
      Map<String, INDArray> parameters, double weightDecay, double clipNorm, Average average) {
    this.parameters = new TreeMap<>(parameters);
    this.weightDecay = weightDecay;
    this.clipNorm = clipNorm;
    this.average = average;
    parameters.forEach(
        (name, array) ->
            moments.put(name, new Moments(Nd4j.zerosLike(array), Nd4j.zerosLike(array))));
    boolean flat =
        Stream.concat(parameters.values().stream(), average.arrays().values().stream())
            .allMatch(FlatAdamW::accepts);
    this.sweep = flat ? Optional.of(new FlatAdamW(slots())) : Optional.empty();
  }

  private List<Slot> slots() {
    return parameters.entrySet().stream()
        .map(
            entry -> {
              Moments m = moments.get(entry.getKey());
              return new Slot(
                  entry.getValue(),
                  m.first(),
                  m.second(),
                  Optional.ofNullable(average.arrays().get(entry.getKey())),
                  entry.getValue().rank() > 1);
            })
        .toList();
  }

  /**
   * One step.
   *
   * @param gradients by the parameters' names, one each; left as they are
   * @return the gradient's global norm before clipping
   * @throws ArithmeticException if the norm is not finite; the parameters are unchanged then
   */
  public double step(Map<String, INDArray> gradients, double learningRate) {
    List<INDArray> ordered = parameters.keySet().stream().map(gradients::get).toList();
    Optional<FlatAdamW> flat = sweep.filter(s -> ordered.stream().allMatch(FlatAdamW::accepts));
    double norm = flat.map(s -> s.norm(ordered)).orElseGet(() -> norm(ordered));
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "the gradient's norm is " + norm + " at step " + steps + "; lower the learning rate");
    }
    double scale = Math.min(1, clipNorm / (norm + 1e-6));
    steps++;
    if (flat.isPresent()) {
      Rates rates =
          new Rates(BETA1, BETA2, EPSILON, learningRate, weightDecay, average.momentum(), steps);
      flat.get().step(ordered, scale, rates);
    } else {
      parameters.forEach(
          (name, p) -> update(name, p, gradients.get(name).mul(scale), learningRate));
    }
    return norm;
  }

  private static double norm(List<INDArray> gradients) {
    double squares = 0;
    for (INDArray gradient : gradients) {
      double norm = gradient.norm2Number().doubleValue();
      squares += norm * norm;
    }
    return Math.sqrt(squares);
  }

  private void update(String name, INDArray parameter, INDArray gradient, double learningRate) {
    double rate = learningRate / (1 - Math.pow(BETA1, steps));
    double secondScale = 1 / (1 - Math.pow(BETA2, steps));
    Moments m = moments.get(name);
    m.first().muli(BETA1).addi(gradient.mul(1 - BETA1));
    m.second().muli(BETA2).addi(gradient.muli(gradient).muli(1 - BETA2));
    if (parameter.rank() > 1) {
      parameter.muli(1 - learningRate * weightDecay);
    }
    INDArray deviation = Transforms.sqrt(m.second().mul(secondScale), false).addi(EPSILON);
    parameter.subi(m.first().div(deviation).muli(rate));
    INDArray mean = average.arrays().get(name);
    if (mean != null) {
      mean.muli(average.momentum()).addi(parameter.mul(1 - average.momentum()));
    }
  }

  /** Both moments of each parameter, not copies: {@code first/NAME}, {@code second/NAME}. */
  public Map<String, INDArray> moments() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    moments.forEach((name, m) -> arrays.put("first/" + name, m.first()));
    moments.forEach((name, m) -> arrays.put("second/" + name, m.second()));
    return arrays;
  }

  /** Goes on after so many steps, once {@link #moments} hold what they held then. */
  public void resumeAt(int stepsTaken) {
    steps = stepsTaken;
  }
}
