package org.mast4j.ssl.pretrain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.ssl.checkpoint.Snapshot;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a checkpoint keeps of a run. The memory's clips are not in it: they are made again from the
 * data.
 *
 * @param method see {@link PretrainingMethod#state}
 * @param norms of the last batches, the newest last
 * @param history of all steps and monitors
 * @param seconds of training until then
 */
record RunState(Weights method, List<RunningNorm.State> norms, History history, double seconds) {
  private static final String HISTORY = "history"; // [steps, metrics]
  private static final String NORMS = "norms"; // [recent batches, 3]
  private static final String MONITORINGS = "monitorings"; // [looks, 1 + monitors]
  private static final Set<String> OWN = Set.of(HISTORY, NORMS, MONITORINGS);
  private static final String SECONDS = "seconds";

  RunState {
    norms = List.copyOf(norms);
  }

  /**
   * The columns of its tables.
   *
   * @param metrics of each step
   * @param monitors of each look at them
   */
  record Columns(List<String> metrics, List<String> monitors) {}

  /** As the content of one file. */
  Snapshot toSnapshot(Columns columns) {
    Map<String, INDArray> arrays = new LinkedHashMap<>(method.toMap());
    arrays.put(HISTORY, table(history.steps().stream().map(step -> step.row(columns.metrics()))));
    arrays.put(
        NORMS,
        table(
            norms.stream().map(norm -> new double[] {norm.count(), norm.mean(), norm.squares()})));
    if (!history.monitorings().isEmpty()) {
      arrays.put(
          MONITORINGS,
          table(history.monitorings().stream().map(look -> look.row(columns.monitors()))));
    }
    return new Snapshot(
        history.steps().size(), Weights.of(arrays), Map.of(SECONDS, Double.toString(seconds)));
  }

  private static INDArray table(Stream<double[]> rows) {
    return Nd4j.createFromArray(rows.toArray(double[][]::new));
  }

  /**
   * Reads what {@link #toSnapshot} gave, in this version or before there were monitors.
   *
   * @throws IllegalArgumentException naming an array that is missing, or that a table has other
   *     columns
   */
  static RunState of(Snapshot snapshot, Columns columns) {
    Weights arrays = snapshot.arrays();
    List<Metrics> steps = new ArrayList<>();
    for (double[] row : arrays.get(HISTORY).toDoubleMatrix()) {
      steps.add(Metrics.ofRow(columns.metrics(), row));
    }
    List<Monitoring> monitorings = new ArrayList<>();
    if (arrays.keys().contains(MONITORINGS)) {
      for (double[] row : arrays.get(MONITORINGS).toDoubleMatrix()) {
        monitorings.add(Monitoring.ofRow(columns.monitors(), row));
      }
    }
    List<RunningNorm.State> norms = new ArrayList<>();
    for (double[] row : arrays.get(NORMS).toDoubleMatrix()) {
      norms.add(new RunningNorm.State((long) row[0], row[1], row[2]));
    }
    return new RunState(
        arrays.select(key -> !OWN.contains(key)),
        norms,
        new History(steps, monitorings),
        Double.parseDouble(snapshot.notes().getOrDefault(SECONDS, "0")));
  }
}
