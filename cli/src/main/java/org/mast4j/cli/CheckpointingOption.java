package org.mast4j.cli;

import java.io.PrintWriter;
import org.mast4j.samediff.engine.Engines;
import picocli.CommandLine.Option;

/** Whether a training computes the forward pass again for its gradients. */
final class CheckpointingOption {
  @Option(
      names = "--gradient-checkpointing",
      description = {
        "Compute most of the forward pass again for the gradients, in place of keeping it: a step in",
        "a fraction of the memory, and up to a third more time (docs/performance.md)."
      })
  private boolean given;

  boolean isGiven() {
    return given;
  }

  /** Says so where it is given and changes nothing. */
  void explain(PrintWriter console) {
    if (given) {
      Engines.bind();
      Engines.obstacle()
          .ifPresent(
              reason ->
                  console.println("--gradient-checkpointing changes nothing here: " + reason));
      console.flush();
    }
  }
}
