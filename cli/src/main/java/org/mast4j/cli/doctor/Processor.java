package org.mast4j.cli.doctor;

import java.util.Optional;
import java.util.Set;
import org.mast4j.samediff.engine.Engine;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Library;

/** The CPU, as the system and as the engines' libraries see it. */
final class Processor {
  /** The features that ND4J's build for AVX-512 needs. */
  private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512vl", "avx512dq");

  private Processor() {}

  static void examine(Diagnosis diagnosis) {
    Cpu cpu = Cpu.here();
    diagnosis.section("Processor");
    diagnosis.fact("model", cpu.model());
    diagnosis.fact("cores", cpu.threads());
    if (!cpu.features().isEmpty()) {
      diagnosis.fact("features", String.join(" ", cpu.features()));
    }
    Set<String> flags = Cpu.flags();
    for (Engine engine : Engines.all()) {
      engine.library().ifPresent(library -> library(engine, library, flags, diagnosis));
    }
  }

  private static void library(
      Engine engine, Library library, Set<String> flags, Diagnosis diagnosis) {
    diagnosis.fact(engine.libraryName() + " uses", library.instructions());
    if (flags.containsAll(AVX512) && !library.instructions().contains("512")) {
      diagnosis.advise(
          engine.libraryName() + " uses " + library.instructions() + ", though the CPU has AVX-512",
          "unset " + String.join(" and ", library.limits()));
    }
  }

  /** The widest instructions of this CPU for which there is a build of ND4J. */
  static Optional<String> widest() {
    Set<String> flags = Cpu.flags();
    if (flags.containsAll(AVX512)) {
      return Optional.of("avx512");
    }
    return flags.contains("avx2") ? Optional.of("avx2") : Optional.empty();
  }
}
