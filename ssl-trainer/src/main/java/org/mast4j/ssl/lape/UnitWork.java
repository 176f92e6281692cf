package org.mast4j.ssl.lape;

import java.util.Optional;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.PooledFeatures;
import org.mast4j.ssl.evaluate.PooledProbe;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.ModeChoice;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;

/** Does the work of a unit. */
public final class UnitWork {
  private UnitWork() {}

  /** Told of the epochs of a fine-tuning. */
  @FunctionalInterface
  public interface Listener {
    void onEpoch(FineTuner.Epoch epoch);
  }

  /**
   * Trains and tests.
   *
   * @param weights those of the unit's contestant, if it has trained ones
   */
  public static LapeResult run(
      LapeUnit unit, TaskClips clips, Optional<Weights> weights, Listener listener) {
    long start = System.nanoTime();
    Optional<EncoderConfig> encoder = unit.contestant().encoder();
    if (encoder.isEmpty()) {
      return probeLogMel(clips, start);
    }
    return switch (unit.method()) {
      case LINEAR_PROBE -> {
        try (EncoderGraph graph =
            weights
                .map(trained -> EncoderGraph.load(encoder.get(), Optional.empty(), trained))
                .orElseGet(() -> EncoderGraph.encoder(encoder.get(), unit.seed().orElseThrow()))) {
          yield probe(graph, clips, start);
        }
      }
      case FINE_TUNING ->
          fineTune(encoder.get(), weights, unit.fineTuning().orElseThrow(), clips, listener, start);
    };
  }

  private static LapeResult probeLogMel(TaskClips clips, long start) {
    LinearProbe.Fit fit =
        LinearProbe.fit(logMel(clips.train()), logMel(clips.validation()), clips.classes());
    int[] predicted = fit.classifier().predict(LinearProbe.meanLogMel(clips.test().logMels()));
    return LapeResult.of(
        predicted,
        clips,
        fit.accuracy(),
        LapeResult.Choice.ofProbe(Optional.empty(), fit.l2()),
        start);
  }

  private static LinearProbe.Split logMel(TaskClips.Part part) {
    return new LinearProbe.Split(LinearProbe.meanLogMel(part.logMels()), part.labels());
  }

  private static LapeResult probe(EncoderGraph encoder, TaskClips clips, long start) {
    try (PooledFeatures train = PooledFeatures.of(encoder, clips.train().logMels());
        PooledFeatures validation = PooledFeatures.of(encoder, clips.validation().logMels());
        PooledFeatures test = PooledFeatures.of(encoder, clips.test().logMels())) {
      PooledProbe probe =
          PooledProbe.fit(
              new PooledProbe.Clips(train, clips.train().labels()),
              new PooledProbe.Clips(validation, clips.validation().labels()),
              clips.classes());
      return LapeResult.of(
          probe.predict(test),
          clips,
          probe.fit().accuracy(),
          LapeResult.Choice.ofProbe(Optional.of(probe.pooling()), probe.fit().l2()),
          start);
    }
  }

  private static LapeResult fineTune(
      EncoderConfig encoder,
      Optional<Weights> weights,
      FineTuneConfig settings,
      TaskClips clips,
      Listener listener,
      long start) {
    Choices choices = new Choices(listener);
    FineTuner.Task task =
        new FineTuner.Task(
            clips.train().labelled(), Optional.of(clips.validation().labelled()), clips.classes());
    try (EncoderGraph classifier = new FineTuner(settings).run(encoder, weights, task, choices)) {
      int[] seen = FineTuner.predict(classifier, clips.validation().logMels());
      int[] predicted = FineTuner.predict(classifier, clips.test().logMels());
      return LapeResult.of(
          predicted,
          clips,
          LinearProbe.accuracy(seen, clips.validation().labels()),
          choices.made,
          start);
    }
  }

  /** Notes what validation chose where the settings leave something open. */
  private static final class Choices implements FineTuner.Listener {
    private final Listener listener;
    private LapeResult.Choice made = LapeResult.Choice.NONE;

    Choices(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onEpoch(FineTuner.Epoch epoch) {
      listener.onEpoch(epoch);
    }

    @Override
    public void onChoice(ModeChoice choice) {
      made = made.and(choice.mode());
    }

    @Override
    public void onHead(PooledProbe head) {
      made = LapeResult.Choice.ofProbe(Optional.of(head.pooling()), head.fit().l2());
    }
  }
}
