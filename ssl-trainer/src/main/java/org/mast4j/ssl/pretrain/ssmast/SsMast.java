package org.mast4j.ssl.pretrain.ssmast;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.optim.AdamW;
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
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * SS-MAST (paper, section 4): a student f learns to give two views a, b of a clip the same
 * projection that its momentum teacher h gives the other view.
 */
final class SsMast implements PretrainingMethod {
  private static final String PROJECTION = "projection";
  private static final String PROJECTED = "projected";
  private static final String KEYS = "teacher";
  private static final String QUEUE = "queue";
  private static final String LOSS = "loss";
  private static final double NORM_EPSILON = 1e-12;

  private final SsMastConfig config;
  private final PatchGrid grid;
  private final SameDiff student;
  private final SameDiff teacher;
  private final Map<String, INDArray> studentParameters;
  private final Map<String, INDArray> teacherParameters;
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
    if (config.patchDropMode() == PatchDrop.Mode.FREE && encoder.needsGrid()) {
      throw new IllegalArgumentException(
          "patchDropMode FREE leaves no grid, which %s pools over; use GRID or MASK"
              .formatted(encoder.architecture()));
    }
    this.config = config;
    this.grid = encoder.grid();
    this.student = network(encoder, type);
    this.teacher = network(encoder, type);
    this.studentParameters = Graphs.parameters(student);
    this.teacherParameters = Graphs.parameters(teacher);
    this.queue = KeyQueue.of(type, config);
    contrast(type).rename(LOSS);
    student.setLossVariables(LOSS);
    WeightDecay decay =
        WeightDecay.of(config.weightDecay(), config.decayPositions(), encoder.undecayed());
    this.optimizer = new AdamW(studentParameters, decay, config.clipNorm());
    this.average = new MovingAverage(teacherParameters, studentParameters, config.momentum());
    this.schedule = new WarmupCosine(config.learningRate(), config.warmupSteps(), config.steps());
  }

  /** Two random crops of each clip, a little of a past clip mixed in, without some patches. */
  @Override
  public ViewBatch views(TrainingClips batch, MixupMemory past) {
    return ViewBatch.of(batch.clips(), config.views(past), grid, config.seed(), steps);
  }

  @Override
  public Metrics step(ViewBatch views) {
    INDArray keys = project(views); // h(a) above h(b), [2B, P]
    try (Gradients gradients = contrast(views, keys)) {
      double loss = gradients.loss();
      double norm = updateStudentThenTeacher(gradients);
      queue.ifPresent(q -> q.add(keys));
      steps++;
      return Metrics.of(SsMastMethod.LOSS, loss)
          .and(SsMastMethod.GRADIENT_NORM, norm)
          .and(SsMastMethod.SPREAD, spread(keys));
    }
  }

  /** Encodes and projects: what student and teacher do. */
  private SameDiff network(EncoderConfig encoder, DataType type) {
    GraphScope scope = GraphScope.root(type, config.seed());
    PatchInput views = ViewBatch.placeHolders(scope.graph(), grid, config.patches(), type);
    SDVariable encoded = encoder.encode(scope, views).pooled(); // [2B, D]
    project(scope, encoded, encoder.outputWidth()).rename(PROJECTED); // [2B, P]
    return scope.graph();
  }

  /** Linear, L2 norm. */
  private SDVariable project(GraphScope scope, SDVariable encoded, int width) {
    SDVariable projected =
        TransformerLayers.linear(scope.child(PROJECTION), encoded, width, config.projectionWidth());
    return new SDTransformer(scope.graph()).l2Normalize(projected, NORM_EPSILON);
  }

  /** InfoNCE(f(a), h(b)) + InfoNCE(f(b), h(a)), in the student's graph. */
  private SDVariable contrast(DataType type) {
    int width = config.projectionWidth();
    SDVariable projected = student.getVariable(PROJECTED);
    SDVariable keys = student.placeHolder(KEYS, type, 2L * config.batchSize(), width);
    ContrastiveLoss loss = new ContrastiveLoss(config.batchSize(), width, config.temperature());
    return queue.isEmpty()
        ? loss.inBatch(projected, keys)
        : loss.againstQueue(
            projected, keys, student.placeHolder(QUEUE, type, config.queueSize(), width));
  }

  /** The teacher's projections of the views, [2B, P]; no gradient reaches it. */
  INDArray project(ViewBatch views) {
    return teacher.output(views.inputs(), PROJECTED).get(PROJECTED);
  }

  /** The loss of the student's projections beside the teacher's, and its gradients. */
  private Gradients contrast(ViewBatch views, INDArray keys) {
    Map<String, INDArray> inputs = views.inputs();
    inputs.put(KEYS, keys);
    queue.ifPresent(q -> inputs.put(QUEUE, q.keys()));
    return Gradients.of(student, LOSS, inputs, studentParameters.keySet());
  }

  /** A step of the optimiser, and h = m h + (1 - m) f in the same pass over memory. */
  private double updateStudentThenTeacher(Gradients gradients) {
    return optimizer.step(gradients.byParameter(), schedule.at(steps), average);
  }

  /** Near 1 when the projections of a batch fill the sphere, 0 when they have collapsed. */
  private double spread(INDArray keys) {
    return keys.std(0).meanNumber().doubleValue() * Math.sqrt(config.projectionWidth());
  }

  /** The student's encoder, without the projection and the mask token. */
  @Override
  public Weights encoderWeights() {
    return Weights.of(student)
        .select(key -> !key.startsWith(PROJECTION + ".") && !key.equals(PatchEmbedding.MASK_TOKEN))
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
    studentParameters.forEach((name, array) -> arrays.put("student." + name, array));
    teacherParameters.forEach((name, array) -> arrays.put("teacher." + name, array));
    optimizer.state().forEach((name, array) -> arrays.put("optimizer." + name, array));
    return arrays;
  }

  @Override
  public void close() {
    Graphs.close(student);
    Graphs.close(teacher);
    optimizer.close();
    queue.ifPresent(q -> q.keys().close());
  }

  SameDiff student() {
    return student;
  }
}
