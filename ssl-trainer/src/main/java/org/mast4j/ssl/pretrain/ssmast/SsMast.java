package org.mast4j.ssl.pretrain.ssmast;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.optim.MovingAverage;
import org.mast4j.ssl.optim.Optimizer;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.PatchEmbedding;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * SS-MAST (paper, section 4): a student f learns to give two views a, b of a clip the same
 * projection that its momentum teacher h gives the other view.
 */
final class SsMast implements PretrainingMethod {
  private final SsMastConfig config;
  private final PatchGrid grid;
  private final ProjectedEncoder student;
  private final ProjectedEncoder teacher;
  private final Objective objective;
  private final Optional<KeyQueue> queue;
  private final Optimizer optimizer;
  private final MovingAverage average;
  private final WarmupCosine schedule;
  private int steps;

  /**
   * Student and teacher with the same random weights.
   *
   * @throws IllegalArgumentException if patch-drop leaves no grid, and the encoder needs one
   */
  SsMast(EncoderConfig encoder, SsMastConfig config) {
    this(encoder, config, DataType.FLOAT);
  }

  SsMast(EncoderConfig encoder, SsMastConfig config, DataType type) {
    config.requireServes(encoder);
    this.config = config;
    this.grid = encoder.grid();
    this.student = new ProjectedEncoder(encoder, config, type);
    this.teacher = new ProjectedEncoder(encoder, config, type);
    this.objective =
        config.isDivided()
            ? new MicroBatches(student, config, type)
            : new WholeBatch(student, config);
    this.queue = KeyQueue.of(type, config);
    WeightDecay decay =
        WeightDecay.of(config.weightDecay(), config.decayPositions(), encoder.undecayed());
    this.optimizer = config.optimizer().create(student.parameters(), decay, config.clipNorm());
    this.average = new MovingAverage(teacher.parameters(), student.parameters(), config.momentum());
    this.schedule = new WarmupCosine(config.learningRate(), config.warmupSteps(), config.steps());
  }

  /** Two random crops of each clip, a little of a past clip mixed in, without some patches. */
  @Override
  public ViewBatch views(TrainingClips batch, MixupMemory past) {
    return ViewBatch.of(batch.clips(), config.views(past), grid, config.seed(), steps);
  }

  @Override
  public Metrics step(ViewBatch views) {
    try (INDArray keys = project(views);
        Gradients gradients = gradients(views, keys)) {
      double norm = updateStudentThenTeacher(gradients);
      queue.ifPresent(q -> q.add(keys));
      steps++;
      return Metrics.of(SsMastMethod.LOSS, gradients.loss())
          .and(SsMastMethod.GRADIENT_NORM, norm)
          .and(SsMastMethod.SPREAD, spread(keys));
    }
  }

  /** The teacher's projections of the views, h(a) above h(b), [2B, P]; no gradient reaches it. */
  INDArray project(ViewBatch views) {
    return objective.project(teacher, views);
  }

  /** The loss of the student's projections beside the teacher's, and its gradients. */
  Gradients gradients(ViewBatch views, INDArray keys) {
    return objective.gradients(views, keys, queue.map(KeyQueue::keys));
  }

  /** A step of the optimiser, and h = m h + (1 - m) f in the same pass over memory. */
  private double updateStudentThenTeacher(Gradients gradients) {
    average.setMomentum(config.momentumSchedule().at(steps, config.steps(), config.momentum()));
    return optimizer.step(gradients.byParameter(), schedule.at(steps), average);
  }

  /** Near 1 when the projections of a batch fill the sphere, 0 when they have collapsed. */
  private double spread(INDArray keys) {
    return keys.std(0).meanNumber().doubleValue() * Math.sqrt(config.projectionWidth());
  }

  /** The student's encoder, without the projection and the mask token. */
  @Override
  public Weights encoderWeights() {
    return student
        .weights()
        .select(
            key ->
                !key.startsWith(ProjectedEncoder.PROJECTION + ".")
                    && !key.equals(PatchEmbedding.MASK_TOKEN))
        .copy();
  }

  @Override
  public Weights state() {
    Map<String, INDArray> state = new LinkedHashMap<>(trained());
    queue.ifPresent(q -> state.putAll(q.state()));
    state.put("steps", Nd4j.createFromArray((double) steps));
    return Weights.of(state);
  }

  @Override
  public void restore(Weights state) {
    trained().forEach((name, array) -> array.assign(state.get(name)));
    queue.ifPresent(q -> q.restore(state));
    steps = state.get("steps").getInt(0);
    optimizer.resumeAt(steps);
  }

  /** All arrays that a step changes in place, but for the queue. */
  private Map<String, INDArray> trained() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    student.parameters().forEach((name, array) -> arrays.put("student." + name, array));
    teacher.parameters().forEach((name, array) -> arrays.put("teacher." + name, array));
    optimizer.state().forEach((name, array) -> arrays.put("optimizer." + name, array));
    return arrays;
  }

  @Override
  public void close() {
    objective.close();
    student.close();
    teacher.close();
    optimizer.close();
    queue.ifPresent(q -> q.keys().close());
  }

  SameDiff student() {
    return student.graph();
  }
}
