package org.mast4j.samediff.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;

/** Leaves graphs to ND4J, and tells of which it made sessions. */
abstract class FakeEngine implements Engine {
  static final Status RUN = new Status(1, 0, List.of(), List.of());

  private final Set<SameDiff> graphs = Collections.newSetFromMap(new IdentityHashMap<>());
  private Optional<String> obstacle = Optional.empty();

  /** Registered first, though it comes second. */
  public static final class Slow extends FakeEngine {
    @Override
    public int priority() {
      return 1;
    }
  }

  /** Of the highest priority. */
  public static final class Fast extends FakeEngine {
    @Override
    public int priority() {
      return 2;
    }
  }

  void obstruct(Optional<String> reason) {
    obstacle = reason;
  }

  @Override
  public String name() {
    return getClass().getSimpleName();
  }

  @Override
  public Optional<String> obstacle() {
    return obstacle;
  }

  @Override
  public Optional<String> obstacle(Precision precision) {
    return Optional.of("it knows no precision");
  }

  @Override
  public InferenceFactory sessions(InferenceFactory fallback) {
    return graph -> {
      graphs.add(graph);
      return fallback.create(graph);
    };
  }

  @Override
  public DirectCalls directCalls(SameDiff graph, Map<String, long[]> inputs, List<String> outputs) {
    return DirectCalls.NONE;
  }

  @Override
  public Status status(SameDiff graph) {
    return graphs.contains(graph) ? RUN : Status.NONE;
  }

  @Override
  public void release(SameDiff graph) {
    graphs.remove(graph);
  }

  @Override
  public String libraryName() {
    return "none";
  }

  @Override
  public Optional<Library> library() {
    return Optional.empty();
  }
}
