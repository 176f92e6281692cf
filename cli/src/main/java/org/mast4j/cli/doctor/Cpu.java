package org.mast4j.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The CPU as the system sees it.
 *
 * @param model its name, or Java's word for its architecture
 * @param features that matter to matrix products, in Linux's words
 * @param cores of all sockets; where Linux doesn't tell, as many as threads
 * @param threads that are computed with at once, as Java counts
 */
public record Cpu(String model, List<String> features, int cores, int threads) {
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

  /** This machine's. */
  public static Cpu here() {
    return of(info(), Runtime.getRuntime().availableProcessors());
  }

  /** The CPU of these lines of /proc/cpuinfo, which may be none. */
  static Cpu of(List<String> info, int threads) {
    Set<String> flags = flags(info);
    Set<String> cores = new HashSet<>();
    String socket = "";
    for (String line : info) {
      if (isOf(line, "physical id")) {
        socket = value(line);
      } else if (isOf(line, "core id")) {
        cores.add(socket + "/" + value(line));
      }
    }
    return new Cpu(
        first(info, "model name").orElse(System.getProperty("os.arch")),
        FEATURES.stream().filter(flags::contains).toList(),
        cores.isEmpty() ? threads : cores.size(),
        threads);
  }

  /** All of its features. */
  static Set<String> flags() {
    return flags(info());
  }

  private static Set<String> flags(List<String> info) {
    return words(first(info, "flags").or(() -> first(info, "Features")).orElse(""));
  }

  /** The words of a line, which may be empty. */
  static Set<String> words(String line) {
    return Arrays.stream(line.split("\\s+"))
        .filter(flag -> !flag.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<String> first(List<String> info, String key) {
    return info.stream().filter(line -> isOf(line, key)).map(Cpu::value).findFirst();
  }

  private static boolean isOf(String line, String key) {
    return line.matches(key + "\\s*:.*");
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  private static List<String> info() {
    if (!Files.isReadable(INFO)) {
      return List.of();
    }
    try {
      return Files.readAllLines(INFO);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
