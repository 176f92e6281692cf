package org.mast4j.ssl.finetune;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.mast4j.ssl.evaluate.PooledProbe;
import org.mast4j.ssl.evaluate.Pooling;
import org.mast4j.ssl.internal.data.BatchSampler;
import org.mast4j.ssl.internal.data.EpochSampler;
import org.mast4j.ssl.internal.data.WeightedSampler;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.HeadShape;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fine-tuning of a classifier, in the stages that its mode has, with pauses in between. */
final class FineTuning {
  private static final String HEAD = "head/";

  private final FineTuneConfig config;
  private EncoderGraph classifier;
  private final FineTuner.Task task;
  private final FineTuner.Listener listener;
  private final Pause pause;

  /** After how many epochs of its last stage it ends, though its schedule is that of all. */
  private final int until;

  private long pauses;
  private boolean lastStage = true;

  /** The trained head, once it is there. */
  private Weights head = Weights.of(Map.of());

  /** What the frozen encoder does on the validation split, where that is asked for. */
  private Optional<Validation> frozen = Optional.empty();

  FineTuning(
      FineTuneConfig config,
      EncoderGraph classifier,
      FineTuner.Task task,
      FineTuner.Listener listener,
      Pause pause,
      int until) {
    this.config = config;
    this.classifier = classifier;
    this.task = task;
    this.listener = listener;
    this.pause = pause;
    this.until = Math.min(until, config.epochs());
  }

  /**
   * Trains to the end, unless a pause says to stop.
   *
   * @param from where a run went that goes on
   * @return whether it came to the end
   * @throws IOException if a pause can't save the run
   */
  boolean run(Optional<FineTuneState> from) throws IOException {
    from.ifPresent(state -> pauses = state.pauses());
    return switch (config.mode()) {
      case WHOLE -> train(classifier.parameters(), from);
      case LAST_BLOCKS ->
          train(
              LayerDepths.of(classifier.config())
                  .last(config.lastBlocks(), classifier.parameters()),
              from);
      case HEAD -> head(from, until);
      case HEAD_THEN_WHOLE -> firstHead(from) && train(classifier.parameters(), whole(from));
      case AUTO -> firstHead(from) && better(whole(from));
    };
  }

  /** The classifier, whose head may have another shape than it had. */
  EncoderGraph classifier() {
    return classifier;
  }

  /** What of a state is of the stage that trains all weights. */
  private static Optional<FineTuneState> whole(Optional<FineTuneState> from) {
    return from.filter(FineTuneState::hasHead);
  }

  /** The stage of the head, where another follows; false if it is to stop. */
  private boolean firstHead(Optional<FineTuneState> from) throws IOException {
    if (whole(from).isPresent()) {
      head = from.get().head();
      frozen = from.get().frozen();
      parametersOfHead().forEach((name, array) -> array.assign(head.get(name)));
      return true;
    }
    lastStage = false;
    boolean ended = head(from, config.epochs());
    lastStage = true;
    if (!ended) {
      return false;
    }
    head = Weights.of(copy(parametersOfHead()));
    if (config.mode() == TrainMode.AUTO && task.validation().isPresent()) {
      frozen =
          Optional.of(
              SolvedHead.choosesPooling(config, task)
                  ? Validation.of(SolvedHead.pooled(classifier, task).fit())
                  : validate());
    }
    return pause(Optional.empty(), false);
  }

  private Map<String, INDArray> parametersOfHead() {
    Map<String, INDArray> parameters = new LinkedHashMap<>(classifier.parameters());
    parameters.keySet().removeIf(name -> !name.startsWith(HEAD));
    return parameters;
  }

  /**
   * Trains all weights, and goes back to the frozen encoder if a head alone does better. Its probe
   * is then solved anew, to the same bits: a checkpoint needs no head of another shape.
   */
  private boolean better(Optional<FineTuneState> from) throws IOException {
    if (frozen.isEmpty()) {
      boolean ended = train(classifier.parameters(), from);
      if (ended) {
        listener.onChoice(ModeChoice.unseen());
      }
      return ended;
    }
    Map<String, INDArray> withHead = copy(classifier.parameters());
    try {
      if (!train(classifier.parameters(), from)) {
        return false;
      }
      ModeChoice choice = ModeChoice.of(frozen.get(), validate(), task);
      if (choice.mode() == TrainMode.HEAD) {
        assign(withHead, classifier.parameters());
        if (SolvedHead.choosesPooling(config, task)) {
          setPooledHead();
        }
      }
      listener.onChoice(choice);
      return true;
    } finally {
      withHead.values().forEach(INDArray::close);
    }
  }

  private Validation validate() {
    return Validation.of(classifier, task.validation().orElseThrow(), task.activation());
  }

  /** Trains some of the classifier's parameters on clips; false if it is to stop. */
  private boolean train(Map<String, INDArray> parameters, Optional<FineTuneState> from)
      throws IOException {
    int batches = batches(from);
    try (TrainingViews views = views(sampler(batches), batches)) {
      return train(Trainable.clips(classifier, parameters, task, views), from, until);
    }
  }

  private boolean train(Trainable model, Optional<FineTuneState> from, int last)
      throws IOException {
    Map<String, INDArray> trained = new LinkedHashMap<>();
    model.parameters().forEach((name, array) -> trained.put(Weights.key(name), array));
    listener.onStage(classifier.weights().and(Weights.of(trained)));
    if (lastStage) {
      listener.onLastStage();
    }
    try (Epochs epochs = new Epochs(config, task, model)) {
      from.ifPresent(state -> epochs.restore(state.epochs(), state.training()));
      while (epochs.goesOn(last)) {
        listener.onEpoch(epochs.advance(listener::onStep));
        boolean more = epochs.goesOn(last);
        boolean stopped = epochs.goesOn(config.epochs()) && !pause(Optional.of(epochs), !more);
        if (stopped && more) {
          return false;
        }
      }
      epochs.finish();
      return true;
    }
  }

  /** Between epochs, or between stages; false if it is to stop. */
  private boolean pause(Optional<Epochs> epochs, boolean must) throws IOException {
    pauses++;
    return pause.goesOn(
        () ->
            new FineTuneState(
                pauses,
                head,
                frozen,
                epochs.map(Epochs::done).orElse(List.of()),
                epochs.map(Epochs::state).orElse(Weights.of(Map.of()))),
        must);
  }

  /** The head alone; false if it is to stop. */
  private boolean head(Optional<FineTuneState> from, int last) throws IOException {
    if (config.mode() == TrainMode.HEAD && SolvedHead.choosesPooling(config, task)) {
      setPooledHead();
      return true;
    }
    if (SolvedHead.suits(config, task)) {
      assign(SolvedHead.parameters(classifier, task), classifier.parameters());
      return true;
    }
    return trainHead(from, last);
  }

  /** The head that does best on the validation split, whatever it reads. */
  private void setPooledHead() {
    PooledProbe probe = SolvedHead.pooled(classifier, task);
    Map<String, INDArray> parameters = SolvedHead.parameters(probe.fit().classifier());
    if (probe.pooling() != Pooling.MEAN) {
      HeadShape shape = new HeadShape(probe.pooling().input(), List.of(), task.classes());
      Weights weights =
          classifier.weights().encoder().and(Weights.of(parameters).renamed(Weights::key));
      EncoderGraph reshaped = EncoderGraph.load(classifier.config(), shape, weights);
      classifier.close();
      classifier = reshaped;
    }
    assign(parameters, classifier.parameters());
    listener.onHead(probe);
  }

  /** Trains the head on what the encoder makes of the clips. */
  private boolean trainHead(Optional<FineTuneState> from, int last) throws IOException {
    int batches = batches(from);
    BatchSampler sampler = sampler(batches);
    try (TrainingViews views = views(sampler, batches)) {
      Supplier<Trainable.Batch> next =
          config.augmentations().isEmpty()
              ? Trainable.fixedFeatures(classifier, task, sampler, new TargetRows(task, config))
              : Trainable.features(classifier, views);
      Trainable model = Trainable.head(classifier, task, config.seed(), next);
      try {
        boolean ended = train(model, from, last);
        assign(model.parameters(), classifier.parameters());
        return ended;
      } finally {
        Graphs.close(model.graph());
      }
    }
  }

  /** How many batches a stage has trained on. */
  private int batches(Optional<FineTuneState> from) {
    return from.map(state -> state.epochs().size() * Epochs.steps(config, task)).orElse(0);
  }

  private TrainingViews views(BatchSampler sampler, int batches) {
    return new TrainingViews(task, classifier.config().grid(), config, sampler, batches);
  }

  /** The sampler, once it has given so many batches. */
  private BatchSampler sampler(int batches) {
    int clips = task.train().targets().size();
    int batch = Math.min(config.batchSize(), clips);
    BatchSampler sampler =
        switch (config.sampling()) {
          case UNIFORM -> new EpochSampler(clips, batch, config.seed());
          case BALANCED ->
              new WeightedSampler(
                  ClassShares.samplingWeights(task.train().targets(), task.classes()),
                  batch,
                  config.seed());
        };
    IntStream.range(0, batches).forEach(i -> sampler.next());
    return sampler;
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
