package org.mast4j.ssl.pretrain;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.LogMixupExp;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.data.EpochSampler;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.weights.Weights;

/** Runs SS-MAST over a set of unlabelled clips: draws batches, augments, steps, reports. */
public final class Pretrainer {
  private final EncoderConfig encoder;
  private final SsMastConfig config;

  public Pretrainer(EncoderConfig encoder, SsMastConfig config) {
    this.encoder = encoder;
    this.config = config;
  }

  /** Told after each step. */
  @FunctionalInterface
  public interface Listener {
    void onStep(int step, SsMast.Step result);
  }

  /**
   * What pre-training gives.
   *
   * @param encoder weights without the projection
   * @param mean of the log-mels, by which the encoder's input is to be normalised
   * @param std likewise
   * @param history one entry a step
   */
  public record Result(Weights encoder, double mean, double std, List<SsMast.Step> history) {
    public Result {
      history = List.copyOf(history);
    }
  }

  /**
   * Trains for the configured number of steps.
   *
   * @param clips raw log-mels of the encoder's input size
   * @throws IllegalArgumentException if there are fewer clips than a batch holds
   */
  public Result run(List<Spectrogram> clips, Listener listener) {
    if (clips.size() < config.batchSize()) {
      throw new IllegalArgumentException(
          "batchSize " + config.batchSize() + " exceeds the " + clips.size() + " clips");
    }
    SsMast method = new SsMast(encoder, config);
    RunningNorm norm = new RunningNorm();
    MixupMemory memory = new MixupMemory(MixupMemory.STANDARD_CAPACITY);
    List<Augmentation> augmentations =
        List.of(new LogMixupExp(memory, config.mixupShare()), new RandomResizedCrop(config.crop()));
    List<SsMast.Step> history = new ArrayList<>();
    EpochSampler sampler = new EpochSampler(clips.size(), config.batchSize(), config.seed());
    for (int step = 0; step < config.steps(); step++) {
      List<Spectrogram> raw = sampler.next().stream().map(clips::get).toList();
      norm.update(raw);
      List<Spectrogram> batch = raw.stream().map(norm::apply).toList();
      ViewBatch views =
          ViewBatch.of(
              batch, augmentations, encoder.grid(), config.patchDrop(), config.seed(), step);
      SsMast.Step result = method.step(views);
      memory.addAll(batch);
      history.add(result);
      listener.onStep(step, result);
    }
    RunningNorm.State state = norm.state();
    return new Result(method.encoderWeights(), state.mean(), state.std(), history);
  }
}
