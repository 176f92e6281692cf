package org.mast4j.samediff.onednn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.impl.HistoryListener;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The epochs, iterations and callbacks of {@code SameDiff.fitHelper}, in its order. */
final class FitLoop {
  private static final Logger LOG = LoggerFactory.getLogger(FitLoop.class);

  /**
   * Held-out data.
   *
   * @param every epochs between two validations
   */
  record Validation(MultiDataSetIterator data, int every) {
    boolean isDue(int epoch) {
      return epoch % every == 0;
    }
  }

  private final SameDiff graph;
  private final TrainingConfig config;
  private final HistoryListener history;

  /** The history's own, the graph's, then the call's. */
  private final List<Listener> active = new ArrayList<>();

  /** Those told of a step and a validation: the call's, the graph's, then the history's own. */
  private final List<Listener> inSteps;

  private final TrainingStep step;
  private final At at;

  /**
   * A fit of a graph.
   *
   * @param listeners of this call
   * @throws IllegalStateException if the graph has no training configuration, or a listener asks
   *     for a variable that it doesn't have
   */
  FitLoop(SameDiff graph, List<Listener> listeners) {
    this.graph = graph;
    this.config =
        Optional.ofNullable(graph.getTrainingConfig())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the graph has no training configuration; call setTrainingConfig first"));
    this.history = new HistoryListener(config);
    active.add(history);
    active.addAll(activeOf(graph.getListeners(), Operation.TRAINING));
    active.addAll(activeOf(listeners, Operation.TRAINING));
    this.inSteps = new ArrayList<>(listeners);
    graph.getListeners().stream().filter(l -> !inSteps.contains(l)).forEach(inSteps::add);
    inSteps.add(history);
    Wishes.of(graph, active, Operation.TRAINING_VALIDATION); // refuses before the first step
    this.step = TrainingStep.of(graph, inSteps);
    this.at =
        At.builder()
            .epoch(config.getEpochCount())
            .iteration(config.getIterationCount())
            .trainingThreadNum(0)
            .javaThreadNum(Thread.currentThread().getId())
            .operation(Operation.TRAINING)
            .build();
  }

  private static List<Listener> activeOf(List<Listener> listeners, Operation operation) {
    return listeners.stream().filter(listener -> listener.isActive(operation)).toList();
  }

  /** One pass over the data that counts as no epoch. */
  History withoutEpoch(MultiDataSetIterator data) {
    start();
    LossCurve curve = extend(Optional.empty(), pass(data));
    end();
    History report = history.getReport();
    return new History(
        report.trainingEval(),
        report.validationEval(),
        curve,
        report.trainingTimeMillis(),
        report.validationTimesMillis());
  }

  /** So many epochs, or fewer where a listener stops it. */
  History epochs(MultiDataSetIterator data, int epochs, Optional<Validation> validation) {
    if (epochs > 1 && !data.resetSupported()) {
      throw new IllegalStateException(
          "an iterator that can't be reset serves one epoch; expected one for " + epochs);
    }
    if (!data.hasNext() && data.resetSupported()) {
      data.reset();
    }
    start();
    Optional<LossCurve> curve = Optional.empty();
    for (int epoch = 0; epoch < epochs; epoch++) {
      boolean last = epoch == epochs - 1;
      at.setEpoch(config.getEpochCount());
      active.forEach(listener -> listener.epochStart(graph, at));
      long started = System.currentTimeMillis();
      LossCurve losses = extend(curve, pass(data));
      long millis = System.currentTimeMillis() - started;
      curve = Optional.of(losses);
      boolean stopped = isStopped(l -> l.epochEnd(graph, at, losses, millis)) && !last;
      if (!stopped && validation.isPresent() && validation.get().isDue(epoch)) {
        long validationMillis = validate(validation.get().data());
        stopped = isStopped(l -> l.validationDone(graph, at, validationMillis)) && !last;
      }
      if (stopped) {
        LOG.info("A listener stops the training at {}", at);
        end();
        data.reset();
        config.incrementEpochCount();
        return history.getReport();
      }
      config.incrementEpochCount();
      if (!last) {
        data.reset();
      }
    }
    end();
    return history.getReport();
  }

  private void start() {
    active.forEach(listener -> listener.operationStart(step.gradients(), Operation.TRAINING));
  }

  private void end() {
    active.forEach(listener -> listener.operationEnd(graph, Operation.TRAINING));
  }

  /** Asks every listener, also after one that stops the training. */
  private boolean isStopped(Function<Listener, ListenerResponse> question) {
    return active.stream().map(question).toList().contains(ListenerResponse.STOP);
  }

  private static LossCurve extend(Optional<LossCurve> curve, Loss mean) {
    return curve
        .map(c -> c.addLossAndCopy(mean.getLosses(), mean.getLossNames()))
        .orElseGet(() -> new LossCurve(mean.getLosses(), mean.getLossNames()));
  }

  /** Trains on all batches; the mean of their losses. */
  private Loss pass(MultiDataSetIterator data) {
    List<Loss> losses = new ArrayList<>();
    while (data.hasNext()) {
      long started = System.currentTimeMillis();
      MultiDataSet batch = data.next();
      long waited = System.currentTimeMillis() - started;
      if (losses.isEmpty()) {
        Placeholders.check(config, batch);
      }
      at.setIteration(config.getIterationCount());
      active.forEach(listener -> listener.iterationStart(graph, at, batch, waited));
      losses.add(step.run(at, batch, Placeholders.of(graph, batch)));
      config.incrementIterationCount();
    }
    if (losses.isEmpty()) {
      throw new IllegalStateException(
          "the training iterator has no batch in epoch " + at.epoch() + "; expected 1 or more");
    }
    double[] mean = new double[losses.get(0).numLosses()];
    for (int i = 0; i < mean.length; i++) {
      int index = i;
      mean[i] = losses.stream().mapToDouble(loss -> loss.getLosses()[index]).sum() / losses.size();
    }
    return new Loss(losses.get(0).getLossNames(), mean);
  }

  /** Shows the listeners a pass over held-out data; the time it took. */
  private long validate(MultiDataSetIterator data) {
    long started = System.currentTimeMillis();
    // The graph's own listeners are told twice, as SameDiff.fit does.
    List<Listener> told = new ArrayList<>(activeOf(inSteps, Operation.TRAINING_VALIDATION));
    told.addAll(activeOf(graph.getListeners(), Operation.TRAINING_VALIDATION));
    Pass forward = new Pass(graph, Wishes.of(graph, told, Operation.TRAINING_VALIDATION), told);
    told.forEach(listener -> listener.operationStart(graph, Operation.TRAINING_VALIDATION));
    At place = new At(at.epoch(), 0, 0, 0, null, Operation.TRAINING_VALIDATION);
    if (!data.hasNext() && data.resetSupported()) {
      data.reset();
    }
    while (data.hasNext()) {
      long waitStarted = System.currentTimeMillis();
      MultiDataSet batch = data.next();
      long waited = System.currentTimeMillis() - waitStarted;
      told.forEach(listener -> listener.iterationStart(graph, place, batch, waited));
      forward.run(graph.getLossVariables(), Placeholders.of(graph, batch), batch, place);
      told.forEach(listener -> listener.iterationDone(graph, place, batch, null));
      place.setIteration(place.iteration() + 1);
    }
    told.forEach(listener -> listener.operationEnd(graph, Operation.TRAINING_VALIDATION));
    return System.currentTimeMillis() - started;
  }
}
