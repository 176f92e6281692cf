package org.mast4j.ssl.pretrain;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.LazyList;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.NearestNeighbours;
import org.mast4j.ssl.evaluate.Representation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Looks at the embeddings of clips that are the same each time. All chance comes from the run's
 * seed alone, so that training goes on as if nobody had looked.
 */
final class Monitors {
  /** In the place of a step's number, none of which is negative. */
  private static final long NO_STEP = -1;

  private final EncoderConfig encoder;
  private final long seed;
  private final Views views;
  private final ClipSource clips;
  private final Optional<LabelledSet> labelled;

  /** Reads no clip yet. */
  Monitors(
      PretrainingSettings settings,
      RunSettings run,
      Optional<LabelledSet> labelled,
      ClipSource all) {
    MethodConfig config = settings.method();
    this.encoder = settings.encoder();
    this.seed = config.seed();
    this.views = new Views(config.views(new MixupMemory(1)).augmentations());
    int[] chosen = choose(all.size(), run.monitorClips());
    boolean heard = views.needWaveforms();
    this.clips =
        new ClipSource(
            select(all.logMels(), chosen),
            heard ? select(all.waveforms(), chosen) : List.of(),
            all.frontEnd());
    this.labelled = labelled.map(set -> choose(set, run.labelledClips()));
  }

  /** Names of the metrics that a look reports, in its order. */
  List<String> names() {
    return Monitor.of(labelled.isPresent()).stream().map(m -> m.metric().name()).toList();
  }

  /** Of the labelled clips that are looked at. */
  Optional<Integer> labelledHash() {
    return labelled.map(Monitors::hash);
  }

  private static int hash(LabelledSet set) {
    return Objects.hash(
        set.classes(),
        set.train().logMels(),
        Arrays.hashCode(set.train().labels()),
        set.validation().logMels(),
        Arrays.hashCode(set.validation().labels()));
  }

  private LabelledSet choose(LabelledSet set, int most) {
    return new LabelledSet(
        choose(set.train(), most), choose(set.validation(), most), set.classes());
  }

  private LabelledSet.Part choose(LabelledSet.Part part, int most) {
    int[] chosen = choose(part.labels().length, most);
    return new LabelledSet.Part(
        select(part.logMels(), chosen), IntStream.of(chosen).map(i -> part.labels()[i]).toArray());
  }

  private int[] choose(int count, int most) {
    return LabelledSet.chosen(count, most, seed);
  }

  private static <T> List<T> select(List<T> all, int[] chosen) {
    return new LazyList<>(chosen.length, i -> all.get(chosen[i]));
  }

  /**
   * The value of each monitor.
   *
   * @param weights of the encoder
   * @param norm by which its input is normalised
   */
  Metrics look(Weights weights, RunningNorm norm) {
    Map<Monitor, Double> values = new EnumMap<>(Monitor.class);
    try (EncoderGraph graph = EncoderGraph.load(encoder, Optional.empty(), weights)) {
      ofClips(graph, norm, values);
      labelled.ifPresent(set -> ofLabelled(graph, norm, set, values));
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    values.forEach((monitor, value) -> byName.put(monitor.metric().name(), value));
    return new Metrics(byName);
  }

  private void ofClips(EncoderGraph graph, RunningNorm norm, Map<Monitor, Double> values) {
    double[][] first = embed(graph, view(norm, 0));
    double[][] second = embed(graph, view(norm, 1));
    double[][] unit = Representation.unit(first);
    values.put(Monitor.EMBEDDING_SPREAD, Representation.spread(unit));
    values.put(Monitor.ALIGNMENT, Representation.alignment(unit, Representation.unit(second)));
    values.put(Monitor.UNIFORMITY, Representation.uniformity(unit));
    values.put(Monitor.EFFECTIVE_RANK, Representation.effectiveRank(first));
  }

  /** A view of each clip, made whenever it is got and the same each time but for the norm. */
  private List<Spectrogram> view(RunningNorm norm, int which) {
    ClipSource normalised = clips.mapWhenGot(norm::apply);
    return new LazyList<>(
        clips.size(),
        i ->
            views
                .draw(
                    normalised,
                    i,
                    encoder.grid(),
                    ClipRandom.at(seed, NO_STEP, (long) which * clips.size() + i))
                .logMel());
  }

  private void ofLabelled(
      EncoderGraph graph, RunningNorm norm, LabelledSet set, Map<Monitor, Double> values) {
    try (INDArray train = BatchedOutputs.pooled(graph, normalised(norm, set.train()));
        INDArray validation = BatchedOutputs.pooled(graph, normalised(norm, set.validation()))) {
      int[] neighbours =
          NearestNeighbours.predict(
              train.toDoubleMatrix(), set.train().labels(), validation.toDoubleMatrix());
      values.put(Monitor.KNN_ACCURACY, LinearProbe.accuracy(neighbours, set.validation().labels()));
      LinearProbe.Split scored = new LinearProbe.Split(validation, set.validation().labels());
      values.put(
          Monitor.PROBE_ACCURACY,
          LinearProbe.run(
                  new LinearProbe.Split(train, set.train().labels()), scored, scored, set.classes())
              .accuracy());
    }
  }

  private static List<Spectrogram> normalised(RunningNorm norm, LabelledSet.Part part) {
    return ClipSource.of(part.logMels()).mapWhenGot(norm::apply).logMels();
  }

  private static double[][] embed(EncoderGraph graph, List<Spectrogram> logMels) {
    try (INDArray embeddings = BatchedOutputs.pooled(graph, logMels)) {
      return embeddings.toDoubleMatrix();
    }
  }
}
