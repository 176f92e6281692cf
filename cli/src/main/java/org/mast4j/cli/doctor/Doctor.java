package org.mast4j.cli.doctor;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;

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
    boolean nd4j = machine(version, diagnosis);
    Memory.examine(diagnosis);
    Cuda.examine(diagnosis);
    Decoding.examine(diagnosis);
    if (nd4j) {
      SelfCheck.examine(diagnosis);
      Precisions.compare(diagnosis);
    }
    diagnosis.conclude();
    return diagnosis.isHealthy();
  }

  /**
   * What a result may depend on: versions, processor and threads, by section and name.
   *
   * @param version MAST4J's own
   */
  public static Map<String, Map<String, String>> machine(String version) throws IOException {
    Diagnosis diagnosis = new Diagnosis(new PrintWriter(Writer.nullWriter()));
    machine(version, diagnosis);
    return diagnosis.facts();
  }

  private static boolean machine(String version, Diagnosis diagnosis) throws IOException {
    Software.examine(version, diagnosis);
    boolean nd4j = Backend.examine(diagnosis);
    Processor.examine(diagnosis);
    if (nd4j) {
      Threads.examine(diagnosis);
      Precisions.examine(diagnosis);
    }
    return nd4j;
  }
}
