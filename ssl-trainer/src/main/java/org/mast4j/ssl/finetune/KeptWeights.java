package org.mast4j.ssl.finetune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights that a training keeps: those after the epoch that does best on the validation split,
 * the last one of equals; or the mean of those after each of the last epochs (AST, section 2.2 of
 * arXiv 2104.01778: weight averaging); or, without either, the last epoch's.
 */
final class KeptWeights implements AutoCloseable {
  private static final String KEPT = "kept/";

  private final Map<String, INDArray> parameters;

  /** How many epochs' are averaged; 0 keeps the best. */
  private final int averaged;

  /** Copies of the best, or the mean until now. */
  private Map<String, INDArray> kept = Map.of();

  private double bestScore = Double.NEGATIVE_INFINITY;

  /** Of parameters, by name, that a training changes in place. */
  KeptWeights(Map<String, INDArray> parameters, int averaged) {
    this.parameters = parameters;
    this.averaged = averaged;
  }

  /**
   * Sees the parameters as they are now.
   *
   * @param epochsLeft with this one, which is over
   */
  void afterEpoch(OptionalDouble score, int epochsLeft) {
    if (averaged > 0) {
      if (epochsLeft <= averaged) {
        average(averaged - epochsLeft);
      }
    } else if (score.isPresent() && score.getAsDouble() >= bestScore) {
      bestScore = score.getAsDouble();
      close();
      kept = FineTuning.copy(parameters);
    }
  }

  private void average(int before) {
    if (before == 0) {
      kept = FineTuning.copy(parameters);
    } else {
      kept.forEach(
          (name, mean) -> {
            try (INDArray difference = parameters.get(name).sub(mean)) {
              mean.addi(difference.divi(before + 1));
            }
          });
    }
  }

  /** What is kept until now, not copies. */
  Map<String, INDArray> state() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    kept.forEach((name, array) -> arrays.put(KEPT + name, array));
    return arrays;
  }

  /** Keeps what was kept after some epochs; {@code state} holds {@link #state} of then. */
  void restore(List<FineTuner.Epoch> epochs, Weights state) {
    if (state.keys().stream().anyMatch(name -> name.startsWith(KEPT))) {
      kept = new LinkedHashMap<>();
      parameters.keySet().forEach(name -> kept.put(name, state.get(KEPT + name).dup()));
    }
    bestScore =
        epochs.stream()
            .flatMapToDouble(epoch -> epoch.validationScore().stream())
            .max()
            .orElse(Double.NEGATIVE_INFINITY);
  }

  /** Gives the parameters the values to keep. */
  void assign() {
    FineTuning.assign(kept, parameters);
  }

  @Override
  public void close() {
    kept.values().forEach(INDArray::close);
  }
}
