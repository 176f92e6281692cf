package org.mast4j.ssl.finetune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.optim.Optimizer;
import org.mast4j.ssl.optim.OptimizerSettings;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.zoo.EncoderGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training by steps of gradients, epoch after epoch. */
final class Epochs {
  private final FineTuneConfig config;
  private final FineTuner.Task task;
  private final FineTuner.Listener listener;

  /** Steps of one epoch. */
  private final int steps;

  Epochs(FineTuneConfig config, FineTuner.Task task, FineTuner.Listener listener) {
    this.config = config;
    this.task = task;
    this.listener = listener;
    int clips = task.train().targets().size();
    this.steps = clips / Math.min(config.batchSize(), clips);
  }

  /** Trains, and leaves in the model the weights that are to be kept. */
  void run(Trainable model) {
    try (Optimizer optimizer = config.optimizer().create(model.parameters(), settings(model));
        KeptWeights kept = new KeptWeights(model.parameters(), config.averageLastEpochs())) {
      int total = steps * config.epochs();
      WarmupCosine schedule =
          new WarmupCosine(config.learningRate(), (int) (total * config.warmup()), total);
      for (int epoch = 0; epoch < config.epochs(); epoch++) {
        double loss = 0;
        for (int i = 0; i < steps; i++) {
          loss += step(model, optimizer, schedule.at(epoch * steps + i)) / steps;
        }
        OptionalDouble score = validate(model);
        kept.afterEpoch(score, config.epochs() - epoch);
        listener.onEpoch(new FineTuner.Epoch(epoch, loss, score));
      }
      kept.assign();
    }
  }

  private OptimizerSettings settings(Trainable model) {
    WeightDecay decay =
        WeightDecay.of(config.weightDecay(), config.decayPositions(), model.encoder().undecayed());
    return config.layerDecay() == 1
        ? new OptimizerSettings(decay, config.clipNorm())
        : new OptimizerSettings(
            decay,
            config.clipNorm(),
            LayerDepths.of(model.encoder()).rateFactors(config.layerDecay()));
  }

  /** The batch's loss before the step. */
  private static double step(Trainable model, Optimizer optimizer, double learningRate) {
    Trainable.Batch next = model.train().get();
    Map<String, INDArray> inputs =
        Map.of(model.input(), next.input(), EncoderGraph.LABELS, next.labels());
    List<String> names = new ArrayList<>(model.parameters().keySet());
    try (Gradients gradients = Gradients.of(model.graph(), EncoderGraph.LOSS, inputs, names)) {
      optimizer.step(gradients.byParameter(), learningRate);
      return gradients.loss();
    }
  }

  private OptionalDouble validate(Trainable model) {
    Optional<FineTuner.Labelled> validation = task.validation();
    if (validation.isEmpty()) {
      return OptionalDouble.empty();
    }
    try (INDArray logits = model.validate().get()) {
      return OptionalDouble.of(task.score().of(logits, validation.get().targets()));
    }
  }
}
