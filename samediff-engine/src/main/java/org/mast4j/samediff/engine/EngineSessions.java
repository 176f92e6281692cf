package org.mast4j.samediff.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the sessions of graphs by the engine that is active when a graph gets its first one.
 *
 * @param fallback makes them where none is, and those for what the engine can't run
 */
record EngineSessions(InferenceFactory fallback) implements InferenceFactory {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  @Override
  public InferenceSession create(SameDiff graph) {
    // The stock session's cache of arrays gives wrong results.
    graph.setEnableCache(false);
    Optional<Engine> engine = Engines.active();
    if (engine.isPresent() && TOLD.compareAndSet(false, true)) {
      LOG.info(
          "SameDiff graphs run by {}; -D{}={} leaves them to ND4J",
          engine.get().name(),
          Engines.SWITCH,
          Engines.NONE);
    }
    return engine.map(e -> e.sessions(fallback)).orElse(fallback).create(graph);
  }
}
