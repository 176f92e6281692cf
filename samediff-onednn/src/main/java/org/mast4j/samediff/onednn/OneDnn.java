package org.mast4j.samediff.onednn;

import static org.mast4j.samediff.engine.Precision.FLOAT32;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mast4j.classpath.ClassPath;
import org.mast4j.classpath.UnsuitableClassPathException;
import org.mast4j.samediff.engine.DirectCalls;
import org.mast4j.samediff.engine.Engine;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Library;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.samediff.engine.Status;
import org.mast4j.samediff.onednn.internal.plan.Arithmetic;
import org.mast4j.samediff.onednn.internal.plan.Plan;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of planned execution on a CPU; {@link Engines} says how it is doing.
 *
 * <p>Train by {@link org.mast4j.samediff.onednn.train.PlannedFit}: {@code SameDiff.fit} makes a
 * session of ND4J's own, which can't be planned.
 *
 * <p>Properties: {@code -Dorg.mast4j.onednn=off} leaves every graph to another engine or the stock
 * session, {@code -Dorg.mast4j.onednn.profile=true} measures each step, {@code
 * -Dorg.mast4j.onednn.plans=N} keeps up to N plans of a graph.
 */
public final class OneDnn implements Engine {
  private static final String SWITCH = "org.mast4j.onednn";
  private static final AtomicBoolean WARNED = new AtomicBoolean();
  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  private final AtomicReference<Optional<String>> failure = new AtomicReference<>(Optional.empty());

  @Override
  public String name() {
    return "samediff-onednn";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<String> obstacle() {
    if ("off".equals(System.getProperty(SWITCH))) {
      return Optional.of("switched off by -D" + SWITCH + "=off");
    }
    return failure.get().or(() -> Environment.OBSTACLE);
  }

  @Override
  public Optional<String> obstacle(Precision precision) {
    return obstacleOf(precision);
  }

  /** What is asked for, or FLOAT32 where that can't be had. */
  static Precision precision() {
    Precision asked = Engines.precision();
    Optional<String> obstacle = obstacleOf(asked);
    if (obstacle.isPresent() && WARNED.compareAndSet(false, true)) {
      LOG.warn("Graphs are computed in {} in place of {}: {}", FLOAT32, asked, obstacle.get());
    }
    return obstacle.isPresent() ? FLOAT32 : asked;
  }

  /** What a plan of a precision that can be had here computes in. */
  static Arithmetic arithmetic(Precision precision) {
    return new Arithmetic(
        precision != FLOAT32 && Dnnl.bfloat16Obstacle().isEmpty(), precision == Precision.INT8);
  }

  private static Optional<String> obstacleOf(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> Optional.empty();
      case BFLOAT16 -> Dnnl.bfloat16Obstacle();
      case INT8 -> Dnnl.int8Obstacle();
    };
  }

  @Override
  public InferenceFactory sessions(InferenceFactory fallback) {
    return graph -> {
      FitAdvice.sessionMade();
      return new PlannedSession(graph, fallback.create(graph), this);
    };
  }

  /** A call that may fail, and is left to the stock session then, with all like it. */
  <T> Optional<T> attempt(
      PlanCache plans, SameDiff graph, PlanCache.Request request, Supplier<Optional<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      // An op that ND4J can't run out of its session; that will say so if it can't either.
      plans.refuse(graph, request, e);
      return Optional.empty();
    } catch (LinkageError e) {
      // A library of another version, or a broken one: no other plan would fare better.
      giveUp(e);
      return Optional.empty();
    }
  }

  /** Leaves all graphs to the stock session, as a library lacks what a plan needs. */
  private void giveUp(LinkageError error) {
    String reason = "oneDNN failed (" + error + "); " + Dnnl.VERSIONS;
    if (failure.compareAndSet(Optional.empty(), Optional.of(reason))) {
      LOG.warn("SameDiff graphs run in the stock session: {}", reason);
      LOG.debug("What failed", error);
    }
  }

  /** What never changes while the process runs. */
  private static final class Environment {
    static final Optional<String> OBSTACLE = find();

    private static Optional<String> find() {
      try {
        ClassPath.requireNd4j();
      } catch (UnsuitableClassPathException e) {
        return warned(e.getMessage());
      }
      if (Nd4j.getExecutioner().type() != ExecutionerType.NATIVE_CPU) {
        return Optional.of("ND4J runs on " + Nd4j.getExecutioner().type() + ", not on the CPU");
      }
      return Dnnl.obstacle().flatMap(Environment::warned);
    }

    private static Optional<String> warned(String reason) {
      LOG.warn("SameDiff graphs run in the stock session: {}", reason);
      return Optional.of(reason);
    }
  }

  @Override
  public DirectCalls directCalls(SameDiff graph, Map<String, long[]> inputs, List<String> outputs) {
    return new PlannedCalls(graph, inputs, outputs, this);
  }

  @Override
  public Status status(SameDiff graph) {
    return PlannedSession.plansOf(graph)
        .map(
            cache -> {
              List<Plan> plans = cache.plans();
              return new Status(
                  plans.size(),
                  cache.bytes(),
                  Stream.concat(cache.refusals().stream(), failure.get().stream()).toList(),
                  plans.stream()
                      .filter(plan -> plan.profile().calls() > 0)
                      .map(plan -> plan.profile().table())
                      .toList());
            })
        .orElse(Status.NONE);
  }

  @Override
  public void release(SameDiff graph) {
    PlannedSession.plansOf(graph).ifPresent(PlanCache::clear);
  }

  @Override
  public String libraryName() {
    return "oneDNN";
  }

  @Override
  public Optional<Library> library() {
    return Dnnl.find();
  }

  /** Whether a call of this thread is to be planned. */
  boolean isPlanning() {
    return !Engines.isUnplanned() && obstacle().isEmpty();
  }
}
