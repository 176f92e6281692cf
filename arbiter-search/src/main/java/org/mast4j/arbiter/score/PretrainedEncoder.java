package org.mast4j.arbiter.score;

import java.util.List;
import java.util.Optional;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.Validation;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A pre-trained candidate.
 *
 * @param settings its own
 * @param trained the encoder as it is, the caller's to close
 * @param loss the mean of the last steps
 * @param alive told now and then where a score takes long
 */
public record PretrainedEncoder(Pretraining settings, Trained trained, double loss, Runnable alive)
    implements TrainedCandidate {

  @Override
  public INDArray embed(List<Spectrogram> clips) {
    try (EncoderGraph graph =
        EncoderGraph.load(settings.encoder(), Optional.empty(), trained.encoder())) {
      return BatchedOutputs.pooled(
          graph, ClipSource.of(clips).mapWhenGot(this::normalised).logMels());
    }
  }

  private Spectrogram normalised(Spectrogram clip) {
    return clip.standardize(trained.mean(), trained.std());
  }

  @Override
  public Validation fineTuned(SearchData data) {
    FineTuneConfig tuning = settings.fineTuning().orElseGet(FineTuneConfig::standard);
    FineTuner.Labelled validation = normalised(data.validation());
    FineTuner.Task task =
        new FineTuner.Task(
            normalised(data.train()), Optional.of(validation), data.classes(), data.activation());
    try (EncoderGraph classifier =
        new FineTuner(tuning)
            .run(settings.encoder(), Optional.of(trained.encoder()), task, new Life(alive))) {
      return Validation.of(classifier, validation, data.activation());
    }
  }

  private FineTuner.Labelled normalised(FineTuner.Labelled raw) {
    return new FineTuner.Labelled(raw.source().mapWhenGot(this::normalised), raw.targets());
  }

  /** Tells that a fine-tuning goes on. */
  private record Life(Runnable alive) implements FineTuner.Listener {
    @Override
    public void onEpoch(FineTuner.Epoch epoch) {
      alive.run();
    }

    @Override
    public void onStep(double loss) {
      alive.run();
    }
  }
}
