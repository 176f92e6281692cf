package org.mast4j.samediff.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines on the class path, and the one of them that runs SameDiff graphs: of those without an
 * obstacle, the one of the highest priority.
 *
 * <p>SameDiff's factory of sessions is switched by {@link #bind()} and nothing else: ND4J calls it
 * at its start where an engine is on the class path, so that no application need do so, and the zoo
 * calls {@link #bind(InferenceFactory)} before its first graph. Every graph that is made or loaded
 * from then on, DL4J's SameDiff layers included, runs by the engine. {@code
 * -Dorg.mast4j.engine=none} refuses that.
 *
 * <p>{@code SameDiff.fit} makes a session of ND4J's own, which no engine reaches.
 */
public final class Engines {
  static final String SWITCH = "org.mast4j.engine";
  static final String NONE = "none";

  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);
  private static final String PRECISION = "org.mast4j.precision";
  private static final String RECOMPUTE = "org.mast4j.recompute";

  private static final ThreadLocal<Boolean> LENDING = ThreadLocal.withInitial(() -> false);
  private static final ThreadLocal<Boolean> UNPLANNED = ThreadLocal.withInitial(() -> false);

  private Engines() {}

  /** What is asked for: at first by the property. */
  private static final class Asked {
    static volatile Precision precision = ofProperty();
    static volatile boolean recompute = Boolean.getBoolean(RECOMPUTE);

    private static Precision ofProperty() {
      try {
        return Precision.of(System.getProperty(PRECISION, Precision.FLOAT32.key()));
      } catch (IllegalArgumentException e) {
        LOG.warn("-D{}: {}; graphs are computed in f32", PRECISION, e.getMessage());
        return Precision.FLOAT32;
      }
    }
  }

  /** Made when the first is asked for, as ND4J asks at its start. */
  private static final class Found {
    static final List<Engine> ALL =
        ServiceLoader.load(Engine.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparingInt(Engine::priority).reversed())
            .toList();
  }

  /** Those on the class path, the highest priority first. */
  public static List<Engine> all() {
    return Found.ALL;
  }

  /**
   * Lets every graph that is made or loaded from now on run by the active engine, and by the
   * factory that is bound now what that can't run. ND4J has called it at its start; it is needed
   * after another factory of sessions was bound, and does no harm otherwise.
   */
  public static void bind() {
    if (!isBound()) {
      bind(SameDiff.getInferenceFactory());
    }
  }

  /** The same with a factory of the caller's for what the engine can't run, or without one. */
  public static void bind(InferenceFactory fallback) {
    boolean refused = isRefused() || all().isEmpty();
    SameDiff.bindInferenceFactory(refused ? fallback : new EngineSessions(fallback));
  }

  /** Lets a graph run by the active engine that was made before {@link #bind()}. */
  public static void adopt(SameDiff graph) {
    bind();
    graph.getSessions().clear();
  }

  private static boolean isBound() {
    return SameDiff.getInferenceFactory() instanceof EngineSessions;
  }

  private static boolean isRefused() {
    return NONE.equals(System.getProperty(SWITCH));
  }

  /** The engine by which graphs run that are made from now on. */
  static Optional<Engine> active() {
    return isRefused()
        ? Optional.empty()
        : all().stream().filter(engine -> engine.obstacle().isEmpty()).findFirst();
  }

  /** Whether graphs run by an engine; if not, {@link #obstacle} says why. */
  public static boolean isActive() {
    return obstacle().isEmpty();
  }

  /** The active engine's name, or else of the one that would be; empty if there is none. */
  public static Optional<String> name() {
    return active().or(() -> all().stream().findFirst()).map(Engine::name);
  }

  /**
   * Why no graph that is made from now on runs by an engine, and what to do about it; empty if they
   * do.
   */
  public static Optional<String> obstacle() {
    if (isRefused()) {
      return Optional.of("refused by -D" + SWITCH + "=" + NONE);
    }
    if (all().isEmpty()) {
      return Optional.of(
          "no engine is on the class path; add samediff-onednn, or merge META-INF/services where"
              + " all jars were made one");
    }
    return active().isPresent() ? displacement() : all().get(0).obstacle();
  }

  private static Optional<String> displacement() {
    return isBound()
        ? Optional.empty()
        : Optional.of(
            "SameDiff's sessions come from "
                + SameDiff.getInferenceFactory().getClass().getName()
                + "; call Engines.bind() after it is bound, or merge META-INF/services where all"
                + " jars were made one");
  }

  /**
   * The precision in which calls of graphs are to multiply, {@code -Dorg.mast4j.precision=bf16} or
   * {@link #precision(Precision)}; {@link Precision#FLOAT32} by default, and for a property that
   * names none, which is warned of.
   */
  public static Precision precision() {
    return Asked.precision;
  }

  /**
   * Lets all calls of graphs from now on, of every thread, multiply in this precision where {@link
   * #obstacle(Precision)} is empty, and in single precision elsewhere. Graphs and weights stay
   * FLOAT.
   */
  public static void precision(Precision precision) {
    Asked.precision = precision;
  }

  /** Why graphs are computed in single precision where another one is asked for. */
  public static Optional<String> obstacle(Precision precision) {
    return obstacle().or(() -> active().orElseThrow().obstacle(precision));
  }

  /**
   * Whether gradients are to compute again what they need of the forward pass, {@code
   * -Dorg.mast4j.recompute=true} or {@link #recompute(boolean)}; by default not.
   */
  public static boolean isRecomputing() {
    return Asked.recompute;
  }

  /**
   * Lets all calls for gradients from now on, of every thread, keep but a part of what the forward
   * pass makes, and compute the rest again when it is needed (gradient checkpointing): a batch
   * takes a fraction of the memory, and up to a third more time. Where graphs run by no engine
   * nothing changes.
   */
  public static void recompute(boolean recompute) {
    Asked.recompute = recompute;
  }

  /**
   * Calls of a graph by the active engine, without SameDiff's machinery around them.
   *
   * @param inputs shapes of all placeholders that the outputs depend on, which are FLOAT
   */
  public static DirectCalls directCalls(
      SameDiff graph, Map<String, long[]> inputs, List<String> outputs) {
    return active()
        .map(engine -> engine.directCalls(graph, inputs, outputs))
        .orElse(DirectCalls.NONE);
  }

  /**
   * How a graph is run; ask {@code graph.getFunction("grad")} for its gradients. After a failure
   * that concerns all graphs, that is the last of the fallbacks.
   */
  public static Status status(SameDiff graph) {
    return all().stream()
        .map(engine -> engine.status(graph))
        .filter(status -> !status.equals(Status.NONE))
        .findFirst()
        .orElse(Status.NONE);
  }

  /** Frees the memory of a graph's plans; they are made again when they are needed. */
  public static void release(SameDiff graph) {
    all().forEach(engine -> engine.release(graph));
  }

  /**
   * Calls graphs without copies of their outputs: what they return here is the engine's own memory,
   * valid until the next call, by any thread, of the same graph with the same shapes, and must not
   * be closed. Where a graph runs by no engine, the outputs are the caller's as ever.
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

  /** Whether this thread's calls of graphs are within {@link #lending}. */
  public static boolean isLending() {
    return LENDING.get();
  }

  /** Whether this thread's calls of graphs are within {@link #unplanned}. */
  public static boolean isUnplanned() {
    return UNPLANNED.get();
  }
}
