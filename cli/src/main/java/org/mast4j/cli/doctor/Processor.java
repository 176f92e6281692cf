package org.mast4j.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mast4j.samediff.engine.Engine;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Library;

/** The CPU, as the system and as the engines' libraries see it. */
final class Processor {
  private static final Path INFO = Path.of("/proc/cpuinfo");

  /** What matters to matrix products, in x86's and ARM's words. */
  private static final List<String> FEATURES =
      List.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16",
          "amx_int8",
          "amx_fp16",
          "asimd",
          "sve",
          "sve2",
          "bf16",
          "i8mm");

  /** The features that ND4J's build for AVX-512 needs. */
  private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512vl", "avx512dq");

  private Processor() {}

  static void examine(Diagnosis diagnosis) {
    diagnosis.section("Processor");
    diagnosis.fact("model", info("model name").orElse(System.getProperty("os.arch")));
    diagnosis.fact("cores", Runtime.getRuntime().availableProcessors());
    Set<String> flags = flags();
    if (!flags.isEmpty()) {
      diagnosis.fact(
          "features", FEATURES.stream().filter(flags::contains).collect(Collectors.joining(" ")));
    }
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
    Set<String> flags = flags();
    if (flags.containsAll(AVX512)) {
      return Optional.of("avx512");
    }
    return flags.contains("avx2") ? Optional.of("avx2") : Optional.empty();
  }

  private static Set<String> flags() {
    return flags(info("flags").or(() -> info("Features")).orElse(""));
  }

  /** The words of a line, which may be empty. */
  static Set<String> flags(String line) {
    return Arrays.stream(line.split("\\s+"))
        .filter(flag -> !flag.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A line of Linux's description of the first core. */
  private static Optional<String> info(String key) {
    if (!Files.isReadable(INFO)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(INFO).stream()
          .filter(line -> line.matches(key + "\\s*:.*"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
