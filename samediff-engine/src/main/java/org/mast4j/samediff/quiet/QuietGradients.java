package org.mast4j.samediff.quiet;

import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Keeps the line that SameDiff M2.1 prints for each op that it differentiates out of {@code
 * System.out}, whoever asked for gradients ({@code calculateGradients}, {@code fit}, a DL4J layer).
 *
 * <p>SameDiff prints without a logger, in a private loop, but first it asks the bound {@code
 * InferenceFactory} for a session of the gradient's graph. So whoever makes sessions calls {@link
 * #sessionMade}, and {@link #sessionRuns} before each run, by which the loop is over.
 */
public final class QuietGradients {
  private static final String DIFFERENTIATE = "createGradFunction";

  private QuietGradients() {}

  /** Drops the lines of this thread from now on, if SameDiff is differentiating in it. */
  public static void sessionMade() {
    boolean differentiating =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.anyMatch(
                        frame ->
                            frame.getMethodName().equals(DIFFERENTIATE)
                                && frame.getClassName().equals(SameDiff.class.getName())));
    if (differentiating) {
      LineFilter.begin(Thread.currentThread());
    }
  }

  /** Leaves the standard output as it was before {@link #sessionMade}. */
  public static void sessionRuns() {
    LineFilter.end(Thread.currentThread());
  }
}
