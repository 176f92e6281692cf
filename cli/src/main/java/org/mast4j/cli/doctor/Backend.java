package org.mast4j.cli.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.mast4j.classpath.ClassPath;
import org.mast4j.classpath.UnsuitableClassPathException;
import org.mast4j.classpath.cuda.CudaBuild;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** ND4J and the build of its native library. */
public final class Backend {
  private static final String CPU_LIBRARY = "jnind4jcpu";

  private Backend() {}

  /** Whether ND4J runs. */
  static boolean examine(Diagnosis diagnosis) throws IOException {
    try {
      ClassPath.requireNd4j();
    } catch (UnsuitableClassPathException e) {
      diagnosis.fact("ND4J", "doesn't start");
      diagnosis.problem(e.getMessage());
      return false;
    }
    diagnosis.fact(
        "ND4J",
        "%s on the %s"
            .formatted(
                Loader.getVersion("org.nd4j", "nd4j-api"),
                Nd4j.getExecutioner().getEnvironmentInformation().get("backend")));
    build().ifPresent(build -> build(build, diagnosis));
    return true;
  }

  /** What to do about the root cause of a LinkageError. */
  public static String remedy(Throwable cause) {
    if (cause instanceof NumberFormatException) { // ND4J reads the variable as it starts
      return "set OMP_NUM_THREADS to a number";
    }
    if (CudaBuild.chosen().isPresent()) {
      return "see docs/cuda.md";
    }
    if (cause instanceof UnsatisfiedLinkError
        || cause instanceof ClassNotFoundException
            && String.valueOf(cause.getMessage()).contains("nd4j")
        || cause instanceof Nd4jBackend.NoAvailableBackendException) {
      return "put org.nd4j:nd4j-native and its build for "
          + Loader.getPlatform()
          + " on the class path";
    }
    return "please report it";
  }

  /** The classifier of the CPU library that is loaded, such as "linux-x86_64-onednn-avx512". */
  private static Optional<String> build() {
    return Optional.ofNullable(Loader.getLoadedLibraries().get(CPU_LIBRARY))
        .map(file -> Path.of(file).getParent().getFileName().toString());
  }

  private static void build(String build, Diagnosis diagnosis) {
    diagnosis.fact("ND4J's build", build);
    Processor.widest()
        .filter(instructions -> !build.contains(instructions))
        .ifPresent(
            instructions ->
                diagnosis.advise(
                    "ND4J's own ops run without " + instructions + " (build " + build + ")",
                    "./mast4j chooses the right build; elsewhere use nd4j-native's classifier "
                        + Loader.getPlatform()
                        + "-onednn-"
                        + instructions));
  }
}
