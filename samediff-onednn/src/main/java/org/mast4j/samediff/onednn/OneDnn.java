package org.mast4j.samediff.onednn;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mast4j.classpath.ClassPath;
import org.mast4j.classpath.UnsuitableClassPathException;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches the planned execution on, and says how it is doing.
 *
 * <p>With the jar on the class path it is on: ND4J finds it where it starts (see {@link
 * EngineStart}), and every SameDiff graph that is made or loaded, DL4J's SameDiff layers included,
 * runs by plans. Only where something else binds an {@code InferenceFactory} later is {@link
 * #install} to be called, after that; {@link #obstacle} says so.
 *
 * <p>Train by {@link org.mast4j.samediff.onednn.train.PlannedFit}: {@code SameDiff.fit} makes a
 * session of ND4J's own, which can't be planned.
 *
 * <p>Properties: {@code -Dorg.mast4j.onednn=off} leaves every graph to the stock session, {@code
 * -Dorg.mast4j.onednn.profile=true} measures each step, {@code -Dorg.mast4j.onednn.plans=N} keeps
 * up to N plans of a graph.
 */
public final class OneDnn {
  static final String SWITCH = "org.mast4j.onednn";

  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);
  private static final AtomicReference<Optional<String>> FAILURE =
      new AtomicReference<>(Optional.empty());
  private static final ThreadLocal<Boolean> LENDING = ThreadLocal.withInitial(() -> false);
  private static final ThreadLocal<Boolean> UNPLANNED = ThreadLocal.withInitial(() -> false);

  private OneDnn() {}

  /**
   * Lets every graph that is made or loaded from now on be planned. ND4J has called it at its
   * start; it is needed after another factory of sessions was bound, and does no harm otherwise.
   */
  public static void install() {
    if (!(SameDiff.getInferenceFactory() instanceof OneDnnFactory)) {
      SameDiff.bindInferenceFactory(new OneDnnFactory());
    }
  }

  /** Lets a graph be planned that was made before {@link #install}. */
  public static void adopt(SameDiff graph) {
    install();
    graph.getSessions().clear();
  }

  /** Whether graphs are planned; if not, {@link #obstacle} says why. */
  public static boolean isActive() {
    return obstacle().isEmpty();
  }

  /** Why no graph is planned that is made from now on; empty if they are. */
  public static Optional<String> obstacle() {
    return standstill().or(OneDnn::displacement);
  }

  /** Why no graph is planned at all. */
  private static Optional<String> standstill() {
    if ("off".equals(System.getProperty(SWITCH))) {
      return Optional.of("switched off by -D" + SWITCH + "=off");
    }
    return FAILURE.get().or(() -> Environment.OBSTACLE);
  }

  private static Optional<String> displacement() {
    InferenceFactory bound = SameDiff.getInferenceFactory();
    return bound instanceof OneDnnFactory
        ? Optional.empty()
        : Optional.of(
            "SameDiff's sessions come from "
                + bound.getClass().getName()
                + "; call OneDnn.install() after it is bound, or merge META-INF/services where all"
                + " jars were made one");
  }

  /** Leaves all graphs to the stock session, as a library lacks what a plan needs. */
  static void giveUp(LinkageError error) {
    String reason = "oneDNN failed (" + error + "); " + Library.VERSIONS;
    if (FAILURE.compareAndSet(Optional.empty(), Optional.of(reason))) {
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
      return Library.obstacle().flatMap(Environment::warned);
    }

    private static Optional<String> warned(String reason) {
      LOG.warn("SameDiff graphs run in the stock session: {}", reason);
      return Optional.of(reason);
    }
  }

  /**
   * How a graph is run.
   *
   * @param plans how many it has
   * @param bytes of their memory
   * @param fallbacks why some or all of its calls are left to the stock session
   * @param profile a table for each plan, if measuring is switched on
   */
  public record Status(int plans, long bytes, List<String> fallbacks, List<String> profile) {
    public Status {
      fallbacks = List.copyOf(fallbacks);
      profile = List.copyOf(profile);
    }
  }

  /**
   * How a graph is run; ask {@code graph.getFunction("grad")} for its gradients. After a failure
   * that concerns all graphs, that is the last of the fallbacks.
   */
  public static Status status(SameDiff graph) {
    return PlannedSession.plansOf(graph)
        .map(
            plans -> {
              synchronized (plans) {
                return new Status(
                    plans.plans().size(),
                    plans.plans().stream().mapToLong(plan -> plan.bytes()).sum(),
                    Stream.concat(plans.refusals().stream(), FAILURE.get().stream()).toList(),
                    plans.plans().stream()
                        .filter(plan -> plan.profile().calls() > 0)
                        .map(plan -> plan.profile().table())
                        .toList());
              }
            })
        .orElse(new Status(0, 0, List.of(), List.of()));
  }

  /** Frees the memory of a graph's plans; they are made again when they are needed. */
  public static void release(SameDiff graph) {
    PlannedSession.plansOf(graph)
        .ifPresent(
            plans -> {
              synchronized (plans) {
                plans.clear();
              }
            });
  }

  /**
   * Calls graphs without copies of their outputs: what they return here is the plan's own memory,
   * valid until the next call of the same graph with the same shapes, and must not be closed. Where
   * a graph isn't planned, the outputs are the caller's as ever.
   */
  public static <T> T lending(Supplier<T> action) {
    return within(LENDING, action);
  }

  /** Calls graphs in the stock session (array cache off), to compare with it. */
  public static <T> T unplanned(Supplier<T> action) {
    return within(UNPLANNED, action);
  }

  private static <T> T within(ThreadLocal<Boolean> mode, Supplier<T> action) {
    boolean before = mode.get();
    mode.set(true);
    try {
      return action.get();
    } finally {
      mode.set(before);
    }
  }

  static boolean isLending() {
    return LENDING.get();
  }

  /** Whether a call of this thread is to be planned. */
  static boolean isPlanning() {
    return !UNPLANNED.get() && standstill().isEmpty();
  }
}
