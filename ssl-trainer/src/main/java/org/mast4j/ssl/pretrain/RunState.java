package org.mast4j.ssl.pretrain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a checkpoint keeps of a run. The memory's clips are not in it: they are made again from the
 * data.
 *
 * @param method see {@link PretrainingMethod#state}
 * @param norms of the last batches, the newest last
 * @param history one entry a step
 */
record RunState(Weights method, List<RunningNorm.State> norms, List<Metrics> history) {
  private static final String HISTORY = "history"; // [steps, metrics]
  private static final String NORMS = "norms"; // [recent batches, 3]

  RunState {
    norms = List.copyOf(norms);
    history = List.copyOf(history);
  }

  /**
   * As arrays of one file.
   *
   * @param metrics names of the history's columns
   */
  Weights toWeights(List<String> metrics) {
    double[][] rows = new double[norms.size()][];
    for (int i = 0; i < rows.length; i++) {
      RunningNorm.State norm = norms.get(i);
      rows[i] = new double[] {norm.count(), norm.mean(), norm.squares()};
    }
    Map<String, INDArray> arrays = new LinkedHashMap<>(method.toMap());
    double[][] steps = history.stream().map(step -> step.row(metrics)).toArray(double[][]::new);
    arrays.put(HISTORY, Nd4j.createFromArray(steps));
    arrays.put(NORMS, Nd4j.createFromArray(rows));
    return Weights.of(arrays);
  }

  /**
   * Reads what {@link #toWeights} gave.
   *
   * @throws IllegalArgumentException naming an array that is missing, or that the history has other
   *     columns
   */
  static RunState of(Weights arrays, List<String> metrics) {
    double[][] steps = arrays.get(HISTORY).toDoubleMatrix();
    List<Metrics> history = new ArrayList<>();
    for (double[] row : steps) {
      history.add(Metrics.ofRow(metrics, row));
    }
    List<RunningNorm.State> norms = new ArrayList<>();
    for (double[] row : arrays.get(NORMS).toDoubleMatrix()) {
      norms.add(new RunningNorm.State((long) row[0], row[1], row[2]));
    }
    Weights method = arrays.select(key -> !key.equals(HISTORY) && !key.equals(NORMS));
    return new RunState(method, norms, history);
  }
}
