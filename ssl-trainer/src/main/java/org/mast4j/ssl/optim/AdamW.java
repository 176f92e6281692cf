package org.mast4j.ssl.optim;

import java.util.LinkedHashMap;
import java.util.Map;
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

  private final Map<String, INDArray> parameters;
  private final Map<String, Moments> moments = new LinkedHashMap<>();
  private final double weightDecay;
  private final double clipNorm;
  private int steps;

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param parameters by name
   * @param weightDecay times the learning rate, taken off matrices at each step
   * @param clipNorm largest global norm of the gradient
   */
  public AdamW(Map<String, INDArray> parameters, double weightDecay, double clipNorm) {
    this.parameters = Map.copyOf(parameters);
    this.weightDecay = weightDecay;
    this.clipNorm = clipNorm;
    parameters.forEach(
        (name, array) ->
            moments.put(name, new Moments(Nd4j.zerosLike(array), Nd4j.zerosLike(array))));
  }

  /**
   * One step.
   *
   * @param gradients by the parameters' names, one each; overwritten
   * @return the gradient's global norm before clipping
   * @throws ArithmeticException if the norm is not finite; the parameters are unchanged then
   */
  public double step(Map<String, INDArray> gradients, double learningRate) {
    double squares = 0;
    for (String name : parameters.keySet()) {
      double norm = gradients.get(name).norm2Number().doubleValue();
      squares += norm * norm;
    }
    double norm = Math.sqrt(squares);
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "the gradient's norm is " + norm + " at step " + steps + "; lower the learning rate");
    }
    double scale = Math.min(1, clipNorm / (norm + 1e-6));
    steps++;
    double rate = learningRate / (1 - Math.pow(BETA1, steps));
    double secondScale = 1 / (1 - Math.pow(BETA2, steps));
    parameters.forEach(
        (name, parameter) -> {
          INDArray gradient = gradients.get(name).muli(scale);
          Moments m = moments.get(name);
          m.first().muli(BETA1).addi(gradient.mul(1 - BETA1));
          m.second().muli(BETA2).addi(gradient.muli(gradient).muli(1 - BETA2));
          if (parameter.rank() > 1) {
            parameter.muli(1 - learningRate * weightDecay);
          }
          INDArray deviation = Transforms.sqrt(m.second().mul(secondScale), false).addi(EPSILON);
          parameter.subi(m.first().div(deviation).muli(rate));
        });
    return norm;
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
