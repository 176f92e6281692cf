package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.stream.LongStream;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A method in training on batches that are brought to it: what {@link Pretrainer} takes its steps
 * by, and those whose clips come as a stream. It normalises clips by what it has seen so far,
 * remembers them to be mixed into later ones, and refuses what isn't finite.
 */
public final class BatchTraining implements AutoCloseable {
  private final PatchGrid grid;
  private final long seed;
  private final MethodConfig config;
  private final PretrainingMethod method;
  private final Views making;
  private final MixupMemory memory = new MixupMemory(MixupMemory.STANDARD_CAPACITY);
  private RunningNorm norm = new RunningNorm();
  private int steps;

  /**
   * Random weights.
   *
   * @param classes of the clips' labels, 0 where there are none
   * @throws IllegalArgumentException if encoder and method don't go together
   */
  public BatchTraining(PretrainingSettings settings, int classes) {
    this.config = settings.method();
    this.grid = settings.encoder().grid();
    this.seed = config.seed();
    this.making = config.views(memory);
    this.method = config.create(settings.encoder(), classes);
  }

  /** How the method makes views of clips. */
  public Views views() {
    return making;
  }

  /**
   * Trains on a batch.
   *
   * @param batch in memory, with raw log-mels of the encoder's size; waveforms if the views need
   *     them, labels if the method does
   * @throws NonFiniteStepException naming the clips, before they change anything but the norm
   */
  public Metrics step(TrainingClips batch) {
    int number = steps + 1;
    FiniteSteps.requireFinite(number, batch);
    norm.update(batch.clips().logMels());
    ClipSource clips = batch.clips().map(norm::apply);
    Metrics result;
    try (ViewBatch drawn = method.views(batch.withClips(clips), memory)) {
      result = FiniteSteps.train(number, batch.allNames(), () -> method.step(drawn));
    }
    memory.addAll(clips.logMels());
    steps++;
    return result;
  }

  /**
   * Trains on two views of each clip that were made elsewhere, and are neither normalised nor
   * remembered; the method's patch-drop is all that is done to them.
   *
   * @param first [B, N, P], all patches of the encoder's grid
   * @param second likewise
   * @throws IllegalArgumentException if they have another shape, or the method doesn't compare
   *     views
   * @throws NonFiniteStepException naming the clips by their numbers
   */
  public Metrics step(INDArray first, INDArray second) {
    if (!Methods.of(config).comparesViews()) {
      throw new IllegalArgumentException(
          "method "
              + config.method()
              + " makes its own views of clips; give it clips, or choose a method that compares two"
              + " views");
    }
    List<String> clips = LongStream.range(0, first.size(0)).mapToObj(i -> "clip " + i).toList();
    Metrics result;
    GivenViews views = new GivenViews(first, second, grid);
    try (ViewBatch given = views.drop(making.patchDrop(), seed, steps)) {
      result = FiniteSteps.train(steps + 1, clips, () -> method.step(given));
    }
    steps++;
    return result;
  }

  /** Steps taken. */
  public int steps() {
    return steps;
  }

  /** The statistics of all clips seen so far. */
  public RunningNorm norm() {
    return norm;
  }

  /** The encoder as it is now; a copy. */
  public Trained trained() {
    RunningNorm.State statistics = norm.state();
    return new Trained(steps, method.encoderWeights(), statistics.mean(), statistics.std());
  }

  /** See {@link PretrainingMethod#state}. */
  Weights state() {
    return method.state();
  }

  /** Goes on, in a new training, after so many steps, but for what {@link #remember} brings. */
  void restore(Weights state, int stepsTaken) {
    method.restore(state);
    steps = stepsTaken;
  }

  /** Takes a batch into the memory that was trained on before, under the statistics of then. */
  void remember(ClipSource batch, RunningNorm.State then) {
    norm = new RunningNorm(then);
    memory.addAll(batch.map(norm::apply).logMels());
  }

  @Override
  public void close() {
    method.close();
  }
}
