package org.mast4j.samediff.onednn.optim;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** AdamW (arXiv 1711.05101; torch.optim.AdamW). A slot's state is its first and second moment. */
public final class FlatAdamW extends FlatOptimizer {
  private final Settings settings;

  /** Whether epsilon is added to a deviation that isn't corrected for its start from 0. */
  private final boolean epsilonHat;

  /**
   * What stays the same from step to step.
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the deviation, positive
   * @param weightDecay times the learning rate, taken off parameters that decay; 0 or more
   */
  public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
    public Settings {
      require(beta1 >= 0 && beta1 < 1, "beta1 is %s; expected 0 <= beta1 < 1", beta1);
      require(beta2 >= 0 && beta2 < 1, "beta2 is %s; expected 0 <= beta2 < 1", beta2);
      require(epsilon > 0, "epsilon is %s; expected more than 0", epsilon);
      require(weightDecay >= 0, "weight decay is %s; expected 0 or more", weightDecay);
    }
  }

  /**
   * An optimiser of some parameters.
   *
   * @param averageMomentum what the average keeps of itself at each step
   */
  public FlatAdamW(List<Slot> slots, Settings settings, double averageMomentum) {
    this(slots, settings, averageMomentum, false);
  }

  private FlatAdamW(
      List<Slot> slots, Settings settings, double averageMomentum, boolean epsilonHat) {
    super(slots, 2, averageMomentum);
    this.settings = settings;
    this.epsilonHat = epsilonHat;
  }

  /**
   * Adam as ND4J's updater has it: epsilon is the paper's epsilon-hat (arXiv 1412.6980, section 2),
   * added before the bias correction.
   */
  public static FlatAdamW likeNd4j(List<Slot> slots, double beta1, double beta2, double epsilon) {
    return new FlatAdamW(slots, new Settings(beta1, beta2, epsilon, 0), 0, true);
  }

  @Override
  public void step(List<INDArray> gradients, double scale, double learningRate, int step) {
    double rate = learningRate / (1 - Math.pow(settings.beta1(), step)); // with bias correction
    double unbias = 1 / (1 - Math.pow(settings.beta2(), step));
    double kept = 1 - learningRate * settings.weightDecay();
    double epsilon = epsilonHat ? settings.epsilon() * Math.sqrt(unbias) : settings.epsilon();
    sweep(
        gradients,
        (p, g, state, count, decays) ->
            update(
                p,
                g,
                state,
                count,
                (float) scale,
                decays ? (float) kept : 1,
                (float) rate,
                (float) unbias,
                (float) epsilon));
  }

  private void update(
      float[] p,
      float[] g,
      float[][] state,
      int count,
      float scale,
      float kept,
      float rate,
      float unbias,
      float epsilon) {
    float beta1 = (float) settings.beta1();
    float beta2 = (float) settings.beta2();
    float new1 = (float) (1 - settings.beta1());
    float new2 = (float) (1 - settings.beta2());
    float[] m = state[0];
    float[] v = state[1];
    for (int i = 0; i < count; i++) {
      float slope = g[i] * scale;
      float first = beta1 * m[i] + new1 * slope;
      float second = beta2 * v[i] + new2 * slope * slope;
      m[i] = first;
      v[i] = second;
      p[i] = kept * p[i] - rate * first / ((float) Math.sqrt(second * unbias) + epsilon);
    }
  }
}
