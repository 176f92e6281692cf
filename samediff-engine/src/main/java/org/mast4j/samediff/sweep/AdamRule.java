package org.mast4j.samediff.sweep;

/**
 * Adam (arXiv 1412.6980), its weight decay decoupled (arXiv 1711.05101) or part of the gradient. A
 * slot's state is its first and second moment.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the deviation, positive
 */
public record AdamRule(double beta1, double beta2, double epsilon) {
  /** The paper's. */
  public static final AdamRule USUAL = new AdamRule(0.9, 0.999, 1e-8);

  public AdamRule {
    require(beta1 >= 0 && beta1 < 1, "beta1 %s; expected 0 <= beta1 < 1", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2 %s; expected 0 <= beta2 < 1", beta2);
    require(epsilon > 0, "epsilon %s; expected more than 0", epsilon);
  }

  private static void require(boolean valid, String message, double value) {
    if (!valid) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }

  /** The learning rate of a step, corrected for the first moment's start from 0. */
  public double rate(OptimizerStep step) {
    return step.learningRate() / (1 - Math.pow(beta1, step.number()));
  }

  /** What corrects the second moment for its start from 0. */
  public double unbias(OptimizerStep step) {
    return 1 / (1 - Math.pow(beta2, step.number()));
  }

  /**
   * The rule of a step.
   *
   * @param kept what weight decay leaves of the parameter, 1 for all of it
   */
  public Rule rule(OptimizerStep step, double kept) {
    return rule(step, kept, 0, epsilon);
  }

  /**
   * The rule of a step with weight decay as part of the gradient, as Adam had it before it was
   * decoupled (torch.optim.Adam).
   *
   * @param decay what of the parameter is added to its gradient
   */
  public Rule withDecayInGradient(OptimizerStep step, double decay) {
    return rule(step, 1, decay, epsilon);
  }

  /**
   * The rule of a step as ND4J's updater has it: epsilon is the paper's epsilon-hat (section 2),
   * added before the bias correction.
   */
  public Rule likeNd4j(OptimizerStep step) {
    return rule(step, 1, 0, epsilon * Math.sqrt(unbias(step)));
  }

  private Rule rule(OptimizerStep step, double keptShare, double inGradient, double addend) {
    float kept = (float) keptShare;
    float scale = (float) step.scale();
    float decay = (float) inGradient;
    float rate = (float) rate(step);
    float unbias = (float) unbias(step);
    float floor = (float) addend;
    return (p, g, state, count) -> {
      float old1 = (float) beta1;
      float old2 = (float) beta2;
      float new1 = (float) (1 - beta1);
      float new2 = (float) (1 - beta2);
      float[] m = state[0];
      float[] v = state[1];
      for (int i = 0; i < count; i++) {
        float slope = g[i] * scale + decay * p[i];
        float first = old1 * m[i] + new1 * slope;
        float second = old2 * v[i] + new2 * slope * slope;
        m[i] = first;
        v[i] = second;
        p[i] = kept * p[i] - rate * first / ((float) Math.sqrt(second * unbias) + floor);
      }
    };
  }
}
