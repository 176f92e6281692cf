package org.mast4j.cli.doctor;

import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mast4j.samediff.engine.Engine;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Library;
import org.mast4j.samediff.engine.OpenMpSetting;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Thread counts. {@code OMP_NUM_THREADS} is the one place to set them: OpenMP (ND4J, the engines'
 * libraries) and OpenBLAS read it, and the launcher tells Java.
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
      diagnosis.fact("OpenMP", openMp + " (" + openMpLibraries() + ")");
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
    diagnosis.fact(
        COUNT,
        Optional.ofNullable(System.getenv(COUNT))
            .filter(value -> !value.isBlank())
            .orElse("not set: as many as there are cores"));
    OpenMpSetting.all().forEach(setting -> diagnosis.fact(setting.name(), described(setting)));
    if (!OpenMpSetting.all().stream().allMatch(OpenMpSetting::isBest)) {
      diagnosis.advise(
          "idle OpenMP threads may spin for too long, which starves whatever else runs on the cores,"
              + " or too short, which slows small models down to half their speed",
          "set " + OpenMpSetting.words() + ", as ./mast4j does");
    }
  }

  private static String described(OpenMpSetting setting) {
    return setting.value().orElse("not set")
        + (setting.isBest() ? "" : ", should be " + setting.best());
  }

  private static String openMpLibraries() {
    return Stream.concat(
            Stream.of("ND4J"),
            Engines.all().stream()
                .filter(engine -> engine.library().filter(Library::openMp).isPresent())
                .map(Engine::libraryName))
        .collect(Collectors.joining(" and "));
  }
}
