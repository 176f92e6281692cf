package org.mast4j.ssl.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.settings.Require;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.pretrain.History;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.weights.Weights;

/** DL4J's listeners on trainings of ours that read their clips themselves. */
public final class TrainingListeners {
  private TrainingListeners() {}

  /**
   * On {@link Pretrainer}. They are given the encoder as a ComputationGraph, as {@link
   * SelfSupervisedTrainer#setListeners} says, but without the step's clips: the input is zeros of
   * their number. A run that goes on counts on.
   *
   * @param clips that are trained on, which say when an epoch ends
   */
  public static Pretrainer.Listener of(
      PretrainingSettings settings, int clips, List<? extends TrainingListener> listeners) {
    int batch = settings.method().batchSize();
    Require.that(clips >= batch, "clips", clips, "at least the batchSize " + batch);
    return new OfPretrainer(settings, clips / batch, List.copyOf(listeners));
  }

  /**
   * On {@link FineTuner}. They are given the classifier as a ComputationGraph, in whatever stage it
   * is, before it is chosen which epoch's weights are kept; {@code score} is the batch's loss. A
   * head that is solved instead of trained has no steps to tell of. A run that goes on counts anew.
   *
   * @param encoder as {@code FineTuner.run} gets it
   * @param task likewise
   */
  public static FineTuner.Listener of(
      FineTuneConfig config,
      EncoderConfig encoder,
      FineTuner.Task task,
      List<? extends TrainingListener> listeners) {
    return new OfFineTuner(config, encoder, task, List.copyOf(listeners));
  }

  /** Turns a fine-tuning's steps into iterations. */
  private static final class OfFineTuner implements FineTuner.Listener {
    private final FineTuneConfig config;
    private final EncoderConfig encoder;
    private final FineTuner.Task task;
    private final List<TrainingListener> listeners;
    private Weights stage;
    private Optional<Watch> watch = Optional.empty();
    private boolean within;

    OfFineTuner(
        FineTuneConfig config,
        EncoderConfig encoder,
        FineTuner.Task task,
        List<TrainingListener> listeners) {
      this.config = config;
      this.encoder = encoder;
      this.task = task;
      this.listeners = listeners;
    }

    @Override
    public void onStage(Weights weights) {
      stage = weights;
      if (watch.isEmpty()) {
        watch =
            Optional.of(
                Watch.classifier(encoder, task, config.learningRate(), () -> stage, listeners));
      }
    }

    @Override
    public void onStep(double loss) {
      Watch told = watch.orElseThrow();
      if (!within) {
        told.epochStart();
        within = true;
      }
      int clips = Math.min(config.batchSize(), task.train().targets().size());
      told.step(loss, clips);
    }

    @Override
    public void onEpoch(FineTuner.Epoch epoch) {
      watch.orElseThrow().epochEnd();
      within = false;
    }
  }

  /** Turns steps into iterations and epochs. */
  private static final class OfPretrainer implements Pretrainer.Listener {
    private final PretrainingSettings settings;
    private final int stepsPerEpoch;
    private final List<TrainingListener> listeners;
    private final String loss;
    private Watch watch;

    OfPretrainer(
        PretrainingSettings settings, int stepsPerEpoch, List<TrainingListener> listeners) {
      this.settings = settings;
      this.stepsPerEpoch = stepsPerEpoch;
      this.listeners = listeners;
      this.loss = Methods.of(settings.method()).metricNames().get(0);
    }

    @Override
    public void onEncoder(Supplier<Trained> now) {
      watch = Watch.encoder(settings, now, listeners);
    }

    @Override
    public void onStart(History before) {
      int steps = before.steps().size();
      watch.resume(steps, steps / stepsPerEpoch);
    }

    @Override
    public void onStep(int step, Metrics result) {
      if (step % stepsPerEpoch == 0) {
        watch.epochStart();
      }
      watch.step(result.get(loss), settings.method().batchSize());
      if ((step + 1) % stepsPerEpoch == 0) {
        watch.epochEnd();
      }
    }
  }
}
