package org.mast4j.samediff.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What runs SameDiff graphs in place of ND4J's own session. Found by {@link
 * java.util.ServiceLoader}; asked for by {@link Engines}.
 */
public interface Engine {
  /** Its module's, such as "samediff-onednn". */
  String name();

  /** Of several without an obstacle the one of the highest priority runs. */
  int priority();

  /** Why it runs no graph in this process, and what to do about it; empty if it does. */
  Optional<String> obstacle();

  /**
   * Why it computes in {@link Precision#FLOAT32} where another precision is asked for; empty if it
   * doesn't.
   */
  Optional<String> obstacle(Precision precision);

  /**
   * Makes the sessions of graphs. They heed {@link Engines#isLending} and {@link
   * Engines#isUnplanned}.
   *
   * @param fallback makes the sessions for what this engine can't run
   */
  InferenceFactory sessions(InferenceFactory fallback);

  /**
   * Calls of a graph, which heed {@link Engines#isUnplanned}.
   *
   * @param inputs shapes of all placeholders that the outputs depend on, which are FLOAT
   */
  DirectCalls directCalls(SameDiff graph, Map<String, long[]> inputs, List<String> outputs);

  /** How a graph is run; {@link Status#NONE} for one that it has no session of. */
  Status status(SameDiff graph);

  /** Frees the memory that it keeps for a graph, which it takes again when that is run. */
  void release(SameDiff graph);

  /** What its library is called, such as "oneDNN". */
  String libraryName();

  /** The library, whether graphs run by it or not; empty if it can't be loaded. */
  Optional<Library> library();
}
