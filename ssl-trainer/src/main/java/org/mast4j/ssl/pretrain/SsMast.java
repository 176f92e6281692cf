package org.mast4j.ssl.pretrain;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.ssl.optim.AdamW;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.optim.MovingAverage;
import org.mast4j.ssl.optim.Optimizer;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.Layers;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * SS-MAST (paper, section 4): a student learns to give two views of a clip the same projection that
 * its momentum teacher gives the other view. One {@link #step} encodes, projects, contrasts,
 * updates the student, then the teacher.
 */
public final class SsMast {
  private static final String PATCHES = Graphs.PATCHES;
  private static final String KEPT = "kept";
  private static final String MASKED = "masked";
  private static final String TEACHER = "teacher";
  private static final String QUEUE = "queue";
  private static final String PROJECTED = "projected";
  private static final String LOSS = "loss";
  private static final String PROJECTION = "projection.";
  private static final String STUDENT_STATE = "student.";
  private static final String TEACHER_STATE = "teacher.";
  private static final String OPTIMIZER_STATE = "optimizer.";
  private static final String QUEUE_NEXT = "queue.next";
  private static final String STEPS = "steps";
  private static final double NORM_EPSILON = 1e-12;

  private final SsMastConfig config;
  private final SameDiff student;
  private final SameDiff teacher;
  private final Map<String, INDArray> studentParameters;
  private final Map<String, INDArray> teacherParameters;
  private final List<String> names;
  private final Optimizer optimizer;
  private final MovingAverage average;
  private final WarmupCosine schedule;
  private final Optional<KeyQueue> queue;
  private int steps;

  /**
   * Student and teacher with the same random weights.
   *
   * @throws IllegalArgumentException if patch-drop leaves no grid, and the encoder needs one
   */
  public SsMast(EncoderConfig encoder, SsMastConfig config) {
    this(encoder, config, DataType.FLOAT);
  }

  SsMast(EncoderConfig encoder, SsMastConfig config, DataType type) {
    if (config.patchDropMode() == PatchDrop.Mode.FREE && encoder.needsGrid()) {
      throw new IllegalArgumentException(
          "patchDropMode FREE leaves no grid, which %s pools over; use GRID or MASK"
              .formatted(encoder.architecture()));
    }
    this.config = config;
    this.student = projector(encoder, config, type);
    this.teacher = projector(encoder, config, type);
    this.queue =
        config.queueSize() == 0
            ? Optional.empty()
            : Optional.of(
                new KeyQueue(type, config.queueSize(), config.projectionWidth(), config.seed()));
    loss(type).rename(LOSS);
    student.setLossVariables(LOSS);
    this.studentParameters = Graphs.parameters(student);
    this.teacherParameters = Graphs.parameters(teacher);
    this.names = List.copyOf(studentParameters.keySet());
    this.optimizer = new AdamW(studentParameters, config.weightDecay(), config.clipNorm());
    this.average = // h = m h + (1 - m) f
        new MovingAverage(teacherParameters, studentParameters, config.momentum());
    this.schedule = new WarmupCosine(config.learningRate(), config.warmupSteps(), config.steps());
  }

  private SDVariable loss(DataType type) {
    int width = config.projectionWidth();
    SDVariable projected = student.getVariable(PROJECTED);
    SDVariable keys = student.placeHolder(TEACHER, type, 2L * config.batchSize(), width);
    ContrastiveLoss loss = new ContrastiveLoss(config.batchSize(), width, config.temperature());
    return queue.isEmpty()
        ? loss.inBatch(projected, keys)
        : loss.againstQueue(
            projected, keys, student.placeHolder(QUEUE, type, config.queueSize(), width));
  }

  /** Encoder, Linear, L2 norm. */
  private static SameDiff projector(EncoderConfig encoder, SsMastConfig config, DataType type) {
    GraphScope scope = GraphScope.root(type, config.seed());
    SameDiff graph = scope.graph();
    TokenGrid grid = ViewBatch.grid(encoder.grid(), config);
    SDVariable patches =
        graph.placeHolder(PATCHES, type, -1, grid.size(), encoder.grid().patchSize());
    SDVariable kept = graph.placeHolder(KEPT, DataType.INT, -1, grid.size());
    Optional<SDVariable> masked =
        config.patchDropMode() == PatchDrop.Mode.MASK
            ? Optional.of(graph.placeHolder(MASKED, type, -1, grid.size()))
            : Optional.empty();
    Encoding encoding =
        encoder.encode(scope, new PatchInput(patches, grid, Optional.of(kept), masked));
    SDVariable projected =
        Layers.linear(
            scope.child("projection"),
            encoding.pooled(),
            encoder.outputWidth(),
            config.projectionWidth());
    new SDTransformer(graph).l2Normalize(projected, NORM_EPSILON).rename(PROJECTED);
    return graph;
  }

  /**
   * What a step reports.
   *
   * @param loss symmetric InfoNCE; {@link SsMastConfig#chanceLoss} when nothing is learnt
   * @param gradientNorm before clipping
   * @param spread standard deviation of the teacher's projections over the batch, times the square
   *     root of their width: near 1 when they fill the sphere, 0 when they have collapsed
   */
  public record Step(double loss, double gradientNorm, double spread) {}

  /** Trains on one batch of views: all of the first views above all of the second. */
  public Step step(ViewBatch views) {
    INDArray keys = project(views);
    Map<String, INDArray> inputs = inputs(views);
    inputs.put(TEACHER, keys);
    queue.ifPresent(q -> inputs.put(QUEUE, q.keys()));
    double loss;
    double norm;
    try (Gradients gradients = Gradients.of(student, LOSS, inputs, names)) {
      loss = gradients.loss();
      norm = optimizer.step(gradients.byParameter(), schedule.at(steps), average);
    }
    queue.ifPresent(q -> q.add(keys));
    steps++;
    double spread = keys.std(0).meanNumber().doubleValue() * Math.sqrt(config.projectionWidth());
    return new Step(loss, norm, spread);
  }

  /** The teacher's projections of the views, [2B, P]. */
  INDArray project(ViewBatch views) {
    return teacher.output(inputs(views), PROJECTED).get(PROJECTED);
  }

  private static Map<String, INDArray> inputs(ViewBatch views) {
    Map<String, INDArray> inputs = new HashMap<>();
    inputs.put(PATCHES, views.patches());
    inputs.put(KEPT, views.kept());
    views.masked().ifPresent(masked -> inputs.put(MASKED, masked));
    return inputs;
  }

  /** The student's encoder, without the projection and the mask token; a copy. */
  public Weights encoderWeights() {
    return Weights.of(student)
        .select(key -> !key.startsWith(PROJECTION) && !key.equals(Layers.MASK_TOKEN))
        .copy();
  }

  /** All that training goes on from, under {@code student.}, {@code optimizer.} and so on. */
  Weights state() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    studentParameters.forEach((name, array) -> state.put(STUDENT_STATE + name, array));
    teacherParameters.forEach((name, array) -> state.put(TEACHER_STATE + name, array));
    optimizer.state().forEach((name, array) -> state.put(OPTIMIZER_STATE + name, array));
    queue.ifPresent(
        q -> {
          state.put(QUEUE, q.keys());
          state.put(QUEUE_NEXT, Nd4j.createFromArray((double) q.next()));
        });
    state.put(STEPS, Nd4j.createFromArray((double) steps));
    return Weights.of(state);
  }

  /**
   * Goes on from what {@link #state} gave for the same encoder and configuration.
   *
   * @throws IllegalArgumentException naming an array that is missing
   */
  void restore(Weights state) {
    studentParameters.forEach((name, array) -> array.assign(state.get(STUDENT_STATE + name)));
    teacherParameters.forEach((name, array) -> array.assign(state.get(TEACHER_STATE + name)));
    optimizer.state().forEach((name, array) -> array.assign(state.get(OPTIMIZER_STATE + name)));
    queue.ifPresent(q -> q.restore(state.get(QUEUE), state.get(QUEUE_NEXT).getInt(0)));
    steps = state.get(STEPS).getInt(0);
    optimizer.resumeAt(steps);
  }

  /** Steps taken. */
  int steps() {
    return steps;
  }

  SameDiff student() {
    return student;
  }
}
