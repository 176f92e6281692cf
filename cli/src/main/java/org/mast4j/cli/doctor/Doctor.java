package org.mast4j.cli.doctor;

import java.io.IOException;
import java.io.PrintWriter;

/** Looks at everything that MAST4J runs on, and tries it out. */
public final class Doctor {
  private Doctor() {}

  /**
   * Prints what it finds.
   *
   * @param version MAST4J's own
   * @return whether nothing essential is broken
   */
  public static boolean examine(String version, PrintWriter out) throws IOException {
    Diagnosis diagnosis = new Diagnosis(out);
    Software.examine(version, diagnosis);
    boolean nd4j = Backend.examine(diagnosis);
    Processor.examine(diagnosis);
    if (nd4j) {
      Threads.examine(diagnosis);
    }
    Memory.examine(diagnosis);
    Cuda.examine(diagnosis);
    Decoding.examine(diagnosis);
    if (nd4j) {
      SelfCheck.examine(diagnosis);
    }
    diagnosis.conclude();
    return diagnosis.isHealthy();
  }
}
