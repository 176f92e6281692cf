package org.mast4j.zoo.graph;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes and loads SameDiff graphs that compute the right numbers.
 *
 * <p>By default {@code SameDiff.output} of ND4J M2.1 returns wrong values on graphs like ours: its
 * array cache hands out arrays whose order flag and strides disagree. Every graph made here runs in
 * a {@link PooledSession}, which reuses memory without that defect, or in the session of an engine
 * that is found as an {@link InferenceFactory} service ({@code samediff-onednn}); and it has the
 * stock cache switched off for the sessions that are not ours to choose ({@code fit}). Every class
 * of the zoo makes its graphs here.
 */
public final class Graphs {
  static {
    // The session is chosen when a graph's first variable is made, hence before any graph.
    SameDiff.bindInferenceFactory(PooledSession::new);
    // An engine on the class path takes over, and has ours for what it can't run.
    ServiceLoader.load(InferenceFactory.class)
        .findFirst()
        .ifPresent(SameDiff::bindInferenceFactory);
  }

  private Graphs() {}

  /** An empty graph that is safe to run by plain {@code output}, {@code fit} and gradients. */
  public static SameDiff create() {
    return safe(SameDiff.create());
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
    return safe(SameDiff.load(source, true));
  }

  /** Makes a graph safe that was made elsewhere: stock cache off, our session for this thread. */
  public static SameDiff safe(SameDiff graph) {
    graph.setEnableCache(false);
    graph
        .getSessions()
        .replaceAll((thread, session) -> SameDiff.getInferenceFactory().create(graph));
    return graph;
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
}
