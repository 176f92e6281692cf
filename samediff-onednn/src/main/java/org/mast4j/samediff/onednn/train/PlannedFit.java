package org.mast4j.samediff.onednn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.FitConfig;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * {@code SameDiff.fit} with planned gradients: the same configuration, callbacks, counters, history
 * and updater state, many times as fast.
 *
 * <pre>{@code
 * graph.setTrainingConfig(
 *     TrainingConfig.builder()
 *         .updater(new Adam(1e-3))
 *         .dataSetFeatureMapping("input")
 *         .dataSetLabelMapping("labels")
 *         .build());
 * History history =
 *     PlannedFit.of(graph)
 *         .train(batches, 5)
 *         .validate(heldOut, 1)
 *         .listeners(new ScoreListener(10))
 *         .exec();
 * graph.save(file, true); // either fit goes on from it
 * }</pre>
 *
 * <p>What can't be planned runs by the stock session's gradients, with the same results; {@code
 * Engines.status(graph.getFunction("grad"))} says why. A listener that looks at every op ({@code
 * preOpExecution}, {@code opExecution}, or {@code activationAvailable} without naming its variables
 * in {@code requiredVariables}) needs the stock session for all: a warning names it.
 *
 * <p>Where it differs from {@code SameDiff.fit} of 1.0.0-M2.1:
 *
 * <ul>
 *   <li>losses are what they are: {@code fit} reports 0 unless some op or evaluation needs the
 *       loss, and mixes the values up where there are several losses with regularisation, or
 *       several kinds of that;
 *   <li>{@link #batch} has a loss curve, not null;
 *   <li>{@code preUpdate} comes after all gradients, in an order of its own within the iteration;
 *   <li>{@code activationAvailable} comes for the variables that some listener names, not for all.
 * </ul>
 */
public final class PlannedFit extends FitConfig {
  private static final int PREFETCHED = 3; // batches, as SameDiff.fit

  private PlannedFit(SameDiff graph) {
    super(graph);
  }

  /** In place of {@code graph.fit()}. */
  public static PlannedFit of(SameDiff graph) {
    return new PlannedFit(graph);
  }

  /**
   * In place of {@code graph.fit(batch, listeners)}: one iteration, which ends no epoch.
   *
   * @return with a loss curve of this one iteration, where {@code SameDiff.fit} has null
   */
  public History batch(DataSet batch, Listener... listeners) {
    return batch(batch.toMultiDataSet(), listeners);
  }

  /** As the other. */
  public History batch(MultiDataSet batch, Listener... listeners) {
    synchronized (getSd()) {
      return new FitLoop(getSd(), with(listeners))
          .withoutEpoch(new SingletonMultiDataSetIterator(batch));
    }
  }

  private List<Listener> with(Listener... more) {
    List<Listener> all = new ArrayList<>(getListeners());
    all.addAll(List.of(more));
    return all;
  }

  /**
   * Trains.
   *
   * @return losses, evaluations and times by epoch
   * @throws IllegalStateException if something is missing: data, epochs, a training configuration,
   *     or a batch in an epoch
   */
  @Override
  public History exec() {
    if (getTrainingData() == null) {
      throw new IllegalStateException("no training data; give it by train(iterator, epochs)");
    }
    if (getEpochs() < 1) {
      throw new IllegalStateException(
          getEpochs() + " epochs; expected 1 or more, by train(iterator, epochs)");
    }
    if (getValidationData() != null && getValidationFrequency() < 1) {
      throw new IllegalStateException(
          "a validation every " + getValidationFrequency() + " epochs; expected 1 or more");
    }
    synchronized (getSd()) {
      if (getValidationData() == null) {
        return exec(Optional.empty());
      }
      try (Prefetched held = Prefetched.of(getValidationData())) {
        return exec(Optional.of(new FitLoop.Validation(held.batches(), getValidationFrequency())));
      }
    }
  }

  private History exec(Optional<FitLoop.Validation> validation) {
    try (Prefetched training = Prefetched.of(getTrainingData())) {
      return new FitLoop(getSd(), getListeners())
          .epochs(training.batches(), getEpochs(), validation);
    }
  }

  /**
   * Batches read ahead by a thread of their own, where they allow it.
   *
   * @param stop ends that thread
   */
  private record Prefetched(MultiDataSetIterator batches, Runnable stop) implements AutoCloseable {
    static Prefetched of(MultiDataSetIterator batches) {
      if (!batches.asyncSupported()) {
        return new Prefetched(batches, () -> {});
      }
      AsyncMultiDataSetIterator ahead = new AsyncMultiDataSetIterator(batches, PREFETCHED, true);
      return new Prefetched(ahead, ahead::shutdown);
    }

    @Override
    public void close() {
      stop.run();
    }
  }
}
