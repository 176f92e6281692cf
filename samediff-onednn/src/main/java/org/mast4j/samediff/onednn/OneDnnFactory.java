package org.mast4j.samediff.onednn;

import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;

/**
 * Makes the sessions of graphs. Found by {@link java.util.ServiceLoader}, so that a library can use
 * it without knowing it; the factory that was bound before makes the sessions for what can't be
 * planned.
 */
public final class OneDnnFactory implements InferenceFactory {
  private final InferenceFactory fallback = SameDiff.getInferenceFactory();

  @Override
  public InferenceSession create(SameDiff graph) {
    FitAdvice.sessionMade();
    return new PlannedSession(graph, fallback.create(graph));
  }
}
