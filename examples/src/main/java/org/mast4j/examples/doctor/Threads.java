package org.mast4j.examples.doctor;

import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.mast4j.samediff.onednn.Library;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Thread counts. {@code OMP_NUM_THREADS} is the one place to set them: OpenMP (oneDNN, ND4J) and
 * OpenBLAS read it, and the launcher tells Java.
 */
final class Threads {
  private static final String COUNT = "OMP_NUM_THREADS";
  private static final String ELSEWHERE =
      "set " + COUNT + " to it where ./mast4j starts (elsewhere with -XX:ActiveProcessorCount=N)";

  private Threads() {}

  static void examine(Diagnosis diagnosis) {
    diagnosis.section("Threads");
    Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
    int java = Runtime.getRuntime().availableProcessors();
    if (environment.get("omp.threads") instanceof Integer openMp) {
      diagnosis.fact("OpenMP", openMp + " (ND4J" + oneDnn() + ")");
      if (openMp != java) {
        diagnosis.advise(
            String.format(
                Locale.ROOT, "OpenMP has %d threads and Java counts %d cores", openMp, java),
            "choose one number and " + ELSEWHERE);
      }
    }
    if (environment.get("blas.threads") instanceof Integer blas) {
      diagnosis.fact("OpenBLAS", blas);
    }
    diagnosis.fact("Java", java + " (audio, optimiser)");
    diagnosis.fact(COUNT, value(COUNT).orElse("not set: as many as there are cores"));
    boolean gnu = Loader.getPlatform().startsWith("linux"); // whose OpenMP reads GOMP_SPINCOUNT
    boolean passive = isSet(diagnosis, "OMP_WAIT_POLICY", "passive");
    boolean briefly = !gnu || isSet(diagnosis, "GOMP_SPINCOUNT", "2000");
    if (!passive || !briefly) {
      diagnosis.advise(
          "idle OpenMP threads may spin for too long, which starves whatever else runs on the cores,"
              + " or too short, which slows small models down to half their speed",
          "set OMP_WAIT_POLICY=passive"
              + (gnu ? " and GOMP_SPINCOUNT=2000" : "")
              + ", as ./mast4j does");
    }
  }

  private static String oneDnn() {
    return Library.find().filter(Library::openMp).isPresent() ? " and oneDNN" : "";
  }

  /** Whether a variable has the value that it should have. */
  private static boolean isSet(Diagnosis diagnosis, String name, String best) {
    boolean right = value(name).filter(best::equalsIgnoreCase).isPresent();
    diagnosis.fact(name, value(name).orElse("not set") + (right ? "" : ", should be " + best));
    return right;
  }

  private static Optional<String> value(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
