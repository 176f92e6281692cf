package org.mast4j.ssl.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.mast4j.ssl.pretrain.BatchTraining;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.StoredModel;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pre-trains an encoder by any method on what DL4J's iterators give, as a network's own {@code fit}
 * would: clip after clip in the iterator's order, which it shuffles or not.
 *
 * <p>Features are patches [B, N, P], log-mels [B, mels, frames] or images [B, 1, mels, frames] of
 * the encoder's size. Clips are gathered, across the iterator's own batches, to steps of the
 * method's {@code batchSize}; those left at the end of an epoch are dropped. Nothing else of an
 * epoch is kept but what mixup draws from, the last 2,048 clips, so an iterator may be larger than
 * memory. Labels are read by the methods that learn from them alone.
 *
 * <p>The method's schedules run over its {@code steps}; once they are taken, {@code fit} does
 * nothing more. Runs that are to survive an interruption are {@link Pretrainer}'s: an iterator
 * can't be asked for the clips that came before.
 */
public final class SelfSupervisedTrainer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SelfSupervisedTrainer.class);
  private static final int BATCHES_AHEAD = 2;

  private final PretrainingSettings settings;
  private final Method method;
  private List<TrainingListener> listeners = List.of();

  /** Begun with the first batch, which says how many classes there are. */
  private Optional<BatchTraining> training = Optional.empty();

  private Optional<Watch> watch = Optional.empty();
  private Optional<Metrics> last = Optional.empty();

  /** An encoder with random weights, drawn by the method's seed. */
  public SelfSupervisedTrainer(PretrainingSettings settings) {
    this.settings = settings;
    this.method = Methods.of(settings.method());
  }

  /** As {@link #SelfSupervisedTrainer(PretrainingSettings)}. */
  public SelfSupervisedTrainer(EncoderConfig encoder, MethodConfig config) {
    this(new PretrainingSettings(encoder, config));
  }

  /**
   * Replaces the listeners. They are told of each step and epoch, and given the encoder as a
   * ComputationGraph whose output is the embedding; {@code score} is the method's loss. Weights are
   * copied into it after a step only if a listener looks at them; forward pass, gradients and
   * backward pass aren't reported.
   *
   * @throws IllegalStateException once a step was taken
   */
  public void setListeners(Collection<? extends TrainingListener> newListeners) {
    if (training.isPresent()) {
      throw new IllegalStateException("set the listeners before the first fit");
    }
    listeners = List.copyOf(newListeners);
  }

  /** As {@link #setListeners(Collection)}. */
  public void setListeners(TrainingListener... newListeners) {
    setListeners(Arrays.asList(newListeners));
  }

  /** One epoch. */
  public void fit(DataSetIterator iterator) {
    fit(iterator, 1);
  }

  /**
   * Some epochs.
   *
   * @throws IllegalArgumentException if features have another shape, there are no labels though the
   *     method needs them, an epoch has fewer clips than a step, or another one is due and the
   *     iterator can't be reset
   * @throws org.mast4j.ssl.pretrain.NonFiniteStepException if a step isn't finite
   */
  public void fit(DataSetIterator iterator, int epochs) {
    fit(new MultiDataSetIteratorAdapter(iterator), epochs);
  }

  /** One epoch. */
  public void fit(MultiDataSetIterator iterator) {
    fit(iterator, 1);
  }

  /**
   * As {@link #fit(DataSetIterator, int)}. Two arrays of features are two views of each clip, such
   * as {@code AudioViewsRecordReader} makes: the method then makes none, but for patch-drop, and
   * nothing is normalised.
   *
   * @throws IllegalArgumentException also if there are views, but the method doesn't compare any
   */
  public void fit(MultiDataSetIterator iterator, int epochs) {
    Require.positive("epochs", epochs);
    for (int epoch = 0; epoch < epochs && goesOn(); epoch++) {
      if (!iterator.hasNext()) {
        if (!iterator.resetSupported()) {
          throw new IllegalArgumentException(
              "the iterator is at its end and can't be reset; give one that can, or a new one for"
                  + " each epoch");
        }
        iterator.reset();
      }
      if (iterator.asyncSupported()) {
        AsyncMultiDataSetIterator ahead =
            new AsyncMultiDataSetIterator(iterator, BATCHES_AHEAD, false);
        try {
          epoch(ahead);
        } finally {
          ahead.shutdown();
        }
      } else {
        epoch(iterator);
      }
    }
    if (!goesOn()) {
      log.info("All {} steps of {} are taken", settings.method().steps(), method.name());
    }
  }

  private boolean goesOn() {
    return steps() < settings.method().steps();
  }

  private void epoch(MultiDataSetIterator iterator) {
    int batch = settings.method().batchSize();
    int before = steps();
    long clips = 0;
    long waited = 0;
    List<Example> waiting = new ArrayList<>();
    watch.ifPresent(Watch::epochStart);
    while (goesOn() && iterator.hasNext()) {
      long start = System.nanoTime();
      MultiDataSet next = iterator.next();
      List<Example> read = Example.of(next, settings.encoder().grid(), method.needsLabels(), clips);
      waited += System.nanoTime() - start;
      clips += read.size();
      if (training.isEmpty() && !read.isEmpty()) {
        begin(read.get(0));
      }
      waiting.addAll(read);
      while (goesOn() && waiting.size() >= batch) {
        step(List.copyOf(waiting.subList(0, batch)), waited);
        waiting.subList(0, batch).clear();
        waited = 0;
      }
    }
    if (steps() == before) {
      throw new IllegalArgumentException(
          "the iterator gave %d clips in an epoch, fewer than a step's batchSize %d; lower it or add clips"
              .formatted(clips, batch));
    }
    watch.ifPresent(Watch::epochEnd);
  }

  private void begin(Example first) {
    new Pretrainer(settings).requireLabels(!method.needsLabels() || first.target().isPresent());
    BatchTraining begun =
        new BatchTraining(settings, first.target().map(target -> target.length).orElse(0));
    training = Optional.of(begun);
    if (!listeners.isEmpty()) {
      watch = Optional.of(Watch.encoder(settings, begun::trained, listeners));
      watch.get().epochStart();
    }
  }

  private void step(List<Example> examples, long waitedNanos) {
    BatchTraining running = training.orElseThrow();
    PatchGrid grid = settings.encoder().grid();
    boolean views = Example.areViews(examples);
    Metrics metrics =
        views
            ? running.step(Example.patches(examples, 0, grid), Example.patches(examples, 1, grid))
            : running.step(Example.clips(examples));
    last = Optional.of(metrics);
    RunningNorm norm = running.norm();
    watch.ifPresent(
        w ->
            w.step(
                score(),
                examples.size(),
                TimeUnit.NANOSECONDS.toMillis(waitedNanos),
                () -> Example.patches(examples, 0, norm::apply, grid)));
  }

  /** Steps taken. */
  public int steps() {
    return training.map(BatchTraining::steps).orElse(0);
  }

  /**
   * What the last step reported.
   *
   * @throws IllegalStateException before the first
   */
  public Metrics metrics() {
    return last.orElseThrow(SelfSupervisedTrainer::notBegun);
  }

  /** The loss of the last step, see {@link #metrics}. */
  public double score() {
    return metrics().get(method.metricNames().get(0));
  }

  /**
   * The encoder as it is now, as a model that can be written, opened, fine-tuned, or made a network
   * of by {@code MAST.builder().init(model)}.
   *
   * @param frontEnd that made the iterator's features, its normalisation included; the model's
   *     normalises as training did on top of that
   * @throws IllegalStateException before the first step
   */
  public StoredModel model(FrontEndConfig frontEnd) {
    Trained trained = training.orElseThrow(SelfSupervisedTrainer::notBegun).trained();
    return trained.model(settings.encoder(), frontEnd);
  }

  private static IllegalStateException notBegun() {
    return new IllegalStateException("no step was taken yet; call fit first");
  }

  /** Frees the native memory at once. */
  @Override
  public void close() {
    training.ifPresent(BatchTraining::close);
  }
}
