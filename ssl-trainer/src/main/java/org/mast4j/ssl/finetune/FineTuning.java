package org.mast4j.ssl.finetune;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.mast4j.ssl.internal.data.BatchSampler;
import org.mast4j.ssl.internal.data.EpochSampler;
import org.mast4j.ssl.internal.data.WeightedSampler;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fine-tuning of a classifier, in the stages that its mode has. */
final class FineTuning {
  private final FineTuneConfig config;
  private final EncoderGraph classifier;
  private final FineTuner.Task task;
  private final FineTuner.Listener listener;

  FineTuning(
      FineTuneConfig config,
      EncoderGraph classifier,
      FineTuner.Task task,
      FineTuner.Listener listener) {
    this.config = config;
    this.classifier = classifier;
    this.task = task;
    this.listener = listener;
  }

  void run() {
    switch (config.mode()) {
      case WHOLE -> train(classifier.parameters());
      case LAST_BLOCKS ->
          train(
              LayerDepths.of(classifier.config())
                  .last(config.lastBlocks(), classifier.parameters()));
      case HEAD -> head();
      case HEAD_THEN_WHOLE -> {
        head();
        train(classifier.parameters());
      }
      case AUTO -> listener.onChoice(betterOfHeadAndWhole());
    }
  }

  private ModeChoice betterOfHeadAndWhole() {
    head();
    if (task.validation().isEmpty()) {
      train(classifier.parameters());
      return ModeChoice.unseen();
    }
    Validation head = validate();
    Map<String, INDArray> withHead = copy(classifier.parameters());
    train(classifier.parameters());
    ModeChoice choice = ModeChoice.of(head, validate(), task);
    if (choice.mode() == TrainMode.HEAD) {
      assign(withHead, classifier.parameters());
    }
    withHead.values().forEach(INDArray::close);
    return choice;
  }

  private Validation validate() {
    FineTuner.Labelled labelled = task.validation().orElseThrow();
    try (INDArray logits = BatchedOutputs.logits(classifier, labelled.clips())) {
      return Validation.of(logits, labelled.targets(), task.activation());
    }
  }

  /** Trains some of the classifier's parameters on clips. */
  private void train(Map<String, INDArray> parameters) {
    try (TrainingViews views = views(sampler())) {
      new Epochs(config, task, listener).run(Trainable.clips(classifier, parameters, task, views));
    }
  }

  private void head() {
    if (SolvedHead.suits(config, task)) {
      assign(SolvedHead.parameters(classifier, task), classifier.parameters());
    } else {
      trainHead();
    }
  }

  /** Trains the head on what the encoder makes of the clips. */
  private void trainHead() {
    BatchSampler sampler = sampler();
    try (TrainingViews views = views(sampler)) {
      Supplier<Trainable.Batch> batches =
          config.augmentations().isEmpty()
              ? Trainable.fixedFeatures(classifier, task, sampler, new TargetRows(task, config))
              : Trainable.features(classifier, views);
      Trainable head = Trainable.head(classifier, task, config.seed(), batches);
      try {
        new Epochs(config, task, listener).run(head);
        assign(head.parameters(), classifier.parameters());
      } finally {
        Graphs.close(head.graph());
      }
    }
  }

  private TrainingViews views(BatchSampler sampler) {
    return new TrainingViews(task, classifier.config().grid(), config, sampler);
  }

  private BatchSampler sampler() {
    int clips = task.train().targets().size();
    int batch = Math.min(config.batchSize(), clips);
    return switch (config.sampling()) {
      case UNIFORM -> new EpochSampler(clips, batch, config.seed());
      case BALANCED ->
          new WeightedSampler(
              ClassShares.samplingWeights(task.train().targets(), task.classes()),
              batch,
              config.seed());
    };
  }

  static Map<String, INDArray> copy(Map<String, INDArray> parameters) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    parameters.forEach((name, array) -> copies.put(name, array.dup()));
    return copies;
  }

  static void assign(Map<String, INDArray> from, Map<String, INDArray> to) {
    from.forEach((name, array) -> to.get(name).assign(array));
  }
}
