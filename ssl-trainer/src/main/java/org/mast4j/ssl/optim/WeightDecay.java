package org.mast4j.ssl.optim;

import java.util.Set;
import org.mast4j.settings.Require;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How much of the parameters is taken off at each step, and of which: of matrices, and of vectors
 * (biases, norms) where that is asked for.
 *
 * @param rate in the optimiser's own sense, 0 or more
 * @param spared matrices that are spared too, by the last part of their names, such as {@code
 *     EncoderConfig.undecayed()}
 * @param vectors whether vectors decay, too
 */
public record WeightDecay(double rate, Set<String> spared, boolean vectors) {
  public WeightDecay {
    Require.notNegative("weightDecay", rate);
    spared = Set.copyOf(spared);
  }

  /** Of matrices alone. */
  public WeightDecay(double rate, Set<String> spared) {
    this(rate, spared, false);
  }

  /** Of every matrix. */
  public static WeightDecay ofMatrices(double rate) {
    return new WeightDecay(rate, Set.of());
  }

  /**
   * Of every matrix, or of all but some.
   *
   * @param all whether those are not spared
   */
  public static WeightDecay of(double rate, boolean all, Set<String> spared) {
    return all ? ofMatrices(rate) : new WeightDecay(rate, spared);
  }

  /** Whether a parameter decays. */
  boolean applies(String name, INDArray parameter) {
    return (vectors || parameter.rank() > 1)
        && !spared.contains(name.substring(name.lastIndexOf('/') + 1));
  }
}
