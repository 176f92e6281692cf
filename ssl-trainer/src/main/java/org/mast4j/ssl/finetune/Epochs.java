package org.mast4j.ssl.finetune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.optim.Optimizer;
import org.mast4j.ssl.optim.OptimizerSettings;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training by steps of gradients, epoch after epoch. */
final class Epochs implements AutoCloseable {
  private static final String PARAMETERS = "parameters/";
  private static final String OPTIMIZER = "optimizer/";

  private final FineTuneConfig config;
  private final FineTuner.Task task;
  private final Trainable model;
  private final Optimizer optimizer;
  private final KeptWeights kept;
  private final WarmupCosine schedule;

  /** Steps of one epoch. */
  private final int steps;

  private final List<FineTuner.Epoch> done = new ArrayList<>();

  Epochs(FineTuneConfig config, FineTuner.Task task, Trainable model) {
    this.config = config;
    this.task = task;
    this.model = model;
    this.steps = steps(config, task);
    int total = steps * config.epochs();
    this.schedule = new WarmupCosine(config.learningRate(), (int) (total * config.warmup()), total);
    this.optimizer = config.optimizer().create(model.parameters(), settings());
    this.kept = new KeptWeights(model.parameters(), config.averageLastEpochs());
  }

  /** How many steps an epoch has. */
  static int steps(FineTuneConfig config, FineTuner.Task task) {
    int clips = task.train().targets().size();
    return clips / Math.min(config.batchSize(), clips);
  }

  private OptimizerSettings settings() {
    WeightDecay decay =
        WeightDecay.of(config.weightDecay(), config.decayPositions(), model.encoder().undecayed());
    return config.layerDecay() == 1
        ? new OptimizerSettings(decay, config.clipNorm())
        : new OptimizerSettings(
            decay,
            config.clipNorm(),
            LayerDepths.of(model.encoder()).rateFactors(config.layerDecay()));
  }

  /** Whether fewer than so many are done. */
  boolean goesOn(int until) {
    return done.size() < until;
  }

  /** Those until now. */
  List<FineTuner.Epoch> done() {
    return List.copyOf(done);
  }

  /**
   * One epoch more.
   *
   * @param onStep is given each step's loss
   */
  FineTuner.Epoch advance(DoubleConsumer onStep) {
    int number = done.size();
    double loss = 0;
    for (int i = 0; i < steps; i++) {
      double ofStep = step(schedule.at(number * steps + i));
      onStep.accept(ofStep);
      loss += ofStep / steps;
    }
    FineTuner.Epoch epoch = new FineTuner.Epoch(number, loss, validate());
    kept.afterEpoch(epoch.validationScore(), config.epochs() - number);
    done.add(epoch);
    return epoch;
  }

  /** The batch's loss before the step. */
  private double step(double learningRate) {
    Trainable.Batch next = model.train().get();
    Map<String, INDArray> inputs =
        Map.of(model.input(), next.input(), EncoderGraph.LABELS, next.labels());
    List<String> names = new ArrayList<>(model.parameters().keySet());
    try (Gradients gradients = Gradients.of(model.graph(), EncoderGraph.LOSS, inputs, names)) {
      optimizer.step(gradients.byParameter(), learningRate);
      return gradients.loss();
    }
  }

  private OptionalDouble validate() {
    Optional<FineTuner.Labelled> validation = task.validation();
    if (validation.isEmpty()) {
      return OptionalDouble.empty();
    }
    try (INDArray logits = model.validate().get()) {
      return OptionalDouble.of(task.score().of(logits, validation.get().targets()));
    }
  }

  /** Leaves in the model the weights that are to be kept. */
  void finish() {
    kept.assign();
  }

  /** All that the next epoch goes on from but the order of the clips; not copies. */
  Weights state() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    model.parameters().forEach((name, array) -> arrays.put(PARAMETERS + name, array));
    optimizer.state().forEach((name, array) -> arrays.put(OPTIMIZER + name, array));
    arrays.putAll(kept.state());
    return Weights.of(arrays);
  }

  /**
   * Goes on after epochs that were done before.
   *
   * @param state what {@link #state} was then; none of it if there were none
   * @throws IllegalArgumentException naming an array that it lacks
   */
  void restore(List<FineTuner.Epoch> epochs, Weights state) {
    if (epochs.isEmpty()) {
      return;
    }
    model.parameters().forEach((name, array) -> array.assign(state.get(PARAMETERS + name)));
    optimizer.state().forEach((name, array) -> array.assign(state.get(OPTIMIZER + name)));
    optimizer.resumeAt(epochs.size() * steps);
    kept.restore(epochs, state);
    done.addAll(epochs);
  }

  @Override
  public void close() {
    kept.close();
    optimizer.close();
  }
}
