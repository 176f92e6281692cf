package org.mast4j.zoo.graph;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mast4j.classpath.ClassPath;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.array.ThreadSafeArrayHolder;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes and loads SameDiff graphs that compute the right numbers.
 *
 * <p>By default {@code SameDiff.output} of ND4J M2.1 returns wrong values on graphs like ours: its
 * array cache hands out arrays whose order flag and strides disagree. Every graph made here runs in
 * a {@link PooledSession}, which reuses memory without that defect, or in the session of an engine
 * ({@link Engines#bind(org.nd4j.autodiff.samediff.InferenceFactory)}); and it has the stock cache
 * switched off for the sessions that are not ours to choose ({@code fit}). Every class of the zoo
 * makes its graphs here.
 */
public final class Graphs {
  /** The input of every graph of ours, by which sessions know them. */
  public static final String PATCHES = "patches";

  /** What SameDiff calls the graph of a graph's gradients. */
  static final String GRADIENTS = "grad";

  private Graphs() {}

  /** An empty graph that is safe to run by plain {@code output}, {@code fit} and gradients. */
  public static SameDiff create() {
    ClassPath.requireNd4j();
    Sessions.bind();
    SameDiff graph = SameDiff.create();
    // The stock holders keep a second copy of every weight, for devices that may come later.
    graph.setArrayHolders(
        new ThreadSafeArrayHolder(false), new ThreadSafeArrayHolder(false), false);
    return safe(graph);
  }

  /**
   * Loads a graph that {@link SameDiff#save} wrote, with its updater state if it was saved.
   *
   * @throws IOException if the file can't be read as a SameDiff FlatBuffers file
   */
  public static SameDiff load(Path file) throws IOException {
    File source = file.toFile();
    if (!source.isFile()) {
      throw new IOException(file + ": no such file; expected a graph saved by SameDiff.save");
    }
    ClassPath.requireNd4j();
    Sessions.bind();
    return safe(SameDiff.load(source, true));
  }

  /** Makes a graph safe that was made elsewhere: stock cache off, our session for this thread. */
  public static SameDiff safe(SameDiff graph) {
    ClassPath.requireNd4j();
    Sessions.bind();
    graph.setEnableCache(false);
    graph
        .getSessions()
        .replaceAll((thread, session) -> SameDiff.getInferenceFactory().create(graph));
    return graph;
  }

  /**
   * Makes the calling thread the one that runs a graph. SameDiff keeps a session, with all its
   * memory, for each thread that ever ran the graph; this hands the last thread's on instead.
   *
   * <p>Threads must take turns: each calls this and runs the graph before the next does.
   */
  public static void handOver(SameDiff graph) {
    Map<Long, InferenceSession> sessions = graph.getSessions();
    long thread = Thread.currentThread().getId();
    if (sessions.isEmpty() || sessions.containsKey(thread)) {
      return;
    }
    InferenceSession session = sessions.values().iterator().next();
    sessions.clear();
    sessions.put(thread, session);
  }

  /**
   * Frees a graph's native memory, its parameters', constants' and sessions' and those of its
   * gradients, without waiting for the garbage collector. Neither can be run any more; outputs and
   * gradients that were the caller's own stay so.
   */
  public static void close(SameDiff graph) {
    if (graph.hasGradientFunction()) {
      close(graph.getFunction(GRADIENTS));
    }
    graph.getSessions().values().forEach(session -> session.getMmgr().close());
    graph.getSessions().clear();
    for (SDVariable variable : graph.variables()) {
      VariableType type = variable.getVariableType();
      if (type == VariableType.VARIABLE || type == VariableType.CONSTANT) {
        INDArray array = variable.getArr();
        if (!array.wasClosed()) { // the gradients' graph has the same parameters
          array.close();
        }
      }
    }
  }

  /** The trainable parameters of a graph by name, in alphabetical order; not copies. */
  public static Map<String, INDArray> parameters(SameDiff graph) {
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    for (SDVariable variable : graph.variables()) {
      if (variable.getVariableType() == VariableType.VARIABLE) {
        parameters.put(variable.name(), variable.getArr());
      }
    }
    return parameters;
  }

  /**
   * Which sessions graphs get: an engine's if there is one, which has ours for what it can't run.
   */
  private static final class Sessions {
    static {
      // A session is chosen when a graph's first variable is made, hence before any graph.
      Engines.bind(PooledSession::new);
    }

    /** Chooses them, at the first call. */
    static void bind() {}
  }
}
