package org.mast4j.cli.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mast4j.cli.report.Speedup;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.notebook.instrument.InstrumentDataset;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.ssl.evaluate.Bootstrap;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * MAST4J's main job in a few minutes: pre-train a small MAST by SS-MAST on unlabelled notes, then
 * see on unseen pitches and velocities what that is worth to a linear probe and to fine-tuning.
 */
public final class Quickstart {
  /** Chosen on the validation split of one seed; the same for every seed. */
  private static final int PRETRAIN_STEPS = 180;

  private static final int FINE_TUNE_EPOCHS = 5;

  private final long seed;
  private final InstrumentDataset.Sizes sizes;
  private final int pretrainSteps;
  private final int fineTuneEpochs;
  private final JobListener progress;

  /** Told what is going on; each job ends when the next begins. */
  public interface JobListener {
    /** A job of so many steps begins. */
    void begin(String job, int steps);

    /** One more step of it is done. */
    void step(String detail);
  }

  private Quickstart(
      long seed,
      InstrumentDataset.Sizes sizes,
      int pretrainSteps,
      int fineTuneEpochs,
      JobListener progress) {
    this.seed = seed;
    this.sizes = sizes;
    this.pretrainSteps = pretrainSteps;
    this.fineTuneEpochs = fineTuneEpochs;
    this.progress = progress;
  }

  /** The quickstart as the command line runs it. */
  public static Quickstart standard(long seed, JobListener progress) {
    return new Quickstart(
        seed, InstrumentDataset.Sizes.QUICKSTART, PRETRAIN_STEPS, FINE_TUNE_EPOCHS, progress);
  }

  /** A run of seconds for tests: the same chain on few clips, whose numbers mean nothing. */
  static Quickstart miniature(long seed, JobListener progress) {
    return new Quickstart(seed, new InstrumentDataset.Sizes(11, 2, 3), 3, 1, progress);
  }

  /**
   * Everything the run found.
   *
   * @param chance share of the largest class
   * @param probeLogMel test accuracy of the probe on the mean log-mel
   * @param probeRandom on the encoder's random start
   * @param probePretrained on the pre-trained encoder
   * @param gain 95 % interval of the pre-trained probe's gain over the random one
   * @param gainOverLogMel the same over the mean log-mel
   * @param finetuneRandom test accuracy of fine-tuning from random weights
   * @param finetunePretrained from the pre-trained ones
   * @param pretraining how the encoder was pre-trained
   * @param history of the pre-training
   * @param families class names
   * @param testLabels class of each test clip
   * @param predictions of the fine-tuned pre-trained model
   * @param embeddings [test clips, D] of the pre-trained encoder
   * @param sample a training clip, normalised
   * @param partner another one, to mix in
   * @param model the fine-tuned model
   * @param speedup of pre-training by the engine; empty if none is active
   */
  public record Result(
      double chance,
      double probeLogMel,
      double probeRandom,
      double probePretrained,
      Bootstrap.Interval gain,
      Bootstrap.Interval gainOverLogMel,
      double finetuneRandom,
      double finetunePretrained,
      MethodConfig pretraining,
      List<Metrics> history,
      List<String> families,
      int[] testLabels,
      int[] predictions,
      INDArray embeddings,
      Spectrogram sample,
      Spectrogram partner,
      StoredModel model,
      Optional<Speedup> speedup) {}

  /** Runs it all. */
  public Result run() {
    MastConfig encoder = MastVariants.nano();
    FrontEndConfig frontEnd =
        FrontEndConfig.librosa()
            .withMels(encoder.grid().mels())
            .withFrames(encoder.grid().frames());
    progress.begin("rendering", 1);
    Map<Split, InstrumentClips> raw = InstrumentClips.render(sizes, seed, frontEnd);

    progress.begin("pre-training", pretrainSteps);
    SsMastConfig config = pretraining().withSeed(seed);
    int clipsPerStep = config.batchSize();
    StepTimes times = new StepTimes();
    long start = System.nanoTime();
    Pretrainer.Result pretrained =
        new Pretrainer(encoder, config)
            .run(
                raw.get(Split.TRAIN).clips(),
                (step, result) -> {
                  times.step();
                  progress.step(
                      String.format(
                          Locale.ROOT,
                          "%s, %.0f clips/s",
                          config.summary(result),
                          speed(start, (step + 1) * clipsPerStep)));
                });
    Optional<Speedup> speedup =
        Engines.isActive()
            ? Optional.of(
                compare(
                    times,
                    encoder,
                    config.withSteps(StepTimes.STOCK_STEPS),
                    raw.get(Split.TRAIN).clips()))
            : Optional.empty();
    Map<Split, InstrumentClips> parts = new EnumMap<>(Split.class);
    raw.forEach(
        (split, part) -> parts.put(split, part.standardize(pretrained.mean(), pretrained.std())));

    try (EncoderGraph random = EncoderGraph.encoder(encoder, seed);
        EncoderGraph trained = EncoderGraph.load(encoder, Optional.empty(), pretrained.encoder())) {
      progress.begin("linear probes", 3);
      int[] labels = parts.get(Split.TEST).labels();
      LinearProbe.Result logMel = probe(parts, Optional.empty());
      LinearProbe.Result probeRandom = probe(parts, Optional.of(random));
      LinearProbe.Result probePretrained = probe(parts, Optional.of(trained));

      progress.begin("fine-tuning", 2 * fineTuneEpochs);
      int[] fromRandom = fineTune(encoder, parts, random.weights()).predictions();
      Tuned tuned = fineTune(encoder, parts, pretrained.encoder());

      StoredModel model =
          new StoredModel(
              encoder,
              frontEnd.withStatistics(pretrained.mean(), pretrained.std()),
              InstrumentDataset.families(),
              tuned.weights());
      return new Result(
          chance(labels),
          logMel.accuracy(),
          probeRandom.accuracy(),
          probePretrained.accuracy(),
          Bootstrap.accuracyGain(
              probePretrained.predictions(), probeRandom.predictions(), labels, seed),
          Bootstrap.accuracyGain(probePretrained.predictions(), logMel.predictions(), labels, seed),
          LinearProbe.accuracy(fromRandom, labels),
          LinearProbe.accuracy(tuned.predictions(), labels),
          config,
          pretrained.history().steps(),
          InstrumentDataset.families(),
          labels,
          tuned.predictions(),
          BatchedOutputs.pooled(trained, parts.get(Split.TEST).clips()),
          parts.get(Split.TRAIN).clips().get(0),
          parts.get(Split.TRAIN).clips().get(parts.get(Split.TRAIN).clips().size() / 2),
          model,
          speedup);
    }
  }

  private Speedup compare(
      StepTimes times, MastConfig encoder, MethodConfig config, List<Spectrogram> clips) {
    progress.begin("stock SameDiff, to compare", StepTimes.STOCK_STEPS);
    return times.against(
        encoder, config, clips, (step, result) -> progress.step(config.summary(result)));
  }

  /** What pre-training uses; {@code search} starts from the same. */
  public SsMastConfig pretraining() {
    int trainClips = sizes.train() * InstrumentDataset.families().size();
    return SsMastConfig.paper()
        .withBatchSize(Math.min(128, trainClips))
        .withLearningRate(3e-3)
        .withMomentum(0.99)
        .withTemperature(0.1)
        .withSteps(pretrainSteps);
  }

  /** Writes the fine-tuned model where the commands can use it. */
  public static void save(Result result, Path directory) throws IOException {
    result.model().write(directory);
  }

  private LinearProbe.Result probe(
      Map<Split, InstrumentClips> parts, Optional<EncoderGraph> encoder) {
    LinearProbe.Result result =
        LinearProbe.run(
            features(parts.get(Split.TRAIN), encoder),
            features(parts.get(Split.VALIDATION), encoder),
            features(parts.get(Split.TEST), encoder),
            InstrumentDataset.families().size());
    progress.step(String.format(Locale.ROOT, "accuracy %.3f", result.accuracy()));
    return result;
  }

  private static LinearProbe.Split features(InstrumentClips part, Optional<EncoderGraph> encoder) {
    INDArray features =
        encoder
            .map(graph -> BatchedOutputs.pooled(graph, part.clips()))
            .orElseGet(() -> LinearProbe.meanLogMel(part.clips()));
    return new LinearProbe.Split(features, part.labels());
  }

  /** A fine-tuned classifier's classes of the test clips, and its weights. */
  private record Tuned(int[] predictions, Weights weights) {}

  private Tuned fineTune(MastConfig encoder, Map<Split, InstrumentClips> parts, Weights start) {
    FineTuneConfig config =
        FineTuneConfig.standard()
            .withMode(TrainMode.WHOLE)
            .withEpochs(fineTuneEpochs)
            .withLearningRate(1e-3)
            .withSeed(seed);
    FineTuner.Task task =
        new FineTuner.Task(
            labelled(parts.get(Split.TRAIN)),
            Optional.of(labelled(parts.get(Split.VALIDATION))),
            InstrumentDataset.families().size());
    FineTuner.Listener listener =
        epoch -> progress.step(String.format(Locale.ROOT, "loss %.2f", epoch.loss()));
    try (EncoderGraph classifier =
        new FineTuner(config).run(encoder, Optional.of(start), task, listener)) {
      return new Tuned(
          FineTuner.predict(classifier, parts.get(Split.TEST).clips()),
          classifier.weights().copy());
    }
  }

  private static FineTuner.Labelled labelled(InstrumentClips part) {
    return new FineTuner.Labelled(part.clips(), part.labels());
  }

  private static double speed(long startNanos, int clips) {
    return clips / ((System.nanoTime() - startNanos) / 1e9);
  }

  private static double chance(int[] labels) {
    int[] counts = new int[InstrumentDataset.families().size()];
    int most = 0;
    for (int label : labels) {
      most = Math.max(most, ++counts[label]);
    }
    return most / (double) labels.length;
  }
}
