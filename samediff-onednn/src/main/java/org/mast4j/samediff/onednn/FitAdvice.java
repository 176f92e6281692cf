package org.mast4j.samediff.onednn;

import java.util.concurrent.atomic.AtomicBoolean;
import org.nd4j.autodiff.samediff.SameDiff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the user of {@code SameDiff.fit}, which no plan can reach, of what trains by plans. */
final class FitAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(FitAdvice.class);
  private static final String FIT = "fitHelper"; // of SameDiff, behind each form of fit
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private FitAdvice() {}

  /** Warns once, if the session being made is that of the gradients for {@code fit}. */
  static void sessionMade() {
    if (!TOLD.get() && isFitting() && TOLD.compareAndSet(false, true)) {
      LOG.warn(
          "SameDiff.fit runs in ND4J's own session, many times slower than plans; with"
              + " PlannedFit.of(graph) in place of graph.fit() the same training is planned");
    }
  }

  private static boolean isFitting() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame ->
                        frame.getMethodName().equals(FIT)
                            && frame.getClassName().equals(SameDiff.class.getName())));
  }
}
